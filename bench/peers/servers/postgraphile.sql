-- What PostGraphile's documentation tells to write in SQL: search, counts by a column, plain foreign keys where
-- Dateline's have a date beside the key, and leave to filter by a column that has no index of its own.
CREATE SCHEMA bench;
CREATE FUNCTION bench.statements_found(words text) RETURNS SETOF statement STABLE LANGUAGE sql AS $$
  SELECT s.* FROM searchable_words w JOIN searchable f ON f.id = w.rowid JOIN statement s ON s.id = f.statement_id
  WHERE w.vector @@ to_tsquery('simple', $1) AND w.rowid >= 6917529027641081856 ORDER BY w.rowid
$$;
CREATE TYPE bench.code_count AS (code text, number integer);
CREATE FUNCTION bench.speech_acts(form text) RETURNS SETOF bench.code_count STABLE LANGUAGE sql AS $$
  SELECT speech_act, count(*)::integer FROM statement WHERE statement.form = $1 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20
$$;
COMMENT ON TABLE attribution IS '@foreignKey (statement_id) references statement (id)';
COMMENT ON TABLE statement_event IS '@foreignKey (statement_id) references statement (id)';
COMMENT ON COLUMN event.occurred_latest IS '@behavior +filterBy';
COMMENT ON TABLE placement IS '@foreignKey (event_id) references event (id)';
