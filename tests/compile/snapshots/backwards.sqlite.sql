SELECT '{"sources":'||(
  SELECT '{"pageInfo":{"hasPreviousPage":'||CASE WHEN EXISTS(
    SELECT 1
    FROM source it1
    WHERE it1.name=? AND it1.id<?
    UNION ALL SELECT 1
    FROM source it1
    WHERE it1.name<?
    LIMIT 1 OFFSET ?
  ) THEN 'true' ELSE 'false' END||',"startCursor":'||coalesce('["'||group_concat(ot1.o0,'","')||'"]'->'$[0]','null')||'},"edges":['||coalesce(group_concat(ot1.o1,','),'')||']}'
  FROM (
    SELECT hex('source.name'||char(31)||t1.k_0||char(31)||t1.k_1) AS o0,json_object('cursor',hex('source.name'||char(31)||t1.k_0||char(31)||t1.k_1),'node',json_object('name',t1.name)) AS o1
    FROM (
      SELECT *
      FROM (
        SELECT it1.name AS k_0,it1.id AS k_1,it1.name AS name
        FROM (
          SELECT it1.name AS k_0,it1.id AS k_1
          FROM source it1
          WHERE it1.name=? AND it1.id<?
          UNION ALL SELECT it1.name AS k_0,it1.id AS k_1
          FROM source it1
          WHERE it1.name<?
          ORDER BY k_0 DESC,k_1 DESC
          LIMIT ?
        ) kt1
        CROSS JOIN source it1 ON it1.id=kt1.k_1
      ) bt1
      ORDER BY k_0,k_1
    ) t1
  ) ot1
)||'}'
