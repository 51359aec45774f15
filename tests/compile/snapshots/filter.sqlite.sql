SELECT '{"statements":'||(
  SELECT '{"totalCount":'||(
    SELECT count(*)
    FROM statement it1
    WHERE (EXISTS(
      SELECT 1
      FROM statement_event t2
      CROSS JOIN event t3
      WHERE EXISTS(
        SELECT 1
        FROM placement t4
        CROSS JOIN location t5
        WHERE t5.id IN (
          WITH RECURSIVE t6(id) AS (
            SELECT id
            FROM location
            WHERE slug IN (?)
            UNION SELECT b.id
            FROM t6 a
            JOIN location b ON b.part_of_id=a.id
          ) SELECT id
          FROM t6
        ) AND t4.event_id=t3.id AND t5.id=t4.location_id
      ) AND t2.statement_id=it1.id AND t3.id=t2.event_id
    ) OR (EXISTS(
      SELECT 1
      FROM article t7
      WHERE EXISTS(
        SELECT 1
        FROM source t8
        WHERE (t8.country = ?) IS NOT TRUE AND t8.id=t7.publisher_id
      ) AND t7.id=it1.article_id
    )) IS NOT TRUE) AND it1.id IN (
      SELECT t9.statement_id
      FROM attribution t9
      WHERE t9.commitment IN (?,?) AND EXISTS(
        SELECT 1
        FROM source t10
        WHERE t10.slug IN (?) AND t10.id=t9.source_id
      )
    )
  )||',"nodes":['||coalesce(group_concat(ot1.o0,','),'')||']}'
  FROM (
    SELECT json_object('slug',t1.slug) AS o0
    FROM (
      WITH wt1 AS MATERIALIZED (
        SELECT it1.slug AS slug,it1.said_earliest AS k_0,it1.id AS k_1
        FROM (
          SELECT *
          FROM statement it1
          ORDER BY it1.said_earliest DESC,it1.id DESC
          LIMIT 1000
        ) it1
        WHERE EXISTS(
          SELECT 1
          FROM (
            SELECT *
            FROM statement it1
            ORDER BY it1.said_earliest DESC,it1.id DESC
            LIMIT 50
          ) it1
          WHERE EXISTS(
            SELECT 1
            FROM attribution t11
            WHERE t11.commitment IN (?,?) AND EXISTS(
              SELECT 1
              FROM source t12
              WHERE t12.slug IN (?) AND t12.id=t11.source_id
            ) AND t11.statement_id=it1.id
          )
          LIMIT 1 OFFSET 0
        ) AND (EXISTS(
          SELECT 1
          FROM statement_event t2
          CROSS JOIN event t3
          WHERE EXISTS(
            SELECT 1
            FROM placement t4
            CROSS JOIN location t5
            WHERE t5.id IN (
              WITH RECURSIVE t6(id) AS (
                SELECT id
                FROM location
                WHERE slug IN (?)
                UNION SELECT b.id
                FROM t6 a
                JOIN location b ON b.part_of_id=a.id
              ) SELECT id
              FROM t6
            ) AND t4.event_id=t3.id AND t5.id=t4.location_id
          ) AND t2.statement_id=it1.id AND t3.id=t2.event_id
        ) OR (EXISTS(
          SELECT 1
          FROM article t7
          WHERE EXISTS(
            SELECT 1
            FROM source t8
            WHERE (t8.country = ?) IS NOT TRUE AND t8.id=t7.publisher_id
          ) AND t7.id=it1.article_id
        )) IS NOT TRUE) AND EXISTS(
          SELECT 1
          FROM attribution t11
          WHERE t11.commitment IN (?,?) AND EXISTS(
            SELECT 1
            FROM source t12
            WHERE t12.slug IN (?) AND t12.id=t11.source_id
          ) AND t11.statement_id=it1.id
        )
        LIMIT ?
      ) SELECT *
      FROM wt1
      WHERE (
        SELECT count(*)
        FROM wt1
      )>=?
      UNION ALL SELECT *
      FROM (
        SELECT it1.slug AS slug,+it1.said_earliest AS k_0,+it1.id AS k_1
        FROM (
          SELECT count(*) AS number
          FROM wt1
        ) nt1
        CROSS JOIN statement it1
        WHERE nt1.number<? AND (EXISTS(
          SELECT 1
          FROM statement_event t2
          CROSS JOIN event t3
          WHERE EXISTS(
            SELECT 1
            FROM placement t4
            CROSS JOIN location t5
            WHERE t5.id IN (
              WITH RECURSIVE t6(id) AS (
                SELECT id
                FROM location
                WHERE slug IN (?)
                UNION SELECT b.id
                FROM t6 a
                JOIN location b ON b.part_of_id=a.id
              ) SELECT id
              FROM t6
            ) AND t4.event_id=t3.id AND t5.id=t4.location_id
          ) AND t2.statement_id=it1.id AND t3.id=t2.event_id
        ) OR (EXISTS(
          SELECT 1
          FROM article t7
          WHERE EXISTS(
            SELECT 1
            FROM source t8
            WHERE (t8.country = ?) IS NOT TRUE AND t8.id=t7.publisher_id
          ) AND t7.id=it1.article_id
        )) IS NOT TRUE) AND it1.id IN (
          SELECT t9.statement_id
          FROM attribution t9
          WHERE t9.commitment IN (?,?) AND EXISTS(
            SELECT 1
            FROM source t10
            WHERE t10.slug IN (?) AND t10.id=t9.source_id
          )
        )
        ORDER BY k_0 DESC,k_1 DESC
        LIMIT ?
      )
      LIMIT ?
    ) t1
  ) ot1
)||'}'
