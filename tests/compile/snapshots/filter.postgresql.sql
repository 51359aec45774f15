SELECT '{"statements":'||(
  SELECT '{"totalCount":'||(
    SELECT count(*)::text
    FROM statement it1
    WHERE (EXISTS(
      SELECT 1
      FROM statement_event t2, event t3
      WHERE EXISTS(
        SELECT 1
        FROM placement t4, location t5
        WHERE t5.id IN (
          WITH RECURSIVE t6(id) AS (
            SELECT id
            FROM location
            WHERE slug IN ($1::text)
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
        WHERE (t8.country = $2::text) IS NOT TRUE AND t8.id=t7.publisher_id
      ) AND t7.id=it1.article_id
    )) IS NOT TRUE) AND EXISTS(
      SELECT 1
      FROM attribution t9
      WHERE t9.commitment IN ($3::text,$4::text) AND EXISTS(
        SELECT 1
        FROM source t10
        WHERE t10.slug IN ($5::text) AND t10.id=t9.source_id
      ) AND t9.statement_id=it1.id
    )
  )||',"nodes":['||coalesce(string_agg(ot1.o0,','),'')||']}'
  FROM (
    SELECT '{"slug":"'||t1.slug||'"}' AS o0
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
            WHERE t11.commitment IN ($6::text,$7::text) AND EXISTS(
              SELECT 1
              FROM source t12
              WHERE t12.slug IN ($8::text) AND t12.id=t11.source_id OFFSET 0
            ) AND t11.statement_id=it1.id OFFSET 0
          )
          LIMIT 1 OFFSET 0
        ) AND (EXISTS(
          SELECT 1
          FROM statement_event t2, event t3
          WHERE EXISTS(
            SELECT 1
            FROM placement t4, location t5
            WHERE t5.id IN (
              WITH RECURSIVE t6(id) AS (
                SELECT id
                FROM location
                WHERE slug IN ($9::text)
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
            WHERE (t8.country = $10::text) IS NOT TRUE AND t8.id=t7.publisher_id
          ) AND t7.id=it1.article_id
        )) IS NOT TRUE) AND EXISTS(
          SELECT 1
          FROM attribution t11
          WHERE t11.commitment IN ($11::text,$12::text) AND EXISTS(
            SELECT 1
            FROM source t12
            WHERE t12.slug IN ($13::text) AND t12.id=t11.source_id OFFSET 0
          ) AND t11.statement_id=it1.id OFFSET 0
        )
        ORDER BY it1.said_earliest DESC,it1.id DESC
        LIMIT $14::bigint
      ) SELECT *
      FROM wt1
      WHERE (
        SELECT count(*)
        FROM wt1
      )>=$15::bigint
      UNION ALL SELECT it1.slug AS slug,it1.said_earliest AS k_0,it1.id AS k_1
      FROM statement it1
      WHERE (EXISTS(
        SELECT 1
        FROM statement_event t2, event t3
        WHERE EXISTS(
          SELECT 1
          FROM placement t4, location t5
          WHERE t5.id IN (
            WITH RECURSIVE t6(id) AS (
              SELECT id
              FROM location
              WHERE slug IN ($16::text)
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
          WHERE (t8.country = $17::text) IS NOT TRUE AND t8.id=t7.publisher_id
        ) AND t7.id=it1.article_id
      )) IS NOT TRUE) AND EXISTS(
        SELECT 1
        FROM attribution t9
        WHERE t9.commitment IN ($18::text,$19::text) AND EXISTS(
          SELECT 1
          FROM source t10
          WHERE t10.slug IN ($20::text) AND t10.id=t9.source_id
        ) AND t9.statement_id=it1.id
      ) AND (
        SELECT count(*)
        FROM wt1
      )<$21::bigint
      ORDER BY k_0 DESC,k_1 DESC
      LIMIT $22::bigint
    ) t1
  ) ot1
)||'}'
