SELECT '{"statements":'||(
  SELECT '{"totalCount":'||(
    SELECT count(*)::text
    FROM statement it1
  )||',"pageInfo":{"hasNextPage":'||CASE WHEN EXISTS(
    SELECT 1
    FROM statement it1
    WHERE (it1.said_earliest,it1.id)<($1::date,$2::bigint)
    LIMIT 1 OFFSET $3::bigint
  ) THEN 'true' ELSE 'false' END||',"hasPreviousPage":'||CASE WHEN EXISTS(
    SELECT 1
    FROM statement it1
    WHERE (it1.said_earliest,it1.id)>=($4::date,$5::bigint)
  ) THEN 'true' ELSE 'false' END||',"startCursor":'||coalesce('"'||(array_agg(ot1.o0))[1]||'"','null')||',"endCursor":'||coalesce('"'||(array_agg(ot1.o0))[count(*)]||'"','null')||'},"edges":['||coalesce(string_agg('{"cursor":"'||ot1.o0||'","node":{"slug":"'||ot1.o1||'","article":'||ot1.o2||'}}',','),'')||']}'
  FROM (
    SELECT upper(encode(convert_to('statement.said'||chr(31)||t1.k_0::text||chr(31)||t1.k_1::text,'UTF8'),'hex')) AS o0,t1.slug AS o1,(
      SELECT '{"publisher":'||(
        SELECT '{"name":'||to_json(t3.name::text)::text||'}'
        FROM source t3
        WHERE t3.id=t2.publisher_id
      )||'}'
      FROM article t2
      WHERE t2.id=t1.article_id
    ) AS o2
    FROM (
      SELECT *
      FROM (
        SELECT it1.said_earliest AS k_0,it1.id AS k_1,it1.slug AS slug,it1.article_id AS article_id
        FROM statement it1
        WHERE (it1.said_earliest,it1.id)<($6::date,$7::bigint)
        ORDER BY it1.said_earliest DESC,it1.id DESC
        LIMIT 100
      ) mt1
      LIMIT $8::bigint
    ) t1
  ) ot1
)||'}'
