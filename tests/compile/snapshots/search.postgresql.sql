SELECT '{"search":'||(
  SELECT '{"pageInfo":{"hasNextPage":'||CASE WHEN EXISTS(
    SELECT 1
    FROM (
      WITH qlt1(q) AS MATERIALIZED (
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
      ),wlt1 AS MATERIALIZED (
        SELECT rowid
        FROM (
          SELECT rowid,vector
          FROM searchable_words lt1
          WHERE lt1.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
          ORDER BY rowid
          LIMIT 3000
        ) lt1
        WHERE vector @@ (
          SELECT q
          FROM qlt1
        )
        ORDER BY rowid
        LIMIT $3::bigint+1
      ),flt1 AS MATERIALIZED (
        SELECT rowid
        FROM (
          SELECT rowid
          FROM searchable_words
          WHERE vector @@ (
            SELECT q
            FROM qlt1
          ) OFFSET 0
          LIMIT 1001
        ) lt1
        WHERE (
          SELECT count(*)
          FROM wlt1
        )<$4::bigint+1
      ),dlt1 AS MATERIALIZED (
        SELECT rowid
        FROM (
          SELECT rowid,vector
          FROM searchable_words lt1
          WHERE lt1.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
          ORDER BY rowid
          LIMIT 10000
        ) lt1
        WHERE vector @@ (
          SELECT q
          FROM qlt1
        ) AND (
          SELECT count(*)
          FROM flt1
        )>1000
        ORDER BY rowid
        LIMIT $5::bigint+1
      ) SELECT rowid
      FROM wlt1
      WHERE NOT (
        SELECT count(*)
        FROM wlt1
      )<$6::bigint+1
      UNION ALL SELECT rowid
      FROM flt1 lt1
      WHERE NOT (
        SELECT count(*)
        FROM flt1
      )>1000 AND lt1.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
      UNION ALL SELECT rowid
      FROM dlt1
      WHERE (
        SELECT count(*)
        FROM dlt1
      )>=$7::bigint+1
      UNION ALL SELECT rowid
      FROM (
        SELECT rowid
        FROM searchable_words
        WHERE vector @@ (
          SELECT q
          FROM qlt1
        ) OFFSET 0
      ) lt1
      WHERE (
        SELECT count(*)
        FROM flt1
      )>1000 AND (
        SELECT count(*)
        FROM dlt1
      )<$8::bigint+1 AND lt1.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
      ORDER BY rowid
      LIMIT $9::bigint+1
    ) lt1
    LIMIT 1 OFFSET $10::bigint
  ) THEN 'true' ELSE 'false' END||'},"nodes":['||coalesce(string_agg('{"entity":'||CASE WHEN ot1.o0 IS NOT NULL THEN ot1.o1 WHEN ot1.o2 IS NOT NULL THEN ot1.o3 WHEN ot1.o4 IS NOT NULL THEN ot1.o5 WHEN ot1.o6 IS NOT NULL THEN ot1.o7 WHEN ot1.o8 IS NOT NULL THEN ot1.o9 ELSE 'null' END||'}',','),'')||']}'
  FROM (
    SELECT t1.source_id AS o0,(
      SELECT '{}'
      FROM source t2
      WHERE t2.id=t1.source_id
    ) AS o1,t1.location_id AS o2,(
      SELECT '{}'
      FROM location t3
      WHERE t3.id=t1.location_id
    ) AS o3,t1.event_id AS o4,(
      SELECT '{}'
      FROM event t4
      WHERE t4.id=t1.event_id
    ) AS o5,t1.article_id AS o6,(
      SELECT '{}'
      FROM article t5
      WHERE t5.id=t1.article_id
    ) AS o7,t1.statement_id AS o8,(
      SELECT '{"slug":"'||t6.slug||'"}'
      FROM statement t6
      WHERE t6.id=t1.statement_id
    ) AS o9
    FROM (
      SELECT *
      FROM (
        SELECT it1.source_id AS source_id,it1.location_id AS location_id,it1.event_id AS event_id,it1.article_id AS article_id,it1.statement_id AS statement_id
        FROM (
          WITH qlt1(q) AS MATERIALIZED (
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
              FROM jsonb_array_elements($11::text::jsonb) j(value)
            )||')'||$12::text)::tsquery
          ),wlt1 AS MATERIALIZED (
            SELECT rowid
            FROM (
              SELECT rowid,vector
              FROM searchable_words lt1
              WHERE lt1.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
              ORDER BY rowid
              LIMIT 3000
            ) lt1
            WHERE vector @@ (
              SELECT q
              FROM qlt1
            )
            ORDER BY rowid
            LIMIT $13::bigint
          ),flt1 AS MATERIALIZED (
            SELECT rowid
            FROM (
              SELECT rowid
              FROM searchable_words
              WHERE vector @@ (
                SELECT q
                FROM qlt1
              ) OFFSET 0
              LIMIT 1001
            ) lt1
            WHERE (
              SELECT count(*)
              FROM wlt1
            )<$14::bigint
          ),dlt1 AS MATERIALIZED (
            SELECT rowid
            FROM (
              SELECT rowid,vector
              FROM searchable_words lt1
              WHERE lt1.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
              ORDER BY rowid
              LIMIT 10000
            ) lt1
            WHERE vector @@ (
              SELECT q
              FROM qlt1
            ) AND (
              SELECT count(*)
              FROM flt1
            )>1000
            ORDER BY rowid
            LIMIT $15::bigint
          ) SELECT rowid
          FROM wlt1
          WHERE NOT (
            SELECT count(*)
            FROM wlt1
          )<$16::bigint
          UNION ALL SELECT rowid
          FROM flt1 lt1
          WHERE NOT (
            SELECT count(*)
            FROM flt1
          )>1000 AND lt1.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
          UNION ALL SELECT rowid
          FROM dlt1
          WHERE (
            SELECT count(*)
            FROM dlt1
          )>=$17::bigint
          UNION ALL SELECT rowid
          FROM (
            SELECT rowid
            FROM searchable_words
            WHERE vector @@ (
              SELECT q
              FROM qlt1
            ) OFFSET 0
          ) lt1
          WHERE (
            SELECT count(*)
            FROM flt1
          )>1000 AND (
            SELECT count(*)
            FROM dlt1
          )<$18::bigint AND lt1.rowid BETWEEN 6917529027641081856 AND 9223372036854775807
          ORDER BY rowid
          LIMIT $19::bigint
        ) lt1
        CROSS JOIN LATERAL (
          SELECT *
          FROM searchable
          WHERE searchable.id=lt1.rowid OFFSET 0
        ) it1
        ORDER BY lt1.rowid
        LIMIT 100
      ) mt1
      LIMIT $20::bigint
    ) t1
  ) ot1
)||'}'
