SELECT '{"statements":'||(
  SELECT '{"pageInfo":{"hasNextPage":'||CASE WHEN EXISTS(
    SELECT 1
    FROM statement it1
    WHERE it1.form = ? AND it1.id IN (
      SELECT 274877906943 - (t2.rowid & 274877906943)
      FROM searchable_words t2
      WHERE t2.rowid BETWEEN 6917529027641081856 AND 9223372036854775807 AND t2.searchable_words MATCH '('||(
        SELECT group_concat('('||(j.value->>'term')||coalesce(' OR "'||(
          SELECT group_concat(b.words,'" OR "')
          FROM json_each(j.value,'$.names') k
          JOIN search_name a ON a.words=k.value
          JOIN search_name b ON b.searchable_id=a.searchable_id
        )||'"','')||')',' AND ')
        FROM json_each(?) j
      )||')'||?
    ) AND it1.said_earliest=? AND it1.id<?
    UNION ALL SELECT 1
    FROM statement it1
    WHERE it1.form = ? AND it1.id IN (
      SELECT 274877906943 - (t2.rowid & 274877906943)
      FROM searchable_words t2
      WHERE t2.rowid BETWEEN 6917529027641081856 AND 9223372036854775807 AND t2.searchable_words MATCH '('||(
        SELECT group_concat('('||(j.value->>'term')||coalesce(' OR "'||(
          SELECT group_concat(b.words,'" OR "')
          FROM json_each(j.value,'$.names') k
          JOIN search_name a ON a.words=k.value
          JOIN search_name b ON b.searchable_id=a.searchable_id
        )||'"','')||')',' AND ')
        FROM json_each(?) j
      )||')'||?
    ) AND it1.said_earliest<?
    LIMIT 1 OFFSET ?
  ) THEN 'true' ELSE 'false' END||'},"nodes":['||coalesce(group_concat(ot1.o0,','),'')||']}'
  FROM (
    SELECT json_object('slug',t1.slug) AS o0
    FROM (
      SELECT it1.slug AS slug
      FROM (
        SELECT it1.said_earliest AS k_0,it1.id AS k_1
        FROM statement it1
        WHERE it1.form = ? AND it1.id IN (
          SELECT 274877906943 - (t2.rowid & 274877906943)
          FROM searchable_words t2
          WHERE t2.rowid BETWEEN 6917529027641081856 AND 9223372036854775807 AND t2.searchable_words MATCH '('||(
            SELECT group_concat('('||(j.value->>'term')||coalesce(' OR "'||(
              SELECT group_concat(b.words,'" OR "')
              FROM json_each(j.value,'$.names') k
              JOIN search_name a ON a.words=k.value
              JOIN search_name b ON b.searchable_id=a.searchable_id
            )||'"','')||')',' AND ')
            FROM json_each(?) j
          )||')'||?
        ) AND it1.said_earliest=? AND it1.id<?
        UNION ALL SELECT it1.said_earliest AS k_0,it1.id AS k_1
        FROM statement it1
        WHERE it1.form = ? AND it1.id IN (
          SELECT 274877906943 - (t2.rowid & 274877906943)
          FROM searchable_words t2
          WHERE t2.rowid BETWEEN 6917529027641081856 AND 9223372036854775807 AND t2.searchable_words MATCH '('||(
            SELECT group_concat('('||(j.value->>'term')||coalesce(' OR "'||(
              SELECT group_concat(b.words,'" OR "')
              FROM json_each(j.value,'$.names') k
              JOIN search_name a ON a.words=k.value
              JOIN search_name b ON b.searchable_id=a.searchable_id
            )||'"','')||')',' AND ')
            FROM json_each(?) j
          )||')'||?
        ) AND it1.said_earliest<?
        ORDER BY k_0 DESC,k_1 DESC
        LIMIT ?
      ) kt1
      CROSS JOIN statement it1 ON it1.id=kt1.k_1
    ) t1
  ) ot1
)||'}'
