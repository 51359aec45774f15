SELECT '{"statements":'||(
  SELECT '{"pageInfo":{"hasNextPage":'||CASE WHEN (EXISTS(
    WITH qt3(q) AS MATERIALIZED (
      SELECT ('('||(
        SELECT string_agg('('||(j.value->>'term')||coalesce('|'||(
          SELECT string_agg('('''||replace(b.words,' ','''<->''')||''')','|')
          FROM jsonb_array_elements_text(j.value->'names') k(value)
          CROSS JOIN LATERAL (
            SELECT searchable_id
            FROM search_name
            WHERE words=k.value OFFSET 0
          ) a
          JOIN search_name b ON b.searchable_id=a.searchable_id
        ),'')||')','&')
        FROM jsonb_array_elements($1::text::jsonb) j(value)
      )||')'||$2::text)::tsquery
    ) SELECT 1
    FROM (
      SELECT *
      FROM statement it1
      WHERE (it1.said_earliest,it1.id)<($3::date,$4::bigint)
      ORDER BY it1.said_earliest DESC,it1.id DESC
      LIMIT 1000
    ) it1
    WHERE EXISTS(
      SELECT 1
      FROM (
        SELECT *
        FROM statement it1
        WHERE (it1.said_earliest,it1.id)<($5::date,$6::bigint)
        ORDER BY it1.said_earliest DESC,it1.id DESC
        LIMIT 50
      ) it1
      WHERE (
        SELECT vt3.vector
        FROM searchable st3
        JOIN searchable_words vt3 ON vt3.rowid=st3.id
        WHERE st3.statement_id=it1.id
      ) @@ (
        SELECT q
        FROM qt3
      )
      LIMIT 1 OFFSET 2
    ) AND it1.form = $7::text AND (
      SELECT vt3.vector
      FROM searchable st3
      JOIN searchable_words vt3 ON vt3.rowid=st3.id
      WHERE st3.statement_id=it1.id
    ) @@ (
      SELECT q
      FROM qt3
    )
    LIMIT 1 OFFSET $8::bigint
  ) OR EXISTS(
    SELECT 1
    FROM statement it1
    WHERE it1.form = $9::text AND it1.id IN (
      SELECT 274877906943 - (t2.rowid & 274877906943)
      FROM (
        SELECT rowid
        FROM searchable_words
        WHERE vector @@ ('('||(
          SELECT string_agg('('||(j.value->>'term')||coalesce('|'||(
            SELECT string_agg('('''||replace(b.words,' ','''<->''')||''')','|')
            FROM jsonb_array_elements_text(j.value->'names') k(value)
            CROSS JOIN LATERAL (
              SELECT searchable_id
              FROM search_name
              WHERE words=k.value OFFSET 0
            ) a
            JOIN search_name b ON b.searchable_id=a.searchable_id
          ),'')||')','&')
          FROM jsonb_array_elements($10::text::jsonb) j(value)
        )||')'||$11::text)::tsquery OFFSET 0
      ) t2
      WHERE t2.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
    ) AND (it1.said_earliest,it1.id)<($12::date,$13::bigint)
    LIMIT 1 OFFSET $14::bigint
  )) THEN 'true' ELSE 'false' END||'},"nodes":['||coalesce(string_agg(ot1.o0,','),'')||']}'
  FROM (
    SELECT '{"slug":"'||t1.slug||'"}' AS o0
    FROM (
      WITH qt3(q) AS MATERIALIZED (
        SELECT ('('||(
          SELECT string_agg('('||(j.value->>'term')||coalesce('|'||(
            SELECT string_agg('('''||replace(b.words,' ','''<->''')||''')','|')
            FROM jsonb_array_elements_text(j.value->'names') k(value)
            CROSS JOIN LATERAL (
              SELECT searchable_id
              FROM search_name
              WHERE words=k.value OFFSET 0
            ) a
            JOIN search_name b ON b.searchable_id=a.searchable_id
          ),'')||')','&')
          FROM jsonb_array_elements($15::text::jsonb) j(value)
        )||')'||$16::text)::tsquery
      ),wt1 AS MATERIALIZED (
        SELECT it1.slug AS slug,it1.said_earliest AS k_0,it1.id AS k_1
        FROM (
          SELECT *
          FROM statement it1
          WHERE (it1.said_earliest,it1.id)<($17::date,$18::bigint)
          ORDER BY it1.said_earliest DESC,it1.id DESC
          LIMIT 1000
        ) it1
        WHERE EXISTS(
          SELECT 1
          FROM (
            SELECT *
            FROM statement it1
            WHERE (it1.said_earliest,it1.id)<($19::date,$20::bigint)
            ORDER BY it1.said_earliest DESC,it1.id DESC
            LIMIT 50
          ) it1
          WHERE (
            SELECT vt3.vector
            FROM searchable st3
            JOIN searchable_words vt3 ON vt3.rowid=st3.id
            WHERE st3.statement_id=it1.id
          ) @@ (
            SELECT q
            FROM qt3
          )
          LIMIT 1 OFFSET 2
        ) AND it1.form = $21::text AND (
          SELECT vt3.vector
          FROM searchable st3
          JOIN searchable_words vt3 ON vt3.rowid=st3.id
          WHERE st3.statement_id=it1.id
        ) @@ (
          SELECT q
          FROM qt3
        )
        ORDER BY it1.said_earliest DESC,it1.id DESC
        LIMIT $22::bigint
      ) SELECT *
      FROM wt1
      WHERE (
        SELECT count(*)
        FROM wt1
      )>=$23::bigint
      UNION ALL SELECT it1.slug AS slug,it1.said_earliest AS k_0,it1.id AS k_1
      FROM statement it1
      WHERE it1.form = $24::text AND it1.id IN (
        SELECT 274877906943 - (t2.rowid & 274877906943)
        FROM (
          SELECT rowid
          FROM searchable_words
          WHERE vector @@ ('('||(
            SELECT string_agg('('||(j.value->>'term')||coalesce('|'||(
              SELECT string_agg('('''||replace(b.words,' ','''<->''')||''')','|')
              FROM jsonb_array_elements_text(j.value->'names') k(value)
              CROSS JOIN LATERAL (
                SELECT searchable_id
                FROM search_name
                WHERE words=k.value OFFSET 0
              ) a
              JOIN search_name b ON b.searchable_id=a.searchable_id
            ),'')||')','&')
            FROM jsonb_array_elements($25::text::jsonb) j(value)
          )||')'||$26::text)::tsquery OFFSET 0
        ) t2
        WHERE t2.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
      ) AND (it1.said_earliest,it1.id)<($27::date,$28::bigint) AND (
        SELECT count(*)
        FROM wt1
      )<$29::bigint
      ORDER BY k_0 DESC,k_1 DESC
      LIMIT $30::bigint
    ) t1
  ) ot1
)||'}'
