SELECT '{"sources":'||(
  SELECT '{"pageInfo":{"hasPreviousPage":'||CASE WHEN EXISTS(
    SELECT 1
    FROM source it1
    WHERE (it1.name,it1.id)<($1::text,$2::bigint)
    LIMIT 1 OFFSET $3::bigint
  ) THEN 'true' ELSE 'false' END||',"startCursor":'||coalesce('"'||(array_agg(ot1.o0))[1]||'"','null')||'},"edges":['||coalesce(string_agg(ot1.o1,','),'')||']}'
  FROM (
    SELECT upper(encode(convert_to('source.name'||chr(31)||t1.k_0::text||chr(31)||t1.k_1::text,'UTF8'),'hex')) AS o0,'{"cursor":"'||upper(encode(convert_to('source.name'||chr(31)||t1.k_0::text||chr(31)||t1.k_1::text,'UTF8'),'hex'))||'","node":{"name":'||to_json(t1.name::text)::text||'}}' AS o1
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT it1.name AS k_0,it1.id AS k_1,it1.name AS name
          FROM source it1
          WHERE (it1.name,it1.id)<($4::text,$5::bigint)
          ORDER BY it1.name DESC,it1.id DESC
          LIMIT 100
        ) mt1
        LIMIT $6::bigint
      ) bt1
      ORDER BY k_0,k_1
    ) t1
  ) ot1
)||'}'
