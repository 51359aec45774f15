SELECT '{"node":'||coalesce((
  SELECT json_object('__typename','Article','id','articles/' || t1.slug)
  FROM article t1
  WHERE t1.slug=?
),(
  SELECT json_object('__typename','Source','id','sources/' || t2.slug)
  FROM source t2
  WHERE t2.slug=?
),(
  SELECT json_object('__typename','Statement','id','statements/' || t3.slug)
  FROM statement t3
  WHERE t3.slug=?
),(
  SELECT '{"__typename":"Event","id":"'||'events/' || t4.slug||'","title":'||json_quote(t4.title)||',"partOf":'||CASE WHEN t5.id IS NOT NULL THEN json_object('title',t5.title) ELSE 'null' END||'}'
  FROM event t4
  LEFT JOIN event t5 ON t5.id=t4.part_of_id
  WHERE t4.slug=?
),(
  SELECT json_object('__typename','Location','id','locations/' || t6.slug)
  FROM location t6
  WHERE t6.slug=?
),'null')||'}'
