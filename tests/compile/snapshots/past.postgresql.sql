SELECT '{"statement":'||(
  WITH known(revision) AS (
    SELECT coalesce(max(id),0)
    FROM revision
    WHERE id<=$1::bigint AND loaded_at<=$2::timestamp
  ),article AS NOT MATERIALIZED (
    SELECT id,slug,dossier_id,headline,publisher_id,byline,url,archived_url,published_edtf,published_earliest,published_latest,published_precision,published_basis,published_note,retrieved,language,licence,text_sha256,text_length,text_normalisation,headline_folded,revision_id
    FROM article_history
    WHERE revision_id<=(
      SELECT revision
      FROM known
    ) AND (superseded_in IS NULL OR superseded_in>(
      SELECT revision
      FROM known
    ))
  ),statement AS NOT MATERIALIZED (
    SELECT id,slug,dossier_id,article_id,position,proposition,form,speech_act,reporting_verb,channel,said_edtf,said_earliest,said_latest,said_precision,said_basis,said_note,proposition_folded,revision_id
    FROM statement_history
    WHERE revision_id<=(
      SELECT revision
      FROM known
    ) AND (superseded_in IS NULL OR superseded_in>(
      SELECT revision
      FROM known
    ))
  ),change AS NOT MATERIALIZED (
    SELECT *
    FROM change
    WHERE revision_id<=(
      SELECT revision
      FROM known
    )
  ) SELECT coalesce((
    SELECT '{"proposition":'||to_json(t1.proposition::text)::text||',"article":'||(
      SELECT '{"headline":'||to_json(t2.headline::text)::text||'}'
      FROM article t2
      WHERE t2.id=t1.article_id
    )||',"history":'||(
      SELECT '{"nodes":['||coalesce(string_agg(ot3.o0,','),'')||']}'
      FROM (
        SELECT '{"action":"'||t3.action||'"}' AS o0
        FROM (
          SELECT *
          FROM (
            SELECT it3.action AS action
            FROM change it3
            WHERE it3.entity='STATEMENT' AND it3.slug=t1.slug
            ORDER BY it3.revision_id DESC,it3.position DESC
            LIMIT 100
          ) mt3
          LIMIT $3::bigint
        ) t3
      ) ot3
    )||'}'
    FROM statement t1
    WHERE t1.slug=$4::text
  ),'null')
)||'}'
