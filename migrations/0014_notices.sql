-- Notices, what people switched of them, and the outbox of messages.
CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    topic TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    -- Counts, codes, days, ids as JSON; never a text of a record.
    detail TEXT NOT NULL,
    first_at_ms BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    read_at_ms BIGINT
);
CREATE INDEX notice_list ON notice (account_id, at_ms, id);
-- A burst is one notice: of the same matter there is one that was not read yet. Also what the bell counts.
CREATE UNIQUE INDEX notice_unread ON notice (account_id, topic, subject_kind, subject_id) WHERE read_at_ms IS NULL;
CREATE INDEX notice_age ON notice (read_at_ms);

CREATE TABLE notice_switch (
    account_id TEXT NOT NULL REFERENCES account (id),
    topic TEXT NOT NULL,
    channel TEXT NOT NULL,
    is_on SMALLINT NOT NULL CHECK (is_on IN (0, 1)),
    PRIMARY KEY (account_id, topic, channel)
);

CREATE TABLE notice_delivery (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    urgent SMALLINT NOT NULL CHECK (urgent IN (0, 1)),
    test SMALLINT NOT NULL CHECK (test IN (0, 1)),
    -- 1 while more may be added to it.
    gathering SMALLINT NOT NULL CHECK (gathering IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'unsure', 'failed', 'held', 'dropped')),
    -- Made once: every attempt carries the same.
    message_id TEXT NOT NULL UNIQUE,
    attempts BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    claimed_until_ms BIGINT,
    problem TEXT,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX notice_delivery_gathering ON notice_delivery (channel, account_id, urgent) WHERE gathering = 1;
CREATE INDEX notice_delivery_state ON notice_delivery (state, changed_at_ms, id);

CREATE TABLE notice_delivery_item (
    delivery_id TEXT NOT NULL REFERENCES notice_delivery (id),
    notice_id TEXT NOT NULL REFERENCES notice (id),
    PRIMARY KEY (delivery_id, notice_id)
);
CREATE INDEX notice_delivery_item_notice ON notice_delivery_item (notice_id);
