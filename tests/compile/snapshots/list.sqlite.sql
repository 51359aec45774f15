SELECT '{"articles":'||(
  SELECT '{"nodes":['||coalesce(group_concat(ot1.o0,','),'')||']}'
  FROM (
    SELECT json_object('slug',t1.slug,'headline',t1.headline,'published',json_object('edtf',t1.published_edtf),'publisher',json_object('name',t2.name,'kind',t2.kind)) AS o0
    FROM (
      SELECT it1.slug AS slug,it1.headline AS headline,it1.published_edtf AS published_edtf,it1.publisher_id AS publisher_id
      FROM article it1
      ORDER BY it1.published_earliest DESC,it1.id DESC
      LIMIT ?
    ) t1
    LEFT JOIN source t2 ON t2.id=t1.publisher_id
  ) ot1
)||'}'
