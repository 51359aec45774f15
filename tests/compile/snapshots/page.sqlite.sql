SELECT '{"statements":'||(
  SELECT '{"totalCount":'||(
    SELECT count(*)
    FROM statement it1
  )||',"pageInfo":{"hasNextPage":'||CASE WHEN EXISTS(
    SELECT 1
    FROM statement it1
    WHERE it1.said_earliest=? AND it1.id<?
    UNION ALL SELECT 1
    FROM statement it1
    WHERE it1.said_earliest<?
    LIMIT 1 OFFSET ?
  ) THEN 'true' ELSE 'false' END||',"hasPreviousPage":'||CASE WHEN EXISTS(
    SELECT 1
    FROM statement it1
    WHERE it1.said_earliest=? AND it1.id>=?
    UNION ALL SELECT 1
    FROM statement it1
    WHERE it1.said_earliest>?
  ) THEN 'true' ELSE 'false' END||',"startCursor":'||coalesce('["'||group_concat(ot1.o0,'","')||'"]'->'$[0]','null')||',"endCursor":'||coalesce('["'||group_concat(ot1.o0,'","')||'"]'->'$[#-1]','null')||'},"edges":['||coalesce(group_concat(ot1.o1,','),'')||']}'
  FROM (
    SELECT hex('statement.said'||char(31)||t1.k_0||char(31)||t1.k_1) AS o0,json_object('cursor',hex('statement.said'||char(31)||t1.k_0||char(31)||t1.k_1),'node',json_object('slug',t1.slug,'article',json_object('publisher',json_object('name',t3.name)))) AS o1
    FROM (
      SELECT it1.said_earliest AS k_0,it1.id AS k_1,it1.slug AS slug,it1.article_id AS article_id
      FROM (
        SELECT it1.said_earliest AS k_0,it1.id AS k_1
        FROM statement it1
        WHERE it1.said_earliest=? AND it1.id<?
        UNION ALL SELECT it1.said_earliest AS k_0,it1.id AS k_1
        FROM statement it1
        WHERE it1.said_earliest<?
        ORDER BY k_0 DESC,k_1 DESC
        LIMIT ?
      ) kt1
      CROSS JOIN statement it1 ON it1.id=kt1.k_1
    ) t1
    LEFT JOIN article t2 ON t2.id=t1.article_id
    LEFT JOIN source t3 ON t3.id=t2.publisher_id
  ) ot1
)||'}'
