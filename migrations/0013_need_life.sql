-- The life of needs: who filed one, whether its enterprise agreed, the review for secrets, the term, hidden fields.
ALTER TABLE need ADD COLUMN field_disclosure TEXT NOT NULL DEFAULT '{}';
ALTER TABLE need ADD COLUMN filed_by TEXT;
ALTER TABLE need ADD COLUMN confirmation TEXT NOT NULL DEFAULT 'none';
ALTER TABLE need ADD COLUMN confirmed_by TEXT;
ALTER TABLE need ADD COLUMN confirmed_at_ms BIGINT;
ALTER TABLE need ADD COLUMN secrecy_review_by TEXT;
ALTER TABLE need ADD COLUMN secrecy_review_at_ms BIGINT;
ALTER TABLE need ADD COLUMN since_at_ms BIGINT;
ALTER TABLE need ADD COLUMN valid_until_on TEXT;
UPDATE need SET since_at_ms = updated_at_ms;
CREATE INDEX need_since ON need (status, since_at_ms);
CREATE INDEX need_enterprise ON need (enterprise_id, status);

-- Needs that are being written: the fields as they were typed, so that nothing is lost for being wrong. A draft of a
-- need that was returned or reopened names it.
CREATE TABLE need_draft (
    id TEXT PRIMARY KEY,
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    need_id TEXT REFERENCES need (id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    on_behalf SMALLINT NOT NULL CHECK (on_behalf IN (0, 1)),
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    deleted_at_ms BIGINT
);
CREATE INDEX need_draft_enterprise ON need_draft (enterprise_id, updated_at_ms);
CREATE INDEX need_draft_author ON need_draft (author, updated_at_ms);
CREATE UNIQUE INDEX need_draft_need ON need_draft (need_id);

-- What was sent in each time, with its score then: officers compare what they returned with what came back.
CREATE TABLE need_submission (
    id {{id_pk}},
    need_id TEXT NOT NULL REFERENCES need (id) ON DELETE CASCADE,
    actor TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    score BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX need_submission_need ON need_submission (need_id, id);

-- One-time links by which an enterprise confirms what an officer filed for it. Only the digest of the secret is kept.
CREATE TABLE need_confirmation (
    secret_hash TEXT PRIMARY KEY,
    need_id TEXT NOT NULL REFERENCES need (id) ON DELETE CASCADE,
    need_version BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    wrong_tries BIGINT NOT NULL,
    closed_at_ms BIGINT
);
CREATE INDEX need_confirmation_need ON need_confirmation (need_id);
