SELECT '{"event":'||coalesce((
  SELECT '{"status":'||(
    SELECT '{"value":"'||t2.value||'","since":'||coalesce('"'||t2.since||'"','null')||',"disputed":'||CASE WHEN t2.disputed THEN 'true' ELSE 'false' END||',"bySide":'||(
      SELECT '['||coalesce(group_concat(t4.o0,','),'')||']'
      FROM (
        SELECT json_object('side',t3.side,'commitment',t3.commitment) AS o0
        FROM (
          SELECT *
          FROM (
            WITH RECURSIVE status_tree(id, is_part) AS (
              SELECT status_whole.id AS id, 0 AS is_part
              FROM event AS status_whole
              WHERE status_whole.id = t2.event_id
              UNION SELECT status_part.id AS id, 1 AS is_part
              FROM status_tree
              CROSS JOIN event AS status_part ON status_part.part_of_id = status_tree.id
              WHERE status_part.modality != 'HYPOTHETICAL'
            ), status_testimony AS NOT MATERIALIZED (
              SELECT status_statement.id AS statement_id, status_attribution.source_id AS source_id, status_bearing.aspect AS aspect, status_tree.is_part AS is_part, CASE status_bearing.stance WHEN 'AFFIRMS' THEN 1 WHEN 'NEUTRAL' THEN 0 WHEN 'DENIES' THEN -1 END * CASE status_attribution.commitment WHEN 'CERTAIN' THEN 3 WHEN 'PROBABLE' THEN 2 WHEN 'POSSIBLE' THEN 1 WHEN 'UNCOMMITTED' THEN 0 WHEN 'POSSIBLE_NOT' THEN -1 WHEN 'PROBABLE_NOT' THEN -2 WHEN 'CERTAIN_NOT' THEN -3 END AS strength, status_bearing.explicit AS explicit, status_attribution.basis AS basis, (status_attribution.source_id = status_article.publisher_id OR status_statement.form = 'NARRATOR') AND status_attribution.basis != 'WITNESSED' AS own_voice, status_statement.said_latest AS said, coalesce((
                SELECT min(status_correction.said_latest) AS min_1
                FROM relation AS status_corrects
                JOIN statement AS status_correction ON status_correction.id = status_corrects.statement_id
                WHERE status_corrects.other_id = status_statement.id AND status_corrects.kind = 'CORRECTS'
              ), 'infinity') AS until
              FROM status_tree
              CROSS JOIN bearing AS status_bearing ON status_bearing.event_id = status_tree.id
              CROSS JOIN statement AS status_statement ON status_statement.id = status_bearing.statement_id
              CROSS JOIN article AS status_article ON status_article.id = status_statement.article_id
              CROSS JOIN attribution AS status_attribution ON status_attribution.statement_id = status_statement.id
              WHERE status_attribution.role = 'ORIGINATOR' AND status_statement.said_earliest <= coalesce(t2.as_of, '9999-12-31') AND (status_tree.is_part = 0 OR status_bearing.aspect = 'OCCURRENCE' AND CASE status_bearing.stance WHEN 'AFFIRMS' THEN 1 WHEN 'NEUTRAL' THEN 0 WHEN 'DENIES' THEN -1 END * CASE status_attribution.commitment WHEN 'CERTAIN' THEN 3 WHEN 'PROBABLE' THEN 2 WHEN 'POSSIBLE' THEN 1 WHEN 'UNCOMMITTED' THEN 0 WHEN 'POSSIBLE_NOT' THEN -1 WHEN 'PROBABLE_NOT' THEN -2 WHEN 'CERTAIN_NOT' THEN -3 END > 0)
            ), status_position_heard AS NOT MATERIALIZED (
              SELECT status_testimony.statement_id AS statement_id, status_testimony.source_id AS source_id, status_testimony.is_part AS is_part, status_testimony.strength AS strength, status_testimony.explicit AS explicit, status_testimony.own_voice AS own_voice, status_testimony.said AS said, status_testimony.until AS until
              FROM status_testimony
              WHERE status_testimony.aspect = 'OCCURRENCE' AND status_testimony.said <= coalesce(t2.as_of, '9999-12-31') AND status_testimony.said < status_testimony.until
            ), status_position_sided_standing AS NOT MATERIALIZED (
              SELECT status_side.source_id AS source_id, CASE status_side.side WHEN 'PERFORMER' THEN 0 WHEN 'OPPOSING' THEN 1 WHEN 'UNDETERMINED' THEN 2 WHEN 'UNINVOLVED' THEN 3 END + status_tree.is_part * 1000 AS number
              FROM status_tree
              CROSS JOIN side AS status_side ON status_side.event_id = status_tree.id
              UNION ALL SELECT status_participation.source_id AS source_id, CASE status_participation.role WHEN 'PERFORMER' THEN 0 WHEN 'TARGET' THEN 1 WHEN 'BENEFICIARY' THEN 2 WHEN 'OTHER_PARTY' THEN 2 END + 10 + status_tree.is_part * 1000 AS anon_2
              FROM status_tree
              CROSS JOIN participation AS status_participation ON status_participation.event_id = status_tree.id
            ), status_position_sided_member(source_id, member_of, steps) AS (
              SELECT status_position_heard.source_id AS source_id, status_position_heard.source_id AS member_of, 0 AS steps
              FROM status_position_heard
              UNION SELECT status_position_sided_member.source_id AS source_id, status_affiliation.organisation_id AS organisation_id, status_position_sided_member.steps + 1 AS steps
              FROM status_position_sided_member
              CROSS JOIN affiliation AS status_affiliation ON status_affiliation.source_id = status_position_sided_member.member_of
              WHERE status_affiliation.span_latest >= (
                SELECT status_dated.occurred_earliest
                FROM event AS status_dated
                WHERE status_dated.id = t2.event_id
              ) AND status_position_sided_member.steps < 8
            ), status_position_sided_member_standing AS NOT MATERIALIZED (
              SELECT status_position_sided_member.source_id AS source_id, status_position_sided_member.member_of AS member_of, status_position_sided_member.steps AS steps, NULL AS number
              FROM status_position_sided_member
              UNION ALL SELECT NULL, status_position_sided_standing.source_id AS source_id, NULL, status_position_sided_standing.number AS number
              FROM status_position_sided_standing
            ), status_position_sided_member_ranked AS NOT MATERIALIZED (
              SELECT status_position_sided_member_standing.source_id AS source_id, status_position_sided_member_standing.steps * 100 + min(status_position_sided_member_standing.number) OVER (PARTITION BY status_position_sided_member_standing.member_of) AS number
              FROM status_position_sided_member_standing
            ), status_position_sided_through AS NOT MATERIALIZED (
              SELECT status_position_sided_member_ranked.source_id AS source_id, status_position_sided_member_ranked.number AS number
              FROM status_position_sided_member_ranked
              WHERE status_position_sided_member_ranked.source_id IS NOT NULL AND status_position_sided_member_ranked.number IS NOT NULL
            ), status_position_sided_together AS NOT MATERIALIZED (
              SELECT status_position_heard.source_id AS source_id, status_position_heard.statement_id AS statement_id, status_position_heard.is_part AS is_part, status_position_heard.strength AS strength, status_position_heard.explicit AS explicit, status_position_heard.own_voice AS own_voice, status_position_heard.said AS said, status_position_heard.until AS until, 1 AS is_row, NULL AS number
              FROM status_position_heard
              UNION ALL SELECT status_position_sided_through.source_id AS source_id, NULL AS anon_3, NULL AS anon__1, NULL AS anon__2, NULL AS anon__3, NULL AS anon__4, NULL AS anon__5, NULL AS anon__6, 0, status_position_sided_through.number AS number
              FROM status_position_sided_through
            ), status_position_sided_ranked AS NOT MATERIALIZED (
              SELECT status_position_sided_together.source_id AS source_id, status_position_sided_together.statement_id AS statement_id, status_position_sided_together.is_part AS is_part, status_position_sided_together.strength AS strength, status_position_sided_together.explicit AS explicit, status_position_sided_together.own_voice AS own_voice, status_position_sided_together.said AS said, status_position_sided_together.until AS until, status_position_sided_together.is_row AS is_row, status_position_sided_together.number AS number, min(status_position_sided_together.number) OVER (PARTITION BY status_position_sided_together.source_id) AS least
              FROM status_position_sided_together
            ), status_position_sided AS NOT MATERIALIZED (
              SELECT status_position_sided_ranked.statement_id AS statement_id, status_position_sided_ranked.source_id AS source_id, status_position_sided_ranked.is_part AS is_part, status_position_sided_ranked.strength AS strength, status_position_sided_ranked.explicit AS explicit, status_position_sided_ranked.own_voice AS own_voice, status_position_sided_ranked.said AS said, status_position_sided_ranked.until AS until, status_source.named AS named, coalesce(status_position_sided_ranked.least - (status_position_sided_ranked.least / 10) * 10, CASE WHEN status_source.named THEN 3 ELSE 2 END) AS side
              FROM status_position_sided_ranked
              CROSS JOIN source AS status_source ON status_source.id = status_position_sided_ranked.source_id
              WHERE status_position_sided_ranked.is_row = 1
            ), status_position AS NOT MATERIALIZED (
              SELECT status_position_sided.statement_id AS statement_id, status_position_sided.source_id AS source_id, status_position_sided.is_part AS is_part, status_position_sided.strength AS strength, status_position_sided.explicit AS explicit, status_position_sided.own_voice AS own_voice, status_position_sided.said AS said, status_position_sided.until AS until, status_position_sided.named AS named, status_position_sided.side AS side, CASE WHEN (status_position_sided.strength = 3 AND status_position_sided.explicit = 1 AND status_position_sided.side = 0) THEN 1 WHEN (status_position_sided.strength >= 2 AND status_position_sided.explicit = 1 AND status_position_sided.side = 3 AND status_position_sided.own_voice = 0) THEN 3 WHEN (status_position_sided.strength = 3 AND status_position_sided.explicit = 1 AND status_position_sided.side = 1) THEN 4 WHEN (status_position_sided.strength > 0 AND NOT (status_position_sided.own_voice = 1 AND status_position_sided.side IN (3, 2))) THEN 5 WHEN (status_position_sided.strength > 0) THEN 6 WHEN (status_position_sided.strength < 0) THEN 7 ELSE 8 END AS alone
              FROM status_position_sided
            ), status_taken AS NOT MATERIALIZED (
              SELECT CASE WHEN (status_position.own_voice = 1 AND status_position.side IN (3, 2)) THEN 2 ELSE status_position.side END AS side, max(4 * abs(status_position.strength) + CASE WHEN status_position.explicit THEN 2 ELSE 0 END + CASE WHEN (status_position.strength > 0) THEN 1 ELSE 0 END) AS score, count(DISTINCT status_position.statement_id) AS statements, count(DISTINCT CASE WHEN (status_position.strength > 0) THEN status_position.statement_id END) AS affirming, count(DISTINCT CASE WHEN (status_position.strength < 0) THEN status_position.statement_id END) AS denying
              FROM status_position
              WHERE status_position.until > coalesce(t2.as_of, '9999-12-31')
              GROUP BY CASE WHEN (status_position.own_voice = 1 AND status_position.side IN (3, 2)) THEN 2 ELSE status_position.side END
            ) SELECT CASE status_taken.side WHEN 0 THEN 'PERFORMER' WHEN 1 THEN 'OPPOSING' WHEN 2 THEN 'UNDETERMINED' WHEN 3 THEN 'UNINVOLVED' END AS side, CASE status_taken.score WHEN 13 THEN 'CERTAIN' WHEN 15 THEN 'CERTAIN' WHEN 9 THEN 'PROBABLE' WHEN 11 THEN 'PROBABLE' WHEN 5 THEN 'POSSIBLE' WHEN 7 THEN 'POSSIBLE' WHEN 0 THEN 'UNCOMMITTED' WHEN 2 THEN 'UNCOMMITTED' WHEN 4 THEN 'POSSIBLE_NOT' WHEN 6 THEN 'POSSIBLE_NOT' WHEN 8 THEN 'PROBABLE_NOT' WHEN 10 THEN 'PROBABLE_NOT' WHEN 12 THEN 'CERTAIN_NOT' WHEN 14 THEN 'CERTAIN_NOT' END AS commitment, status_taken.score IN (15, 11, 7, 2, 6, 10, 14) AS explicit, status_taken.statements, status_taken.affirming, status_taken.denying, CASE CASE status_taken.side WHEN 0 THEN 'PERFORMER' WHEN 1 THEN 'OPPOSING' WHEN 2 THEN 'UNDETERMINED' WHEN 3 THEN 'UNINVOLVED' END WHEN 'PERFORMER' THEN 0 WHEN 'OPPOSING' THEN 1 WHEN 'UNINVOLVED' THEN 2 WHEN 'UNDETERMINED' THEN 3 END AS position
            FROM status_taken
            ORDER BY CASE status_taken.side WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 3 THEN 2 WHEN 2 THEN 3 END
          ) it3
          ORDER BY position
        ) t3
      ) t4
    )||'}'
    FROM (
      SELECT computed.value, computed.since, computed.possibly_earlier, computed.disputed, computed.statements, computed.originators, computed.independent_originators, computed.rule, t1.id AS event_id, ? AS as_of
      FROM (
        WITH RECURSIVE status_tree(id, is_part) AS (
          SELECT status_whole.id AS id, 0 AS is_part
          FROM event AS status_whole
          WHERE status_whole.id = t1.id
          UNION SELECT status_part.id AS id, 1 AS is_part
          FROM status_tree
          CROSS JOIN event AS status_part ON status_part.part_of_id = status_tree.id
          WHERE status_part.modality != 'HYPOTHETICAL'
        ), status_testimony AS NOT MATERIALIZED (
          SELECT status_statement.id AS statement_id, status_attribution.source_id AS source_id, status_bearing.aspect AS aspect, status_tree.is_part AS is_part, CASE status_bearing.stance WHEN 'AFFIRMS' THEN 1 WHEN 'NEUTRAL' THEN 0 WHEN 'DENIES' THEN -1 END * CASE status_attribution.commitment WHEN 'CERTAIN' THEN 3 WHEN 'PROBABLE' THEN 2 WHEN 'POSSIBLE' THEN 1 WHEN 'UNCOMMITTED' THEN 0 WHEN 'POSSIBLE_NOT' THEN -1 WHEN 'PROBABLE_NOT' THEN -2 WHEN 'CERTAIN_NOT' THEN -3 END AS strength, status_bearing.explicit AS explicit, status_attribution.basis AS basis, (status_attribution.source_id = status_article.publisher_id OR status_statement.form = 'NARRATOR') AND status_attribution.basis != 'WITNESSED' AS own_voice, status_statement.said_latest AS said, coalesce((
            SELECT min(status_correction.said_latest) AS min_1
            FROM relation AS status_corrects
            JOIN statement AS status_correction ON status_correction.id = status_corrects.statement_id
            WHERE status_corrects.other_id = status_statement.id AND status_corrects.kind = 'CORRECTS'
          ), 'infinity') AS until
          FROM status_tree
          CROSS JOIN bearing AS status_bearing ON status_bearing.event_id = status_tree.id
          CROSS JOIN statement AS status_statement ON status_statement.id = status_bearing.statement_id
          CROSS JOIN article AS status_article ON status_article.id = status_statement.article_id
          CROSS JOIN attribution AS status_attribution ON status_attribution.statement_id = status_statement.id
          WHERE status_attribution.role = 'ORIGINATOR' AND status_statement.said_earliest <= coalesce(?, '9999-12-31') AND (status_tree.is_part = 0 OR status_bearing.aspect = 'OCCURRENCE' AND CASE status_bearing.stance WHEN 'AFFIRMS' THEN 1 WHEN 'NEUTRAL' THEN 0 WHEN 'DENIES' THEN -1 END * CASE status_attribution.commitment WHEN 'CERTAIN' THEN 3 WHEN 'PROBABLE' THEN 2 WHEN 'POSSIBLE' THEN 1 WHEN 'UNCOMMITTED' THEN 0 WHEN 'POSSIBLE_NOT' THEN -1 WHEN 'PROBABLE_NOT' THEN -2 WHEN 'CERTAIN_NOT' THEN -3 END > 0)
        ), status_position_heard AS NOT MATERIALIZED (
          SELECT status_testimony.statement_id AS statement_id, status_testimony.source_id AS source_id, status_testimony.is_part AS is_part, status_testimony.strength AS strength, status_testimony.explicit AS explicit, status_testimony.own_voice AS own_voice, status_testimony.said AS said, status_testimony.until AS until
          FROM status_testimony
          WHERE status_testimony.aspect = 'OCCURRENCE' AND status_testimony.said <= coalesce(?, '9999-12-31') AND status_testimony.said < status_testimony.until
        ), status_position_sided_standing AS NOT MATERIALIZED (
          SELECT status_side.source_id AS source_id, CASE status_side.side WHEN 'PERFORMER' THEN 0 WHEN 'OPPOSING' THEN 1 WHEN 'UNDETERMINED' THEN 2 WHEN 'UNINVOLVED' THEN 3 END + status_tree.is_part * 1000 AS number
          FROM status_tree
          CROSS JOIN side AS status_side ON status_side.event_id = status_tree.id
          UNION ALL SELECT status_participation.source_id AS source_id, CASE status_participation.role WHEN 'PERFORMER' THEN 0 WHEN 'TARGET' THEN 1 WHEN 'BENEFICIARY' THEN 2 WHEN 'OTHER_PARTY' THEN 2 END + 10 + status_tree.is_part * 1000 AS anon_2
          FROM status_tree
          CROSS JOIN participation AS status_participation ON status_participation.event_id = status_tree.id
        ), status_position_sided_member(source_id, member_of, steps) AS (
          SELECT status_position_heard.source_id AS source_id, status_position_heard.source_id AS member_of, 0 AS steps
          FROM status_position_heard
          UNION SELECT status_position_sided_member.source_id AS source_id, status_affiliation.organisation_id AS organisation_id, status_position_sided_member.steps + 1 AS steps
          FROM status_position_sided_member
          CROSS JOIN affiliation AS status_affiliation ON status_affiliation.source_id = status_position_sided_member.member_of
          WHERE status_affiliation.span_latest >= (
            SELECT status_dated.occurred_earliest
            FROM event AS status_dated
            WHERE status_dated.id = t1.id
          ) AND status_position_sided_member.steps < 8
        ), status_position_sided_member_standing AS NOT MATERIALIZED (
          SELECT status_position_sided_member.source_id AS source_id, status_position_sided_member.member_of AS member_of, status_position_sided_member.steps AS steps, NULL AS number
          FROM status_position_sided_member
          UNION ALL SELECT NULL, status_position_sided_standing.source_id AS source_id, NULL, status_position_sided_standing.number AS number
          FROM status_position_sided_standing
        ), status_position_sided_member_ranked AS NOT MATERIALIZED (
          SELECT status_position_sided_member_standing.source_id AS source_id, status_position_sided_member_standing.steps * 100 + min(status_position_sided_member_standing.number) OVER (PARTITION BY status_position_sided_member_standing.member_of) AS number
          FROM status_position_sided_member_standing
        ), status_position_sided_through AS NOT MATERIALIZED (
          SELECT status_position_sided_member_ranked.source_id AS source_id, status_position_sided_member_ranked.number AS number
          FROM status_position_sided_member_ranked
          WHERE status_position_sided_member_ranked.source_id IS NOT NULL AND status_position_sided_member_ranked.number IS NOT NULL
        ), status_position_sided_together AS NOT MATERIALIZED (
          SELECT status_position_heard.source_id AS source_id, status_position_heard.statement_id AS statement_id, status_position_heard.is_part AS is_part, status_position_heard.strength AS strength, status_position_heard.explicit AS explicit, status_position_heard.own_voice AS own_voice, status_position_heard.said AS said, status_position_heard.until AS until, 1 AS is_row, NULL AS number
          FROM status_position_heard
          UNION ALL SELECT status_position_sided_through.source_id AS source_id, NULL AS anon_3, NULL AS anon__1, NULL AS anon__2, NULL AS anon__3, NULL AS anon__4, NULL AS anon__5, NULL AS anon__6, 0, status_position_sided_through.number AS number
          FROM status_position_sided_through
        ), status_position_sided_ranked AS NOT MATERIALIZED (
          SELECT status_position_sided_together.source_id AS source_id, status_position_sided_together.statement_id AS statement_id, status_position_sided_together.is_part AS is_part, status_position_sided_together.strength AS strength, status_position_sided_together.explicit AS explicit, status_position_sided_together.own_voice AS own_voice, status_position_sided_together.said AS said, status_position_sided_together.until AS until, status_position_sided_together.is_row AS is_row, status_position_sided_together.number AS number, min(status_position_sided_together.number) OVER (PARTITION BY status_position_sided_together.source_id) AS least
          FROM status_position_sided_together
        ), status_position_sided AS NOT MATERIALIZED (
          SELECT status_position_sided_ranked.statement_id AS statement_id, status_position_sided_ranked.source_id AS source_id, status_position_sided_ranked.is_part AS is_part, status_position_sided_ranked.strength AS strength, status_position_sided_ranked.explicit AS explicit, status_position_sided_ranked.own_voice AS own_voice, status_position_sided_ranked.said AS said, status_position_sided_ranked.until AS until, status_source.named AS named, coalesce(status_position_sided_ranked.least - (status_position_sided_ranked.least / 10) * 10, CASE WHEN status_source.named THEN 3 ELSE 2 END) AS side
          FROM status_position_sided_ranked
          CROSS JOIN source AS status_source ON status_source.id = status_position_sided_ranked.source_id
          WHERE status_position_sided_ranked.is_row = 1
        ), status_position AS NOT MATERIALIZED (
          SELECT status_position_sided.statement_id AS statement_id, status_position_sided.source_id AS source_id, status_position_sided.is_part AS is_part, status_position_sided.strength AS strength, status_position_sided.explicit AS explicit, status_position_sided.own_voice AS own_voice, status_position_sided.said AS said, status_position_sided.until AS until, status_position_sided.named AS named, status_position_sided.side AS side, CASE WHEN (status_position_sided.strength = 3 AND status_position_sided.explicit = 1 AND status_position_sided.side = 0) THEN 1 WHEN (status_position_sided.strength >= 2 AND status_position_sided.explicit = 1 AND status_position_sided.side = 3 AND status_position_sided.own_voice = 0) THEN 3 WHEN (status_position_sided.strength = 3 AND status_position_sided.explicit = 1 AND status_position_sided.side = 1) THEN 4 WHEN (status_position_sided.strength > 0 AND NOT (status_position_sided.own_voice = 1 AND status_position_sided.side IN (3, 2))) THEN 5 WHEN (status_position_sided.strength > 0) THEN 6 WHEN (status_position_sided.strength < 0) THEN 7 ELSE 8 END AS alone
          FROM status_position_sided
        ), status_testifying_heard AS NOT MATERIALIZED (
          SELECT status_testimony.statement_id AS statement_id, status_testimony.source_id AS source_id, status_testimony.is_part AS is_part, status_testimony.strength AS strength, status_testimony.explicit AS explicit, status_testimony.own_voice AS own_voice, status_testimony.said AS said, status_testimony.until AS until
          FROM status_testimony
          WHERE status_testimony.aspect = 'OCCURRENCE' AND status_testimony.said <= coalesce(?, '9999-12-31') AND status_testimony.said < status_testimony.until AND status_testimony.strength = 3 AND status_testimony.explicit = 1 AND status_testimony.basis IN ('WITNESSED', 'DEDUCED')
        ), status_testifying_sided_standing AS NOT MATERIALIZED (
          SELECT status_side.source_id AS source_id, CASE status_side.side WHEN 'PERFORMER' THEN 0 WHEN 'OPPOSING' THEN 1 WHEN 'UNDETERMINED' THEN 2 WHEN 'UNINVOLVED' THEN 3 END + status_tree.is_part * 1000 AS number
          FROM status_tree
          CROSS JOIN side AS status_side ON status_side.event_id = status_tree.id
          UNION ALL SELECT status_participation.source_id AS source_id, CASE status_participation.role WHEN 'PERFORMER' THEN 0 WHEN 'TARGET' THEN 1 WHEN 'BENEFICIARY' THEN 2 WHEN 'OTHER_PARTY' THEN 2 END + 10 + status_tree.is_part * 1000 AS anon_4
          FROM status_tree
          CROSS JOIN participation AS status_participation ON status_participation.event_id = status_tree.id
        ), status_testifying_sided_member(source_id, member_of, steps) AS (
          SELECT status_testifying_heard.source_id AS source_id, status_testifying_heard.source_id AS member_of, 0 AS steps
          FROM status_testifying_heard
          UNION SELECT status_testifying_sided_member.source_id AS source_id, status_affiliation.organisation_id AS organisation_id, status_testifying_sided_member.steps + 1 AS steps
          FROM status_testifying_sided_member
          CROSS JOIN affiliation AS status_affiliation ON status_affiliation.source_id = status_testifying_sided_member.member_of
          WHERE status_affiliation.span_latest >= (
            SELECT status_dated.occurred_earliest
            FROM event AS status_dated
            WHERE status_dated.id = t1.id
          ) AND status_testifying_sided_member.steps < 8
        ), status_testifying_sided_member_standing AS NOT MATERIALIZED (
          SELECT status_testifying_sided_member.source_id AS source_id, status_testifying_sided_member.member_of AS member_of, status_testifying_sided_member.steps AS steps, NULL AS number
          FROM status_testifying_sided_member
          UNION ALL SELECT NULL, status_testifying_sided_standing.source_id AS source_id, NULL, status_testifying_sided_standing.number AS number
          FROM status_testifying_sided_standing
        ), status_testifying_sided_member_ranked AS NOT MATERIALIZED (
          SELECT status_testifying_sided_member_standing.source_id AS source_id, status_testifying_sided_member_standing.steps * 100 + min(status_testifying_sided_member_standing.number) OVER (PARTITION BY status_testifying_sided_member_standing.member_of) AS number
          FROM status_testifying_sided_member_standing
        ), status_testifying_sided_through AS NOT MATERIALIZED (
          SELECT status_testifying_sided_member_ranked.source_id AS source_id, status_testifying_sided_member_ranked.number AS number
          FROM status_testifying_sided_member_ranked
          WHERE status_testifying_sided_member_ranked.source_id IS NOT NULL AND status_testifying_sided_member_ranked.number IS NOT NULL
        ), status_testifying_sided_together AS NOT MATERIALIZED (
          SELECT status_testifying_heard.source_id AS source_id, status_testifying_heard.statement_id AS statement_id, status_testifying_heard.is_part AS is_part, status_testifying_heard.strength AS strength, status_testifying_heard.explicit AS explicit, status_testifying_heard.own_voice AS own_voice, status_testifying_heard.said AS said, status_testifying_heard.until AS until, 1 AS is_row, NULL AS number
          FROM status_testifying_heard
          UNION ALL SELECT status_testifying_sided_through.source_id AS source_id, NULL AS anon_3, NULL AS anon__1, NULL AS anon__2, NULL AS anon__3, NULL AS anon__4, NULL AS anon__5, NULL AS anon__6, 0, status_testifying_sided_through.number AS number
          FROM status_testifying_sided_through
        ), status_testifying_sided_ranked AS NOT MATERIALIZED (
          SELECT status_testifying_sided_together.source_id AS source_id, status_testifying_sided_together.statement_id AS statement_id, status_testifying_sided_together.is_part AS is_part, status_testifying_sided_together.strength AS strength, status_testifying_sided_together.explicit AS explicit, status_testifying_sided_together.own_voice AS own_voice, status_testifying_sided_together.said AS said, status_testifying_sided_together.until AS until, status_testifying_sided_together.is_row AS is_row, status_testifying_sided_together.number AS number, min(status_testifying_sided_together.number) OVER (PARTITION BY status_testifying_sided_together.source_id) AS least
          FROM status_testifying_sided_together
        ), status_testifying_sided AS NOT MATERIALIZED (
          SELECT status_testifying_sided_ranked.statement_id AS statement_id, status_testifying_sided_ranked.source_id AS source_id, status_testifying_sided_ranked.is_part AS is_part, status_testifying_sided_ranked.strength AS strength, status_testifying_sided_ranked.explicit AS explicit, status_testifying_sided_ranked.own_voice AS own_voice, status_testifying_sided_ranked.said AS said, status_testifying_sided_ranked.until AS until, status_source.named AS named, coalesce(status_testifying_sided_ranked.least - (status_testifying_sided_ranked.least / 10) * 10, CASE WHEN status_source.named THEN 3 ELSE 2 END) AS side
          FROM status_testifying_sided_ranked
          CROSS JOIN source AS status_source ON status_source.id = status_testifying_sided_ranked.source_id
          WHERE status_testifying_sided_ranked.is_row = 1
        ), status_testifying AS NOT MATERIALIZED (
          SELECT status_testifying_sided.statement_id AS statement_id, status_testifying_sided.source_id AS source_id, status_testifying_sided.is_part AS is_part, status_testifying_sided.strength AS strength, status_testifying_sided.explicit AS explicit, status_testifying_sided.own_voice AS own_voice, status_testifying_sided.said AS said, status_testifying_sided.until AS until, status_testifying_sided.named AS named, status_testifying_sided.side AS side, CASE WHEN (status_testifying_sided.strength = 3 AND status_testifying_sided.explicit = 1 AND status_testifying_sided.side = 0) THEN 1 WHEN (status_testifying_sided.strength >= 2 AND status_testifying_sided.explicit = 1 AND status_testifying_sided.side = 3 AND status_testifying_sided.own_voice = 0) THEN 3 WHEN (status_testifying_sided.strength = 3 AND status_testifying_sided.explicit = 1 AND status_testifying_sided.side = 1) THEN 4 WHEN (status_testifying_sided.strength > 0 AND NOT (status_testifying_sided.own_voice = 1 AND status_testifying_sided.side IN (3, 2))) THEN 5 WHEN (status_testifying_sided.strength > 0) THEN 6 WHEN (status_testifying_sided.strength < 0) THEN 7 ELSE 8 END AS alone
          FROM status_testifying_sided
        ), status_witness AS NOT MATERIALIZED (
          SELECT status_testifying.statement_id AS statement_id, status_testifying.source_id AS source_id, status_testifying.is_part AS is_part, status_testifying.strength AS strength, status_testifying.explicit AS explicit, status_testifying.own_voice AS own_voice, status_testifying.said AS said, status_testifying.until AS until, status_testifying.named AS named, status_testifying.side AS side, status_testifying.alone AS alone
          FROM status_testifying
          WHERE status_testifying.alone = 3 AND status_testifying.named = 1
        ), status_ground(statement_id, source_id, said, until, ground_id) AS (
          SELECT status_witness.statement_id AS statement_id, status_witness.source_id AS source_id, status_witness.said AS said, status_witness.until AS until, status_witness.statement_id AS ground_id
          FROM status_witness
          UNION SELECT status_ground.statement_id AS statement_id, status_ground.source_id AS source_id, status_ground.said AS said, status_ground.until AS until, status_rests.other_id AS other_id
          FROM status_ground
          CROSS JOIN relation AS status_rests ON status_rests.statement_id = status_ground.ground_id
          WHERE status_rests.kind IN ('REPEATS', 'BASED_ON')
        ), status_counted AS NOT MATERIALIZED (
          SELECT status_ground.statement_id AS statement_id, status_ground.source_id AS source_id, status_ground.said AS said, status_ground.until AS until, status_ground.ground_id AS ground_id, count(*) OVER (PARTITION BY status_ground.ground_id) AS times
          FROM status_ground
          ORDER BY status_ground.statement_id, status_ground.source_id, status_ground.ground_id
        ), status_grounded AS NOT MATERIALIZED (
          SELECT status_counted.statement_id AS statement_id, status_counted.source_id AS source_id, status_counted.said AS said, status_counted.until AS until, '[' || coalesce(group_concat(CASE WHEN (status_counted.times > 1) THEN CAST(status_counted.ground_id AS VARCHAR) END, ','), '') || ']' AS common
          FROM status_counted
          GROUP BY status_counted.statement_id, status_counted.source_id, status_counted.said, status_counted.until
        ), status_earliest AS NOT MATERIALIZED (
          SELECT status_grounded.source_id AS source_id, status_grounded.until AS until, status_grounded.common AS common, min(status_grounded.said) AS said
          FROM status_grounded
          GROUP BY status_grounded.source_id, status_grounded.until, status_grounded.common
        ), status_placed AS NOT MATERIALIZED (
          SELECT status_earliest.source_id AS source_id, status_earliest.until AS until, status_earliest.common AS common, status_earliest.said AS said, row_number() OVER (PARTITION BY status_earliest.until, status_earliest.common
          ORDER BY status_earliest.said, status_earliest.source_id) AS place
          FROM status_earliest
        ), status_spokesman AS NOT MATERIALIZED (
          SELECT status_placed.source_id AS source_id, status_placed.until AS until, status_placed.common AS common, status_placed.said AS said
          FROM status_placed
          WHERE status_placed.place <= 2
        ), status_spokesman_packed AS NOT MATERIALIZED (
          SELECT json_group_array(json_array(status_spokesman.source_id, status_spokesman.until, status_spokesman.common, status_spokesman.said)) FILTER (WHERE 1) AS rows_0, json_group_array(json_array(status_spokesman.source_id, status_spokesman.until, status_spokesman.common, status_spokesman.said)) FILTER (WHERE 1) AS rows_1
          FROM status_spokesman
        ), status_spokesman_pairs AS NOT MATERIALIZED (
          SELECT (status_spokesman_0.value ->> 0) AS one_source_id, (status_spokesman_0.value ->> 1) AS one_until, (status_spokesman_0.value ->> 2) AS one_common, (status_spokesman_0.value ->> 3) AS one_said, (status_spokesman_1.value ->> 0) AS other_source_id, (status_spokesman_1.value ->> 1) AS other_until, (status_spokesman_1.value ->> 2) AS other_common, (status_spokesman_1.value ->> 3) AS other_said
          FROM status_spokesman_packed
          CROSS JOIN json_each(status_spokesman_packed.rows_0) AS status_spokesman_0 ON 1 = 1
          CROSS JOIN json_each(status_spokesman_packed.rows_1) AS status_spokesman_1 ON 1 = 1
        ), status_meeting AS NOT MATERIALIZED (
          SELECT CASE WHEN (status_spokesman_pairs.one_said > status_spokesman_pairs.other_said) THEN status_spokesman_pairs.one_said ELSE status_spokesman_pairs.other_said END AS said, CASE WHEN (status_spokesman_pairs.one_until < status_spokesman_pairs.other_until) THEN status_spokesman_pairs.one_until ELSE status_spokesman_pairs.other_until END AS until
          FROM status_spokesman_pairs
          WHERE NOT EXISTS (
            SELECT 1
            FROM json_each(status_spokesman_pairs.one_common) AS status_of_one
            JOIN json_each(status_spokesman_pairs.other_common) AS status_of_other ON status_of_one.value = status_of_other.value
          ) = 1 AND status_spokesman_pairs.one_source_id < status_spokesman_pairs.other_source_id
        ), status_borne_out AS NOT MATERIALIZED (
          SELECT status_meeting.said AS said, status_meeting.until AS until
          FROM status_meeting
          WHERE status_meeting.said < status_meeting.until
        ), status_span AS NOT MATERIALIZED (
          SELECT status_position.alone AS rank, status_position.is_part AS is_part, min(status_position.said) AS said, status_position.until AS until
          FROM status_position
          GROUP BY status_position.alone, status_position.is_part, status_position.until
          UNION ALL SELECT 2, 0, status_borne_out.said AS said, status_borne_out.until AS until
          FROM status_borne_out
        ), status_step AS MATERIALIZED (
          SELECT 1 AS open
          UNION ALL SELECT -1
        ), status_edge AS NOT MATERIALIZED (
          SELECT CASE WHEN (status_step.open = 1) THEN status_span.said ELSE status_span.until END AS day, status_step.open AS open, status_span.rank AS rank, status_span.is_part AS is_part
          FROM status_span
          CROSS JOIN status_step ON 1 = 1
          WHERE CASE WHEN (status_step.open = 1) THEN status_span.said ELSE status_span.until END <= coalesce(?, '9999-12-31')
        ), status_turn AS NOT MATERIALIZED (
          SELECT DISTINCT status_edge.day AS day, CASE WHEN (sum(CASE WHEN (status_edge.rank = 1 AND status_edge.is_part = 0) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0 AND sum(CASE WHEN (status_edge.rank = 4 AND status_edge.is_part = 0) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0) THEN 0 WHEN (sum(CASE WHEN (status_edge.rank = 1) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0) THEN 1 WHEN (sum(CASE WHEN (status_edge.rank = 2) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0) THEN 2 WHEN (sum(CASE WHEN (status_edge.rank = 3) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0) THEN 3 WHEN (sum(CASE WHEN (status_edge.rank = 4) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0) THEN 4 WHEN (sum(CASE WHEN (status_edge.rank = 5) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0) THEN 5 WHEN (sum(CASE WHEN (status_edge.rank = 6) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0) THEN 6 WHEN (sum(CASE WHEN (status_edge.rank = 7) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0) THEN 7 WHEN (sum(CASE WHEN (status_edge.rank = 8) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0) THEN 8 ELSE 9 END AS rank, sum(CASE WHEN (status_edge.rank = 10) THEN status_edge.open ELSE 0 END) OVER (ORDER BY status_edge.day) > 0 AS disputed
          FROM status_edge
        ), status_changes AS NOT MATERIALIZED (
          SELECT status_turn.day AS day, status_turn.rank AS rank, status_turn.disputed AS disputed, lag(status_turn.rank, 1, 9) OVER (ORDER BY status_turn.day) AS rank_before, lag(status_turn.disputed, 1, 0) OVER (ORDER BY status_turn.day) AS disputed_before, lead(status_turn.day) OVER (ORDER BY status_turn.day) IS NULL AS is_last
          FROM status_turn
        ), status_last AS NOT MATERIALIZED (
          SELECT coalesce(max(CASE WHEN status_changes.is_last THEN status_changes.rank END), 9) AS rank, max(CASE WHEN (status_changes.rank != status_changes.rank_before) THEN status_changes.day END) AS since
          FROM status_changes
        ), status_tallied AS NOT MATERIALIZED (
          SELECT status_testimony.statement_id AS statement_id, status_testimony.source_id AS source_id, status_testimony.aspect AS aspect, status_testimony.strength AS strength, status_testimony.said AS said, CASE WHEN (NOT (EXISTS (
            SELECT *
            FROM relation AS status_rests_on_any
            WHERE status_rests_on_any.statement_id = status_testimony.statement_id AND status_rests_on_any.kind IN ('REPEATS', 'BASED_ON')
          ))) THEN status_testimony.source_id END AS original_id
          FROM status_testimony
          WHERE status_testimony.until > coalesce(?, '9999-12-31') AND status_testimony.said < status_testimony.until
        ), status_by_aspect AS NOT MATERIALIZED (
          SELECT max(CASE WHEN (status_tallied.said <= coalesce(?, '9999-12-31')) THEN status_tallied.strength END) > 0 AND min(CASE WHEN (status_tallied.said <= coalesce(?, '9999-12-31')) THEN status_tallied.strength END) < 0 AND min(CASE WHEN (status_tallied.said <= coalesce(?, '9999-12-31') AND status_tallied.strength != 0) THEN status_tallied.source_id END) != max(CASE WHEN (status_tallied.said <= coalesce(?, '9999-12-31') AND status_tallied.strength != 0) THEN status_tallied.source_id END) AS opposed, max(CASE WHEN (status_tallied.aspect = 'OCCURRENCE' AND status_tallied.said > coalesce(?, '9999-12-31')) THEN 1 ELSE 0 END) AS perhaps, count(DISTINCT CASE WHEN (status_tallied.said <= coalesce(?, '9999-12-31') AND status_tallied.aspect = 'OCCURRENCE') THEN status_tallied.statement_id END) AS statements, count(DISTINCT CASE WHEN (status_tallied.said <= coalesce(?, '9999-12-31') AND status_tallied.aspect = 'OCCURRENCE') THEN status_tallied.source_id END) AS originators, count(DISTINCT CASE WHEN (status_tallied.said <= coalesce(?, '9999-12-31') AND status_tallied.aspect = 'OCCURRENCE') THEN status_tallied.original_id END) AS independent_originators
          FROM status_tallied
          GROUP BY status_tallied.aspect
        ), status_tally AS NOT MATERIALIZED (
          SELECT coalesce(max(CASE WHEN status_by_aspect.opposed THEN 1 END), 0) = 1 AS opposed, coalesce(max(status_by_aspect.perhaps), 0) = 1 AS possibly_earlier, coalesce(max(status_by_aspect.statements), 0) AS statements, coalesce(max(status_by_aspect.originators), 0) AS originators, coalesce(max(status_by_aspect.independent_originators), 0) AS independent_originators
          FROM status_by_aspect
        ), status_contradicting AS NOT MATERIALIZED (
          SELECT status_contradicting_relation.aspect AS aspect, status_contradicting_relation.basis AS basis, status_testimony.statement_id AS one_statement_id, status_testimony.source_id AS one_source_id, status_testimony.said AS one_said, status_testimony.until AS one_until, status_contradicting_statement.id AS other_statement_id, status_contradicting_attribution.source_id AS other_source_id, status_contradicting_statement.said_latest AS other_said, coalesce((
            SELECT min(status_correction.said_latest) AS min_2
            FROM relation AS status_corrects
            JOIN statement AS status_correction ON status_correction.id = status_corrects.statement_id
            WHERE status_corrects.other_id = status_contradicting_statement.id AND status_corrects.kind = 'CORRECTS'
          ), 'infinity') AS other_until
          FROM status_testimony
          CROSS JOIN relation AS status_contradicting_relation ON status_contradicting_relation.statement_id = status_testimony.statement_id
          CROSS JOIN statement AS status_contradicting_statement ON status_contradicting_statement.id = status_contradicting_relation.other_id
          CROSS JOIN attribution AS status_contradicting_attribution ON status_contradicting_attribution.statement_id = status_contradicting_statement.id
          WHERE status_testimony.is_part = 0 AND status_contradicting_relation.kind = 'CONTRADICTS' AND status_contradicting_relation.aspect IS NOT NULL AND status_contradicting_attribution.role = 'ORIGINATOR' AND (EXISTS (
            SELECT *
            FROM bearing AS status_contradicting_bearing
            WHERE status_contradicting_bearing.statement_id = status_contradicting_statement.id AND status_contradicting_bearing.event_id = t1.id
          ))
        ), status_coded_pair AS NOT MATERIALIZED (
          SELECT status_contradicting.one_statement_id AS left_id, status_contradicting.other_statement_id AS right_id, status_contradicting.aspect AS aspect, CASE status_contradicting.basis WHEN 'STATED' THEN 0 WHEN 'INFERRED' THEN 1 WHEN 'OPPOSED' THEN 2 END AS basis, CASE WHEN (status_contradicting.one_said > status_contradicting.other_said) THEN status_contradicting.one_said ELSE status_contradicting.other_said END AS said, CASE WHEN (status_contradicting.one_until < status_contradicting.other_until) THEN status_contradicting.one_until ELSE status_contradicting.other_until END AS until
          FROM status_contradicting
          WHERE status_contradicting.one_source_id != status_contradicting.other_source_id AND CASE WHEN (status_contradicting.one_said > status_contradicting.other_said) THEN status_contradicting.one_said ELSE status_contradicting.other_said END < CASE WHEN (status_contradicting.one_until < status_contradicting.other_until) THEN status_contradicting.one_until ELSE status_contradicting.other_until END AND CASE WHEN (status_contradicting.one_said > status_contradicting.other_said) THEN status_contradicting.one_said ELSE status_contradicting.other_said END <= coalesce(?, '9999-12-31')
        ) SELECT CASE status_last.rank WHEN 0 THEN 'CONFIRMED' WHEN 1 THEN 'ACKNOWLEDGED' WHEN 2 THEN 'CORROBORATED' WHEN 3 THEN 'REPORTED' WHEN 4 THEN 'ALLEGED' WHEN 5 THEN 'POSSIBLE' WHEN 6 THEN 'NARRATED' WHEN 7 THEN 'DENIED' WHEN 8 THEN 'UNCERTAIN' WHEN 9 THEN 'UNREPORTED' END AS value, status_last.since AS since, status_tally.possibly_earlier AS possibly_earlier, status_tally.opposed = 1 OR (EXISTS (
          SELECT *
          FROM status_coded_pair
          WHERE status_coded_pair.until > coalesce(?, '9999-12-31')
        )) AS disputed, status_tally.statements AS statements, status_tally.originators AS originators, status_tally.independent_originators AS independent_originators, (
          SELECT status_term.definition
          FROM term AS status_term
          WHERE status_term.scheme = 'event_status' AND status_term.code = CASE status_last.rank WHEN 0 THEN 'CONFIRMED' WHEN 1 THEN 'ACKNOWLEDGED' WHEN 2 THEN 'CORROBORATED' WHEN 3 THEN 'REPORTED' WHEN 4 THEN 'ALLEGED' WHEN 5 THEN 'POSSIBLE' WHEN 6 THEN 'NARRATED' WHEN 7 THEN 'DENIED' WHEN 8 THEN 'UNCERTAIN' WHEN 9 THEN 'UNREPORTED' END
        ) AS rule
        FROM status_last
        CROSS JOIN status_tally ON 1 = 1
      ) AS computed
    ) t2
  )||'}'
  FROM event t1
  WHERE t1.slug=?
),'null')||'}'
