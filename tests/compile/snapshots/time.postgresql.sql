SELECT '{"events":'||(
  SELECT '{"nodes":['||coalesce(string_agg('{"slug":"'||ot1.o0||'","statements":'||ot1.o1||'}',','),'')||']}'
  FROM (
    SELECT t1.slug AS o0,(
      SELECT '{"totalCount":'||(
        SELECT count(*)::text
        FROM statement_event lt4
        JOIN statement it4 ON it4.id=lt4.statement_id
        WHERE it4.said_latest<=$1::date AND it4.said_earliest<=$2::date AND lt4.event_id=t1.id
      )||'}'
    ) AS o1
    FROM (
      SELECT *
      FROM (
        SELECT it1.slug AS slug,it1.id AS id
        FROM event it1
        WHERE it1.occurred_earliest>=$3::date AND it1.occurred_latest<=$4::date AND it1.occurred_earliest<=$5::date AND EXISTS(
          SELECT 1
          FROM statement_event t2, statement t3
          WHERE t3.said_latest<=$6::date AND t3.said_earliest<=$7::date AND t2.event_id=it1.id AND t3.id=t2.statement_id
        )
        ORDER BY it1.occurred_earliest DESC,it1.id DESC
        LIMIT 100
      ) mt1
      LIMIT $8::bigint
    ) t1
  ) ot1
)||'}'
