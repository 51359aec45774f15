SELECT '{"events":'||(
  SELECT '{"nodes":['||coalesce(group_concat('{"slug":"'||ot1.o0||'","title":'||ot1.o1||',"occurred":{"earliest":'||ot1.o2||',"latest":'||ot1.o3||'},"placements":'||ot1.o4||',"statements":'||ot1.o5||'}',','),'')||']}'
  FROM (
    SELECT t1.slug AS o0,json_quote(t1.title) AS o1,coalesce('"'||CASE WHEN (t1.occurred_earliest = '0001-01-01') THEN NULL ELSE t1.occurred_earliest END||'"','null') AS o2,coalesce('"'||CASE WHEN (t1.occurred_latest = '9999-12-31') THEN NULL ELSE t1.occurred_latest END||'"','null') AS o3,(
      SELECT '{"nodes":['||coalesce(group_concat(ot3.o0,','),'')||']}'
      FROM (
        SELECT json_object('role',t3.role,'location',json_object('name',t4.name,'kind',t4.kind)) AS o0
        FROM (
          SELECT it3.role AS role,it3.location_id AS location_id
          FROM placement it3
          WHERE it3.event_id=t1.id
          ORDER BY it3.id
          LIMIT ?
        ) t3
        LEFT JOIN location t4 ON t4.id=t3.location_id
      ) ot3
    ) AS o4,(
      SELECT '{"nodes":['||coalesce(group_concat('{"proposition":'||ot5.o0||',"said":{"earliest":'||ot5.o1||'},"attributions":'||ot5.o2||'}',','),'')||']}'
      FROM (
        SELECT json_quote(t5.proposition) AS o0,coalesce('"'||CASE WHEN (t5.said_earliest = '0001-01-01') THEN NULL ELSE t5.said_earliest END||'"','null') AS o1,(
          SELECT '['||coalesce(group_concat(t8.o0,','),'')||']'
          FROM (
            SELECT json_object('role',t6.role,'commitment',t6.commitment,'source',json_object('name',t7.name)) AS o0
            FROM attribution t6
            LEFT JOIN source t7 ON t7.id=t6.source_id
            WHERE t6.statement_id=t5.id
            ORDER BY t6.position,t6.source_id
          ) t8
        ) AS o2
        FROM (
          SELECT it5.proposition AS proposition,it5.said_earliest AS said_earliest,it5.id AS id
          FROM statement_event lt5
          CROSS JOIN statement it5 ON it5.id=lt5.statement_id
          WHERE lt5.event_id=t1.id
          ORDER BY lt5.said_earliest DESC,lt5.statement_id DESC
          LIMIT ?
        ) t5
      ) ot5
    ) AS o5
    FROM (
      WITH wt1 AS MATERIALIZED (
        SELECT it1.slug AS slug,it1.title AS title,it1.occurred_earliest AS occurred_earliest,it1.occurred_latest AS occurred_latest,it1.id AS id,it1.occurred_earliest AS k_0,it1.id AS k_1
        FROM (
          SELECT *
          FROM event it1
          WHERE it1.occurred_earliest<=? AND it1.type = ?
          ORDER BY it1.occurred_earliest DESC,it1.id DESC
          LIMIT 1000
        ) it1
        WHERE it1.type = ? AND +it1.occurred_latest>=? AND it1.occurred_earliest<=?
        LIMIT ?
      ) SELECT *
      FROM wt1
      WHERE (
        SELECT count(*)
        FROM wt1
      )>=? OR NOT EXISTS(
        SELECT 1
        FROM event it1
        WHERE it1.occurred_earliest<=? AND it1.type = ?
        LIMIT 1 OFFSET 999
      )
      UNION ALL SELECT *
      FROM (
        SELECT it1.slug AS slug,it1.title AS title,it1.occurred_earliest AS occurred_earliest,it1.occurred_latest AS occurred_latest,it1.id AS id,+it1.occurred_earliest AS k_0,+it1.id AS k_1
        FROM (
          SELECT count(*) AS number
          FROM wt1
        ) nt1
        CROSS JOIN (
          SELECT t2.id
          FROM event t2
          WHERE t2.occurred_latest>=? AND +t2.occurred_earliest<=?
        ) ft2
        CROSS JOIN event it1 ON it1.id=ft2.id
        WHERE nt1.number<? AND EXISTS(
          SELECT 1
          FROM event it1
          WHERE it1.occurred_earliest<=? AND it1.type = ?
          LIMIT 1 OFFSET 999
        ) AND it1.type = ? AND it1.occurred_latest>=? AND +it1.occurred_earliest<=?
        ORDER BY k_0 DESC,k_1 DESC
        LIMIT ?
      )
      LIMIT ?
    ) t1
  ) ot1
)||'}'
