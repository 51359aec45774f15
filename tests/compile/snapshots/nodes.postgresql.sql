SELECT '{"nodes":'||(
  SELECT '['||coalesce(string_agg(t2.o0,','),'')||']'
  FROM (
    SELECT coalesce((
      SELECT '{"id":"'||'articles/' || t3.slug||'"}'
      FROM article t3
      WHERE t3.slug=t1.column2
    ),(
      SELECT '{"id":"'||'sources/' || t4.slug||'","name":'||to_json(t4.name::text)::text||'}'
      FROM source t4
      WHERE t4.slug=t1.column3
    ),(
      SELECT '{"id":"'||'statements/' || t5.slug||'"}'
      FROM statement t5
      WHERE t5.slug=t1.column4
    ),(
      SELECT '{"id":"'||'events/' || t6.slug||'"}'
      FROM event t6
      WHERE t6.slug=t1.column5
    ),(
      SELECT '{"id":"'||'locations/' || t7.slug||'"}'
      FROM location t7
      WHERE t7.slug=t1.column6
    ),'null') AS o0
    FROM (
      SELECT *
      FROM (
        VALUES (0,$1::text,$2::text,$3::text,$4::text,$5::text),(1,$6::text,$7::text,$8::text,$9::text,$10::text)
      ) it1
      ORDER BY column1
    ) t1
  ) t2
)||'}'
