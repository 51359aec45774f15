SELECT '{"statements":'||(
  SELECT '{"totalCount":'||(
    SELECT count(*)::text
    FROM statement it1
    WHERE EXISTS(
      SELECT 1
      FROM attribution t2
      WHERE t2.commitment IN ($1::text,$2::text) AND EXISTS(
        SELECT 1
        FROM source t3
        WHERE t3.slug IN ($3::text) AND t3.id=t2.source_id
      ) AND t2.statement_id=it1.id
    ) AND (EXISTS(
      SELECT 1
      FROM statement_event t4, event t5
      WHERE EXISTS(
        SELECT 1
        FROM placement t6, location t7
        WHERE t7.id IN (
          WITH RECURSIVE t8(id) AS (
            SELECT id
            FROM location
            WHERE slug IN ($4::text)
            UNION SELECT b.id
            FROM t8 a
            JOIN location b ON b.part_of_id=a.id
          ) SELECT id
          FROM t8
        ) AND t6.event_id=t5.id AND t7.id=t6.location_id
      ) AND t4.statement_id=it1.id AND t5.id=t4.event_id
    ) OR (EXISTS(
      SELECT 1
      FROM article t9
      WHERE EXISTS(
        SELECT 1
        FROM source t10
        WHERE (t10.country = $5::text) IS NOT TRUE AND t10.id=t9.publisher_id
      ) AND t9.id=it1.article_id
    )) IS NOT TRUE)
  )||',"nodes":['||coalesce(string_agg(ot1.o0,','),'')||']}'
  FROM (
    SELECT '{"slug":"'||t1.slug||'"}' AS o0
    FROM (
      SELECT *
      FROM (
        SELECT it1.slug AS slug
        FROM statement it1
        WHERE EXISTS(
          SELECT 1
          FROM attribution t2
          WHERE t2.commitment IN ($6::text,$7::text) AND EXISTS(
            SELECT 1
            FROM source t3
            WHERE t3.slug IN ($8::text) AND t3.id=t2.source_id
          ) AND t2.statement_id=it1.id
        ) AND (EXISTS(
          SELECT 1
          FROM statement_event t4, event t5
          WHERE EXISTS(
            SELECT 1
            FROM placement t6, location t7
            WHERE t7.id IN (
              WITH RECURSIVE t8(id) AS (
                SELECT id
                FROM location
                WHERE slug IN ($9::text)
                UNION SELECT b.id
                FROM t8 a
                JOIN location b ON b.part_of_id=a.id
              ) SELECT id
              FROM t8
            ) AND t6.event_id=t5.id AND t7.id=t6.location_id
          ) AND t4.statement_id=it1.id AND t5.id=t4.event_id
        ) OR (EXISTS(
          SELECT 1
          FROM article t9
          WHERE EXISTS(
            SELECT 1
            FROM source t10
            WHERE (t10.country = $10::text) IS NOT TRUE AND t10.id=t9.publisher_id
          ) AND t9.id=it1.article_id
        )) IS NOT TRUE)
        ORDER BY it1.said_earliest DESC,it1.id DESC
        LIMIT 100
      ) mt1
      LIMIT $11::bigint
    ) t1
  ) ot1
)||'}'
