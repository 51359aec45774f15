SELECT '{"statements":'||(
  SELECT '{"totalCount":'||(
    SELECT count(*)::text
    FROM statement it1
    WHERE it1.form = $1::text AND EXISTS(
      SELECT 1
      FROM attribution t2, source t3
      WHERE t3.slug = $2::text AND t2.statement_id=it1.id AND t3.id=t2.source_id
    )
  )||',"nodes":['||coalesce(string_agg(ot1.o0,','),'')||'],"pageInfo":{"hasNextPage":'||CASE WHEN (EXISTS(
    SELECT 1
    FROM (
      SELECT *
      FROM statement it1
      WHERE (it1.said_earliest,it1.id)<($3::date,$4::bigint)
      ORDER BY it1.said_earliest DESC,it1.id DESC
      LIMIT 1000
    ) it1
    WHERE EXISTS(
      SELECT 1
      FROM (
        SELECT *
        FROM statement it1
        WHERE (it1.said_earliest,it1.id)<($5::date,$6::bigint)
        ORDER BY it1.said_earliest DESC,it1.id DESC
        LIMIT 50
      ) it1
      WHERE EXISTS(
        SELECT 1
        FROM attribution t4, source t5
        WHERE t5.slug = $7::text AND t4.statement_id=it1.id AND t5.id=t4.source_id OFFSET 0
      )
      LIMIT 1 OFFSET 0
    ) AND it1.form = $8::text AND EXISTS(
      SELECT 1
      FROM attribution t4, source t5
      WHERE t5.slug = $9::text AND t4.statement_id=it1.id AND t5.id=t4.source_id OFFSET 0
    )
    LIMIT 1 OFFSET $10::bigint
  ) OR EXISTS(
    SELECT 1
    FROM statement it1
    WHERE it1.form = $11::text AND EXISTS(
      SELECT 1
      FROM attribution t2, source t3
      WHERE t3.slug = $12::text AND t2.statement_id=it1.id AND t3.id=t2.source_id
    ) AND (it1.said_earliest,it1.id)<($13::date,$14::bigint)
    LIMIT 1 OFFSET $15::bigint
  )) THEN 'true' ELSE 'false' END||'}}'
  FROM (
    SELECT '{"slug":"'||t1.slug||'"}' AS o0
    FROM (
      WITH wt1 AS MATERIALIZED (
        SELECT it1.slug AS slug,it1.said_earliest AS k_0,it1.id AS k_1
        FROM (
          SELECT *
          FROM statement it1
          WHERE (it1.said_earliest,it1.id)<($16::date,$17::bigint)
          ORDER BY it1.said_earliest DESC,it1.id DESC
          LIMIT 1000
        ) it1
        WHERE EXISTS(
          SELECT 1
          FROM (
            SELECT *
            FROM statement it1
            WHERE (it1.said_earliest,it1.id)<($18::date,$19::bigint)
            ORDER BY it1.said_earliest DESC,it1.id DESC
            LIMIT 50
          ) it1
          WHERE EXISTS(
            SELECT 1
            FROM attribution t4, source t5
            WHERE t5.slug = $20::text AND t4.statement_id=it1.id AND t5.id=t4.source_id OFFSET 0
          )
          LIMIT 1 OFFSET 0
        ) AND it1.form = $21::text AND EXISTS(
          SELECT 1
          FROM attribution t4, source t5
          WHERE t5.slug = $22::text AND t4.statement_id=it1.id AND t5.id=t4.source_id OFFSET 0
        )
        ORDER BY it1.said_earliest DESC,it1.id DESC
        LIMIT $23::bigint
      ) SELECT *
      FROM wt1
      WHERE (
        SELECT count(*)
        FROM wt1
      )>=$24::bigint
      UNION ALL SELECT it1.slug AS slug,it1.said_earliest AS k_0,it1.id AS k_1
      FROM statement it1
      WHERE it1.form = $25::text AND EXISTS(
        SELECT 1
        FROM attribution t2, source t3
        WHERE t3.slug = $26::text AND t2.statement_id=it1.id AND t3.id=t2.source_id
      ) AND (it1.said_earliest,it1.id)<($27::date,$28::bigint) AND (
        SELECT count(*)
        FROM wt1
      )<$29::bigint
      ORDER BY k_0 DESC,k_1 DESC
      LIMIT $30::bigint
    ) t1
  ) ot1
)||'}'
