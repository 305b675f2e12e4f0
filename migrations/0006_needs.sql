CREATE TABLE need (
    id TEXT PRIMARY KEY,
    no TEXT NOT NULL UNIQUE,
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    kind TEXT,
    keywords TEXT NOT NULL,
    fields TEXT NOT NULL,
    problem TEXT NOT NULL,
    current_state TEXT,
    tried TEXT,
    constraints TEXT,
    budget_fen BIGINT,
    budget_negotiable SMALLINT NOT NULL CHECK (budget_negotiable IN (0, 1)),
    budget_source TEXT,
    modes TEXT NOT NULL,
    due_on TEXT,
    urgency TEXT NOT NULL,
    intended TEXT NOT NULL,
    avoided TEXT NOT NULL,
    disclosure TEXT NOT NULL,
    secrecy_by TEXT NOT NULL,
    secrecy_at_ms BIGINT NOT NULL,
    contact_name TEXT,
    contact_position TEXT,
    contact_phone TEXT,
    contact_email TEXT,
    decision_maker TEXT,
    fills TEXT NOT NULL,
    source TEXT NOT NULL,
    collector TEXT,
    collected_on TEXT,
    status TEXT NOT NULL,
    origin TEXT,
    version BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    UNIQUE (enterprise_id, title_key)
);
CREATE INDEX need_status ON need (status, id);

CREATE TABLE need_indicator (
    need_id TEXT NOT NULL REFERENCES need (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    written TEXT NOT NULL,
    name TEXT,
    comparator TEXT,
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    unit TEXT,
    current DOUBLE PRECISION,
    PRIMARY KEY (need_id, position)
);

CREATE TABLE need_step (
    id {{id_pk}},
    need_id TEXT NOT NULL REFERENCES need (id) ON DELETE CASCADE,
    from_status TEXT,
    to_status TEXT NOT NULL,
    actor TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    reason TEXT
);
CREATE INDEX need_step_need ON need_step (need_id, id);
