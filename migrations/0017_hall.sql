-- What institutions answer to a published need. Number and title of the need are kept as they were when it was written:
-- the institution may not see more of it later. Open is one per institution and need.
CREATE TABLE offer (
    id TEXT PRIMARY KEY,
    need_id TEXT NOT NULL REFERENCES need (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    need_no TEXT NOT NULL,
    need_title TEXT NOT NULL,
    answer TEXT NOT NULL,
    evidence TEXT NOT NULL,
    no_evidence TEXT,
    wish TEXT NOT NULL,
    author TEXT NOT NULL,
    status TEXT NOT NULL,
    decline_reason TEXT,
    sent_at_ms BIGINT NOT NULL,
    answered_at_ms BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (need_id, institution_id)
);
CREATE INDEX offer_institution ON offer (institution_id, sent_at_ms);
CREATE INDEX offer_sent ON offer (sent_at_ms);

-- The steps of an offer's life, never changed afterwards.
CREATE TABLE offer_step (
    id {{id_pk}},
    offer_id TEXT NOT NULL REFERENCES offer (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    actor TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    reason TEXT
);
CREATE INDEX offer_step_offer ON offer_step (offer_id, id);

-- Searches that people keep. Deleted ones stay for half an hour, to be taken back.
CREATE TABLE saved_search (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    alerts SMALLINT NOT NULL CHECK (alerts IN (0, 1)),
    created_at_ms BIGINT NOT NULL,
    deleted_at_ms BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX saved_search_account ON saved_search (account_id, id);

-- Records that people follow, with the state they were last told of.
CREATE TABLE follow (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id, entity, entity_id)
);

-- What was found for an account, each thing once for each reason. Ids only: texts are made when it is read.
CREATE TABLE alert (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    source_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    found_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT,
    PRIMARY KEY (account_id, reason, source_id, item_id)
);
CREATE INDEX alert_found ON alert (found_at_ms);
