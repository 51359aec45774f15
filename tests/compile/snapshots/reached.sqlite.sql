SELECT '{"statements":'||(
  SELECT '{"totalCount":'||(
    SELECT count(*)
    FROM statement it1
    WHERE it1.form = ? AND it1.id IN (
      SELECT t2.statement_id
      FROM attribution t2, source t3
      WHERE t3.slug = ? AND t3.id=t2.source_id
    )
  )||',"nodes":['||coalesce(group_concat(ot1.o0,','),'')||'],"pageInfo":{"hasNextPage":'||CASE WHEN (EXISTS(
    SELECT 1
    FROM (
      SELECT *
      FROM statement it1
      WHERE (it1.said_earliest,it1.id)<(?,?)
      ORDER BY it1.said_earliest DESC,it1.id DESC
      LIMIT 1000
    ) it1
    WHERE EXISTS(
      SELECT 1
      FROM (
        SELECT *
        FROM statement it1
        WHERE (it1.said_earliest,it1.id)<(?,?)
        ORDER BY it1.said_earliest DESC,it1.id DESC
        LIMIT 50
      ) it1
      WHERE EXISTS(
        SELECT 1
        FROM attribution t4, source t5
        WHERE t5.slug = ? AND t4.statement_id=it1.id AND t5.id=t4.source_id
      )
      LIMIT 1 OFFSET 0
    ) AND it1.form = ? AND EXISTS(
      SELECT 1
      FROM attribution t4, source t5
      WHERE t5.slug = ? AND t4.statement_id=it1.id AND t5.id=t4.source_id
    )
    LIMIT 1 OFFSET ?
  ) OR EXISTS(
    SELECT 1
    FROM statement it1
    WHERE it1.form = ? AND it1.id IN (
      SELECT t2.statement_id
      FROM attribution t2, source t3
      WHERE t3.slug = ? AND t3.id=t2.source_id
    ) AND it1.said_earliest=? AND it1.id<?
    UNION ALL SELECT 1
    FROM statement it1
    WHERE it1.form = ? AND it1.id IN (
      SELECT t2.statement_id
      FROM attribution t2, source t3
      WHERE t3.slug = ? AND t3.id=t2.source_id
    ) AND it1.said_earliest<?
    LIMIT 1 OFFSET ?
  )) THEN 'true' ELSE 'false' END||'}}'
  FROM (
    SELECT json_object('slug',t1.slug) AS o0
    FROM (
      WITH wt1 AS MATERIALIZED (
        SELECT it1.slug AS slug,it1.said_earliest AS k_0,it1.id AS k_1
        FROM (
          SELECT *
          FROM statement it1
          WHERE (it1.said_earliest,it1.id)<(?,?)
          ORDER BY it1.said_earliest DESC,it1.id DESC
          LIMIT 1000
        ) it1
        WHERE EXISTS(
          SELECT 1
          FROM (
            SELECT *
            FROM statement it1
            WHERE (it1.said_earliest,it1.id)<(?,?)
            ORDER BY it1.said_earliest DESC,it1.id DESC
            LIMIT 50
          ) it1
          WHERE EXISTS(
            SELECT 1
            FROM attribution t4, source t5
            WHERE t5.slug = ? AND t4.statement_id=it1.id AND t5.id=t4.source_id
          )
          LIMIT 1 OFFSET 0
        ) AND it1.form = ? AND EXISTS(
          SELECT 1
          FROM attribution t4, source t5
          WHERE t5.slug = ? AND t4.statement_id=it1.id AND t5.id=t4.source_id
        )
        LIMIT ?
      ) SELECT *
      FROM wt1
      WHERE (
        SELECT count(*)
        FROM wt1
      )>=?
      UNION ALL SELECT *
      FROM (
        SELECT it1.slug AS slug,+it1.said_earliest AS k_0,+it1.id AS k_1
        FROM (
          SELECT count(*) AS number
          FROM wt1
        ) nt1
        CROSS JOIN statement it1
        WHERE nt1.number<? AND it1.form = ? AND it1.id IN (
          SELECT t2.statement_id
          FROM attribution t2, source t3
          WHERE t3.slug = ? AND t3.id=t2.source_id
        ) AND (it1.said_earliest,it1.id)<(?,?)
        ORDER BY k_0 DESC,k_1 DESC
        LIMIT ?
      )
      LIMIT ?
    ) t1
  ) ot1
)||'}'
