SELECT '{"events":'||(
  SELECT '{"nodes":['||coalesce(group_concat('{"slug":"'||ot1.o0||'","title":'||ot1.o1||',"occurred":{"earliest":'||ot1.o2||',"latest":'||ot1.o3||'},"placements":'||ot1.o4||',"statements":'||ot1.o5||'}',','),'')||']}'
  FROM (
    SELECT t1.slug AS o0,json_quote(t1.title) AS o1,coalesce('"'||CASE WHEN (t1.occurred_earliest = '0001-01-01') THEN NULL ELSE t1.occurred_earliest END||'"','null') AS o2,coalesce('"'||CASE WHEN (t1.occurred_latest = '9999-12-31') THEN NULL ELSE t1.occurred_latest END||'"','null') AS o3,(
      SELECT '{"nodes":['||coalesce(group_concat(ot2.o0,','),'')||']}'
      FROM (
        SELECT json_object('role',t2.role,'location',json_object('name',t3.name,'kind',t3.kind)) AS o0
        FROM (
          SELECT it2.role AS role,it2.location_id AS location_id
          FROM placement it2
          WHERE it2.event_id=t1.id
          ORDER BY it2.id
          LIMIT ?
        ) t2
        LEFT JOIN location t3 ON t3.id=t2.location_id
      ) ot2
    ) AS o4,(
      SELECT '{"nodes":['||coalesce(group_concat('{"proposition":'||ot4.o0||',"said":{"earliest":'||ot4.o1||'},"attributions":'||ot4.o2||'}',','),'')||']}'
      FROM (
        SELECT json_quote(t4.proposition) AS o0,coalesce('"'||CASE WHEN (t4.said_earliest = '0001-01-01') THEN NULL ELSE t4.said_earliest END||'"','null') AS o1,(
          SELECT '['||coalesce(group_concat(t7.o0,','),'')||']'
          FROM (
            SELECT json_object('role',t5.role,'commitment',t5.commitment,'source',json_object('name',t6.name)) AS o0
            FROM attribution t5
            LEFT JOIN source t6 ON t6.id=t5.source_id
            WHERE t5.statement_id=t4.id
            ORDER BY t5.position,t5.source_id
          ) t7
        ) AS o2
        FROM (
          SELECT it4.proposition AS proposition,it4.said_earliest AS said_earliest,it4.id AS id
          FROM statement_event lt4
          CROSS JOIN statement it4 ON it4.id=lt4.statement_id
          WHERE lt4.event_id=t1.id
          ORDER BY lt4.said_earliest DESC,lt4.statement_id DESC
          LIMIT ?
        ) t4
      ) ot4
    ) AS o5
    FROM (
      SELECT it1.slug AS slug,it1.title AS title,it1.occurred_earliest AS occurred_earliest,it1.occurred_latest AS occurred_latest,it1.id AS id
      FROM event it1
      WHERE +it1.occurred_latest>=? AND it1.occurred_earliest<=? AND it1.type = ?
      ORDER BY it1.occurred_earliest DESC,it1.id DESC
      LIMIT ?
    ) t1
  ) ot1
)||'}'
