CREATE TABLE enterprise (
    id TEXT PRIMARY KEY,
    uscc TEXT NOT NULL UNIQUE,
    uscc_doubtful SMALLINT NOT NULL CHECK (uscc_doubtful IN (0, 1)),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    county_code TEXT NOT NULL REFERENCES county (code),
    industry TEXT,
    state_owned SMALLINT CHECK (state_owned IN (0, 1)),
    contact_name TEXT,
    contact_phone TEXT,
    origin TEXT,
    version BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX enterprise_name ON enterprise (name_key);
CREATE INDEX enterprise_county ON enterprise (county_code, sort_key, id);

-- Facts with two dates: the business date of the fact, and when it was recorded. Append-only.
CREATE TABLE roster_entry (
    id TEXT PRIMARY KEY,
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    entered_on TEXT,
    left_on TEXT,
    left_reason TEXT,
    recorded_at_ms BIGINT NOT NULL,
    withdrawn_at_ms BIGINT
);
CREATE INDEX roster_entry_enterprise ON roster_entry (enterprise_id, recorded_at_ms, id);

CREATE TABLE rd_activity (
    id TEXT PRIMARY KEY,
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    data_year BIGINT NOT NULL,
    source TEXT NOT NULL,
    active SMALLINT NOT NULL CHECK (active IN (0, 1)),
    expense_fen BIGINT,
    as_of_on TEXT,
    recorded_at_ms BIGINT NOT NULL,
    withdrawn_at_ms BIGINT
);
CREATE INDEX rd_activity_key ON rd_activity (data_year, enterprise_id, source, recorded_at_ms, id);

CREATE TABLE rd_aggregate (
    id TEXT PRIMARY KEY,
    data_year BIGINT NOT NULL,
    area TEXT NOT NULL,
    as_of_on TEXT NOT NULL,
    enterprises BIGINT NOT NULL,
    active BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    withdrawn_at_ms BIGINT
);
CREATE INDEX rd_aggregate_key ON rd_aggregate (data_year, area, as_of_on, recorded_at_ms, id);

CREATE TABLE four_haves (
    id TEXT PRIMARY KEY,
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    data_year BIGINT NOT NULL,
    item TEXT NOT NULL,
    present SMALLINT NOT NULL CHECK (present IN (0, 1)),
    evidence TEXT,
    evidence_on TEXT,
    recorded_at_ms BIGINT NOT NULL,
    withdrawn_at_ms BIGINT
);
CREATE INDEX four_haves_key ON four_haves (data_year, enterprise_id, item, recorded_at_ms, id);

CREATE TABLE target (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    data_year BIGINT NOT NULL,
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    rate_bp BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    withdrawn_at_ms BIGINT
);
CREATE INDEX target_key ON target (data_year, document, area, kind, recorded_at_ms, id);
