SELECT '{"articles":'||(
  SELECT '{"nodes":['||coalesce(string_agg('{"slug":"'||ot1.o0||'","headline":'||ot1.o1||',"published":{"edtf":'||ot1.o2||'},"publisher":'||ot1.o3||'}',','),'')||']}'
  FROM (
    SELECT t1.slug AS o0,to_json(t1.headline::text)::text AS o1,to_json(t1.published_edtf::text)::text AS o2,(
      SELECT '{"name":'||to_json(t2.name::text)::text||',"kind":"'||t2.kind||'"}'
      FROM source t2
      WHERE t2.id=t1.publisher_id
    ) AS o3
    FROM (
      SELECT *
      FROM (
        SELECT it1.slug AS slug,it1.headline AS headline,it1.published_edtf AS published_edtf,it1.publisher_id AS publisher_id
        FROM article it1
        ORDER BY it1.published_earliest DESC,it1.id DESC
        LIMIT 100
      ) mt1
      LIMIT $1::bigint
    ) t1
  ) ot1
)||'}'
