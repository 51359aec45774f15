SELECT '{"events":'||(
  SELECT '{"nodes":['||coalesce(string_agg('{"slug":"'||ot1.o0||'","title":'||ot1.o1||',"occurred":{"earliest":'||ot1.o2||',"latest":'||ot1.o3||'},"placements":'||ot1.o4||',"statements":'||ot1.o5||'}',','),'')||']}'
  FROM (
    SELECT t1.slug AS o0,to_json(t1.title::text)::text AS o1,coalesce('"'||CASE WHEN (t1.occurred_earliest = '0001-01-01') THEN NULL ELSE t1.occurred_earliest END::text||'"','null') AS o2,coalesce('"'||CASE WHEN (t1.occurred_latest = '9999-12-31') THEN NULL ELSE t1.occurred_latest END::text||'"','null') AS o3,(
      SELECT '{"nodes":['||coalesce(string_agg('{"role":"'||ot2.o0||'","location":'||ot2.o1||'}',','),'')||']}'
      FROM (
        SELECT t2.role AS o0,(
          SELECT '{"name":'||to_json(t3.name::text)::text||',"kind":"'||t3.kind||'"}'
          FROM location t3
          WHERE t3.id=t2.location_id
        ) AS o1
        FROM (
          SELECT *
          FROM (
            SELECT it2.role AS role,it2.location_id AS location_id
            FROM placement it2
            WHERE it2.event_id=t1.id
            ORDER BY it2.id
            LIMIT 100
          ) mt2
          LIMIT $1::bigint
        ) t2
      ) ot2
    ) AS o4,(
      SELECT '{"nodes":['||coalesce(string_agg('{"proposition":'||ot4.o0||',"said":{"earliest":'||ot4.o1||'},"attributions":'||ot4.o2||'}',','),'')||']}'
      FROM (
        SELECT to_json(t4.proposition::text)::text AS o0,coalesce('"'||CASE WHEN (t4.said_earliest = '0001-01-01') THEN NULL ELSE t4.said_earliest END::text||'"','null') AS o1,(
          SELECT '['||coalesce(string_agg('{"role":"'||t7.o0||'","commitment":"'||t7.o1||'","source":'||t7.o2||'}',','),'')||']'
          FROM (
            SELECT t5.role AS o0,t5.commitment AS o1,(
              SELECT '{"name":'||to_json(t6.name::text)::text||'}'
              FROM source t6
              WHERE t6.id=t5.source_id
            ) AS o2
            FROM attribution t5
            WHERE t5.statement_id=t4.id
            ORDER BY t5.position,t5.source_id
          ) t7
        ) AS o2
        FROM (
          SELECT *
          FROM (
            SELECT it4.proposition AS proposition,it4.said_earliest AS said_earliest,it4.id AS id
            FROM statement_event lt4
            JOIN statement it4 ON it4.id=lt4.statement_id
            WHERE lt4.event_id=t1.id
            ORDER BY lt4.said_earliest DESC,lt4.statement_id DESC
            LIMIT 100
          ) mt4
          LIMIT $2::bigint
        ) t4
      ) ot4
    ) AS o5
    FROM (
      WITH wt1 AS MATERIALIZED (
        SELECT it1.slug AS slug,it1.title AS title,it1.occurred_earliest AS occurred_earliest,it1.occurred_latest AS occurred_latest,it1.id AS id,it1.occurred_earliest AS k_0,it1.id AS k_1
        FROM (
          SELECT *
          FROM event it1
          WHERE it1.occurred_earliest<=$3::date AND it1.type = $4::text
          ORDER BY it1.occurred_earliest DESC,it1.id DESC
          LIMIT 1000
        ) it1
        WHERE it1.type = $5::text AND it1.occurred_latest>=$6::date AND it1.occurred_earliest<=$7::date
        ORDER BY it1.occurred_earliest DESC,it1.id DESC
        LIMIT $8::bigint
      ) SELECT *
      FROM wt1
      WHERE (
        SELECT count(*)
        FROM wt1
      )>=$9::bigint OR NOT EXISTS(
        SELECT 1
        FROM event it1
        WHERE it1.occurred_earliest<=$10::date AND it1.type = $11::text
        LIMIT 1 OFFSET 999
      )
      UNION ALL SELECT it1.slug AS slug,it1.title AS title,it1.occurred_earliest AS occurred_earliest,it1.occurred_latest AS occurred_latest,it1.id AS id,it1.occurred_earliest AS k_0,it1.id AS k_1
      FROM event it1
      WHERE it1.type = $12::text AND it1.occurred_latest>=$13::date AND it1.occurred_earliest<=$14::date AND it1.occurred_latest<='9999-12-31' AND (
        SELECT count(*)
        FROM wt1
      )<$15::bigint AND EXISTS(
        SELECT 1
        FROM event it1
        WHERE it1.occurred_earliest<=$16::date AND it1.type = $17::text
        LIMIT 1 OFFSET 999
      )
      ORDER BY k_0 DESC,k_1 DESC
      LIMIT $18::bigint
    ) t1
  ) ot1
)||'}'
