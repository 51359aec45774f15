SELECT '{"nodes":'||(
  SELECT '['||coalesce(group_concat(t2.o0,','),'')||']'
  FROM (
    SELECT coalesce((
      SELECT json_object('id','articles/' || t3.slug)
      FROM article t3
      WHERE t3.slug=t1.column2
    ),(
      SELECT json_object('id','sources/' || t4.slug,'name',t4.name)
      FROM source t4
      WHERE t4.slug=t1.column3
    ),(
      SELECT json_object('id','statements/' || t5.slug)
      FROM statement t5
      WHERE t5.slug=t1.column4
    ),(
      SELECT json_object('id','events/' || t6.slug)
      FROM event t6
      WHERE t6.slug=t1.column5
    ),(
      SELECT json_object('id','locations/' || t7.slug)
      FROM location t7
      WHERE t7.slug=t1.column6
    ),'null') AS o0
    FROM (
      SELECT *
      FROM (
        VALUES (0,?,?,?,?,?),(1,?,?,?,?,?)
      ) it1
      ORDER BY column1
    ) t1
  ) t2
)||'}'
