SELECT '{"search":'||(
  SELECT '{"pageInfo":{"hasNextPage":'||CASE WHEN EXISTS(
    SELECT 1
    FROM searchable_words lt1
    CROSS JOIN searchable it1 ON it1.id=lt1.rowid
    WHERE lt1.searchable_words MATCH '('||(
      SELECT group_concat('('||(j.value->>'term')||coalesce(' OR "'||(
        SELECT group_concat(b.words,'" OR "')
        FROM json_each(j.value,'$.names') k
        JOIN search_name a ON a.words=k.value
        JOIN search_name b ON b.searchable_id=a.searchable_id
      )||'"','')||')',' AND ')
      FROM json_each(?) j
    )||')'||? AND lt1.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
    LIMIT 1 OFFSET ?
  ) THEN 'true' ELSE 'false' END||'},"nodes":['||coalesce(group_concat(ot1.o0,','),'')||']}'
  FROM (
    SELECT '{"entity":'||CASE WHEN t1.source_id IS NOT NULL THEN '{}' WHEN t1.location_id IS NOT NULL THEN '{}' WHEN t1.event_id IS NOT NULL THEN '{}' WHEN t1.article_id IS NOT NULL THEN '{}' WHEN t1.statement_id IS NOT NULL THEN json_object('slug',t6.slug) ELSE 'null' END||'}' AS o0
    FROM (
      SELECT it1.source_id AS source_id,it1.location_id AS location_id,it1.event_id AS event_id,it1.article_id AS article_id,it1.statement_id AS statement_id
      FROM searchable_words lt1
      CROSS JOIN searchable it1 ON it1.id=lt1.rowid
      WHERE lt1.searchable_words MATCH '('||(
        SELECT group_concat('('||(j.value->>'term')||coalesce(' OR "'||(
          SELECT group_concat(b.words,'" OR "')
          FROM json_each(j.value,'$.names') k
          JOIN search_name a ON a.words=k.value
          JOIN search_name b ON b.searchable_id=a.searchable_id
        )||'"','')||')',' AND ')
        FROM json_each(?) j
      )||')'||? AND lt1.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
      ORDER BY lt1.rowid
      LIMIT ?
    ) t1
    LEFT JOIN source t2 ON t2.id=t1.source_id
    LEFT JOIN location t3 ON t3.id=t1.location_id
    LEFT JOIN event t4 ON t4.id=t1.event_id
    LEFT JOIN article t5 ON t5.id=t1.article_id
    LEFT JOIN statement t6 ON t6.id=t1.statement_id
  ) ot1
)||'}'
