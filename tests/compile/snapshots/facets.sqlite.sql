SELECT '{"statements":'||(
  WITH t2 AS MATERIALIZED (
    SELECT +it1.speech_act AS v0,+CASE WHEN it1.said_earliest=it1.said_latest OR substr(it1.said_earliest,1,7)=substr(it1.said_latest,1,7) THEN substr(it1.said_earliest,1,7) END AS v1,count(*) AS number
    FROM statement it1
    WHERE it1.form = ?
    GROUP BY 1,2
  ) SELECT '{"totalCount":'||(
    SELECT coalesce(sum(number),0)
    FROM t2
  )||',"facets":'||(
    SELECT '{"speechAct":'||(
      SELECT '['||coalesce(group_concat(ot3.o0,','),'')||']'
      FROM (
        SELECT json_object('code',t3.value,'count',t3.number) AS o0
        FROM (
          SELECT value,number,'speech_act' AS scheme
          FROM (
            SELECT v0 AS value,sum(number) AS number
            FROM t2
            GROUP BY 1
          ) gt3
          ORDER BY number DESC,value NULLS LAST
          LIMIT ?
        ) t3
      ) ot3
    )||',"said":'||(
      SELECT '['||coalesce(group_concat(ot4.o0,','),'')||']'
      FROM (
        SELECT json_object('period',t4.value,'count',t4.number) AS o0
        FROM (
          SELECT gt4.*
          FROM (
            SELECT v1 AS value,sum(number) AS number
            FROM t2
            GROUP BY 1
          ) gt4
          ORDER BY value NULLS LAST
          LIMIT ?
        ) t4
      ) ot4
    )||'}'
  )||'}'
)||'}'
