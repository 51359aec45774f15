SELECT '{"node":'||coalesce((
  SELECT '{"__typename":"Article","id":"'||'articles/' || t1.slug||'"}'
  FROM article t1
  WHERE t1.slug=$1::text
),(
  SELECT '{"__typename":"Source","id":"'||'sources/' || t2.slug||'"}'
  FROM source t2
  WHERE t2.slug=$2::text
),(
  SELECT '{"__typename":"Statement","id":"'||'statements/' || t3.slug||'"}'
  FROM statement t3
  WHERE t3.slug=$3::text
),(
  SELECT '{"__typename":"Event","id":"'||'events/' || t4.slug||'","title":'||to_json(t4.title::text)::text||',"partOf":'||coalesce((
    SELECT '{"title":'||to_json(t5.title::text)::text||'}'
    FROM event t5
    WHERE t5.id=t4.part_of_id
  ),'null')||'}'
  FROM event t4
  WHERE t4.slug=$4::text
),(
  SELECT '{"__typename":"Location","id":"'||'locations/' || t6.slug||'"}'
  FROM location t6
  WHERE t6.slug=$5::text
),'null')||'}'
