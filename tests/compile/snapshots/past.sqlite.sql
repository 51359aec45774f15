SELECT '{"statement":'||(
  WITH known(revision) AS (
    SELECT coalesce(max(id),0)
    FROM main.revision
    WHERE id<=? AND loaded_at<=?
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
    FROM main.change
    WHERE revision_id<=(
      SELECT revision
      FROM known
    )
  ) SELECT coalesce((
    SELECT '{"proposition":'||json_quote(t1.proposition)||',"article":{"headline":'||json_quote(t2.headline)||'},"history":'||(
      SELECT '{"nodes":['||coalesce(group_concat(ot3.o0,','),'')||']}'
      FROM (
        SELECT json_object('action',t3.action) AS o0
        FROM (
          SELECT it3.action AS action
          FROM change it3
          WHERE it3.entity='STATEMENT' AND it3.slug=t1.slug
          ORDER BY it3.revision_id DESC,it3.position DESC
          LIMIT ?
        ) t3
      ) ot3
    )||'}'
    FROM statement t1
    LEFT JOIN article t2 ON t2.id=t1.article_id
    WHERE t1.slug=?
  ),'null')
)||'}'
