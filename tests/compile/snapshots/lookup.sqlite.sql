SELECT '{"source":'||coalesce((
  SELECT json_object('id','sources/' || t1.slug,'name',t1.name,'kind',t1.kind,'named',json(CASE WHEN t1.named THEN 'true' ELSE 'false' END),'role',t1.role,'country',t1.country)
  FROM source t1
  WHERE t1.slug=?
),'null')||'}'
