SELECT '{"events":'||(
  SELECT '{"nodes":['||coalesce(group_concat('{"slug":"'||ot1.o0||'","statements":'||ot1.o1||'}',','),'')||']}'
  FROM (
    SELECT t1.slug AS o0,(
      SELECT '{"totalCount":'||(
        SELECT count(*)
        FROM statement_event lt4
        CROSS JOIN statement it4 ON it4.id=lt4.statement_id
        WHERE +it4.said_latest<=? AND it4.said_earliest<=? AND lt4.event_id=t1.id
      )||'}'
    ) AS o1
    FROM (
      SELECT it1.slug AS slug,it1.id AS id
      FROM event it1
      WHERE it1.occurred_earliest>=? AND +it1.occurred_latest<=? AND it1.occurred_earliest<=? AND EXISTS(
        SELECT 1
        FROM statement_event t2
        CROSS JOIN statement t3
        WHERE +t3.said_latest<=? AND t3.said_earliest<=? AND t2.event_id=it1.id AND t3.id=t2.statement_id
      )
      ORDER BY it1.occurred_earliest DESC,it1.id DESC
      LIMIT ?
    ) t1
  ) ot1
)||'}'
