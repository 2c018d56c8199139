-- What is found of each claim, and how good its basis is, under each set of choices: a second implementation of the
-- rule, written from its description and independent of its code. Every CSV file is a table whose cells are text, an
-- empty one NULL; `publication` holds the fact that says who published the article. The answer is the view `answer`.

-- Originators by whom they have it from in the end, and whether these are parties to the conflict.
CREATE TABLE roots AS
WITH RECURSIVE chain(origin_id, reached) AS (
  SELECT origin_id, origin_id FROM origins
  UNION
  SELECT chain.origin_id, origins.derived_from FROM chain JOIN origins ON origins.origin_id = chain.reached
  WHERE origins.derived_from IS NOT NULL
)
SELECT chain.origin_id, root.origin_id AS root, own.party = 'true' AS party, root.party = 'true' AS root_party
FROM chain
JOIN origins AS root ON root.origin_id = chain.reached AND root.derived_from IS NULL
JOIN origins AS own ON own.origin_id = chain.origin_id;

-- Whom the article has a claim from, and its publisher; what somebody said may be proved by who published it.
CREATE TABLE own_sources AS
SELECT claims.claim_id, roots.root
FROM claims
JOIN borrowings USING (claim_id)
JOIN facts USING (fact_id)
JOIN roots USING (origin_id)
WHERE claims.kind NOT IN ('attribution', 'quotation') AND facts.topic <> 'article'
UNION
SELECT claims.claim_id, roots.root
FROM claims, publication
JOIN facts USING (fact_id)
JOIN roots USING (origin_id)
WHERE claims.kind NOT IN ('attribution', 'quotation');

-- Facts that say something of a claim: neither context nor the article itself, nor what cannot be judged (F, 6).
CREATE TABLE said AS
SELECT links.claim_id, links.relation, links.record = 'true' AS record, facts.repeats IS NOT NULL AS repeated,
  sources.reliability IN ('D', 'E', 'F') AS weak, facts.source_key, facts.origin_id, roots.root, roots.party,
  roots.root_party, own_sources.root IS NOT NULL AS own
FROM links
JOIN facts USING (fact_id)
JOIN sources USING (source_key)
JOIN roots USING (origin_id)
LEFT JOIN own_sources ON own_sources.claim_id = links.claim_id AND own_sources.root = roots.root
WHERE links.relation <> 'context' AND facts.topic <> 'article'
  AND sources.reliability <> 'F' AND facts.credibility IS NOT '6';

-- The sets of choices by number: a choice is made if its bit is set.
CREATE TABLE choices AS
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 31)
SELECT n, n & 1 AS denials, n & 2 AS no_weak, n & 4 AS no_own, n & 8 AS documents, n & 16 AS relays FROM numbers;

-- What counts under a set of choices, and as whose voice.
CREATE TABLE spoken AS
SELECT n, claim_id, relation, record, weak, own,
  CASE WHEN documents THEN source_key WHEN relays THEN origin_id ELSE root END AS speaker,
  CASE WHEN relays AND NOT documents THEN party ELSE root_party END AS party
FROM said, choices
WHERE (relays OR NOT repeated) AND NOT (no_weak AND weak) AND NOT (no_own AND own);

-- What each voice says, all that it says taken together.
CREATE TABLE taken_together AS
SELECT n, claim_id, speaker, max(relation = 'qualifies') AS has_qualified,
  CASE
    WHEN max(relation = 'supports') AND max(relation IN ('contradicts', 'denies')) THEN 'qualifies'
    WHEN max(relation = 'supports') THEN 'supports'
    WHEN max(relation = 'qualifies') THEN 'qualifies'
    WHEN max(relation = 'contradicts') THEN 'contradicts'
    ELSE 'denies'
  END AS says
FROM spoken
GROUP BY n, claim_id, speaker;

-- The voices, each as the facts are that say what it says; those that say it only by saying two things, as all are.
CREATE TABLE voices AS
SELECT n, claim_id, CASE WHEN says = 'denies' AND denials THEN 'contradicts' ELSE says END AS says,
  max(record) AS record, min(weak) AS weak, min(own) AS own,
  min(party) AND NOT (says = 'denies' AND denials) AS party
FROM spoken
JOIN taken_together USING (n, claim_id, speaker)
JOIN choices USING (n)
WHERE relation = says OR (says = 'qualifies' AND NOT has_qualified)
GROUP BY n, claim_id, speaker;

-- How many voices say what of each claim; `sound` are those on which confidence rests.
CREATE TABLE counted AS
SELECT n, claim_id, kind, translation_fault = 'sense' AS sense_lost,
  coalesce(sum(NOT party), 0) AS free,
  coalesce(sum(says = 'supports'), 0) AS so,
  coalesce(sum(says = 'supports' AND NOT party), 0) AS so_free,
  coalesce(sum(says = 'supports' AND NOT own), 0) AS so_others,
  coalesce(sum(says = 'supports' AND NOT own AND NOT party), 0) AS so_others_free,
  coalesce(sum(says = 'supports' AND record), 0) AS so_record,
  coalesce(sum(says = 'supports' AND sound), 0) AS so_sound,
  coalesce(sum(says = 'qualifies'), 0) AS but,
  coalesce(sum(says = 'qualifies' AND NOT party), 0) AS but_free,
  coalesce(sum(says = 'qualifies' AND record), 0) AS but_record,
  coalesce(sum(says = 'qualifies' AND sound), 0) AS but_sound,
  coalesce(sum(says = 'contradicts'), 0) AS otherwise,
  coalesce(sum(says = 'contradicts' AND NOT party), 0) AS otherwise_free,
  coalesce(sum(says = 'contradicts' AND record), 0) AS otherwise_record,
  coalesce(sum(says = 'contradicts' AND sound), 0) AS otherwise_sound,
  coalesce(sum(says = 'denies'), 0) AS denials
FROM claims
CROSS JOIN (SELECT n FROM choices)
LEFT JOIN (SELECT *, record OR NOT (party OR own OR weak) AS sound FROM voices) USING (n, claim_id)
GROUP BY n, claim_id;

-- The rule.
CREATE VIEW found AS
SELECT counted.*, coalesce(rulings.finding, CASE
    WHEN sense_lost THEN 'mistranslated'
    WHEN kind IN ('motive', 'judgment', 'forecast') THEN 'opinion'
    WHEN otherwise_free AND so_free < 4 * otherwise_free THEN iif(otherwise_free < 4 * so_free, 'disputed', 'wrong')
    WHEN so AND (otherwise OR denials) AND NOT so_free AND NOT but_free THEN 'disputed'
    WHEN so_record OR (so_others >= 2 AND so_others_free) THEN iif(but > 2 * so, 'near miss', 'holds')
    WHEN but > so THEN 'near miss'
    WHEN so THEN 'holds thinly'
    ELSE 'nothing found'
  END) AS finding
FROM counted
LEFT JOIN rulings USING (claim_id);

-- The confidence: in a dispute the smaller side is the basis, and of two of one size those who say so.
CREATE VIEW answer AS
SELECT n, claim_id, finding, CASE
    WHEN finding IN ('mistranslated', 'opinion', 'nothing found') THEN ''
    WHEN sound >= 3 OR record THEN iif(2 * sound > free AND finding <> 'disputed', 'high', 'moderate')
    WHEN sound = 2 THEN 'moderate'
    ELSE 'low'
  END AS confidence
FROM (
  SELECT *,
    CASE basis WHEN 'qualifies' THEN but_sound WHEN 'contradicts' THEN otherwise_sound ELSE so_sound END AS sound,
    CASE basis WHEN 'qualifies' THEN but_record WHEN 'contradicts' THEN otherwise_record ELSE so_record END AS record
  FROM (
    SELECT *, CASE
        WHEN finding = 'near miss' THEN 'qualifies'
        WHEN finding = 'wrong' OR (finding = 'disputed' AND otherwise < so) THEN 'contradicts'
        ELSE 'supports'
      END AS basis
    FROM found
  )
);
