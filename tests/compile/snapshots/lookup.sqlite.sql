SELECT '{"source":'||coalesce((
  SELECT '{"id":"'||'sources/' || t1.slug||'","name":'||json_quote(t1.name)||',"kind":"'||t1.kind||'","named":'||CASE WHEN t1.named THEN 'true' ELSE 'false' END||',"role":'||json_quote(t1.role)||',"country":'||coalesce('"'||t1.country||'"','null')||'}'
  FROM source t1
  WHERE t1.slug=?
),'null')||'}'
