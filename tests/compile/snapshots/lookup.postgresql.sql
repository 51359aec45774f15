SELECT '{"source":'||coalesce((
  SELECT '{"id":"'||'sources/' || t1.slug||'","name":'||to_json(t1.name::text)::text||',"kind":"'||t1.kind||'","named":'||CASE WHEN t1.named THEN 'true' ELSE 'false' END||',"role":'||coalesce(to_json(t1.role::text)::text,'null')||',"country":'||coalesce('"'||t1.country||'"','null')||'}'
  FROM source t1
  WHERE t1.slug=$1::text
),'null')||'}'
