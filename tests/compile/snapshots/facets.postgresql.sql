SELECT '{"statements":'||(
  WITH t2 AS MATERIALIZED (
    SELECT it1.speech_act AS v0,CASE WHEN it1.said_earliest=it1.said_latest OR substr(it1.said_earliest::text,1,7)=substr(it1.said_latest::text,1,7) THEN substr(it1.said_earliest::text,1,7) END AS v1,count(*) AS number
    FROM statement it1
    WHERE it1.form = $1::text
    GROUP BY 1,2
  ) SELECT '{"totalCount":'||(
    SELECT coalesce(sum(number),0)::text
    FROM t2
  )||',"facets":'||(
    SELECT '{"speechAct":'||(
      SELECT '['||coalesce(string_agg(ot3.o0,','),'')||']'
      FROM (
        SELECT '{"code":'||coalesce('"'||t3.value||'"','null')||',"count":'||t3.number::text||'}' AS o0
        FROM (
          SELECT value,number,'speech_act' AS scheme
          FROM (
            SELECT v0 AS value,sum(number) AS number
            FROM t2
            GROUP BY 1
          ) gt3
          ORDER BY number DESC,value NULLS LAST
          LIMIT $2::bigint
        ) t3
      ) ot3
    )||',"said":'||(
      SELECT '['||coalesce(string_agg(ot4.o0,','),'')||']'
      FROM (
        SELECT '{"period":'||coalesce('"'||t4.value||'"','null')||',"count":'||t4.number::text||'}' AS o0
        FROM (
          SELECT gt4.*
          FROM (
            SELECT v1 AS value,sum(number) AS number
            FROM t2
            GROUP BY 1
          ) gt4
          ORDER BY value NULLS LAST
          LIMIT $3::bigint
        ) t4
      ) ot4
    )||'}'
  )||'}'
)||'}'
