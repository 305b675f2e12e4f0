-- Accounts, their passwords, sessions and one-time links, and what happened to them.
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    sign_in_name TEXT,
    sign_in_key TEXT UNIQUE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    role TEXT NOT NULL,
    org_kind TEXT NOT NULL CHECK (org_kind IN ('bureau', 'county', 'dept', 'ent', 'inst')),
    org_key TEXT NOT NULL,
    org_groups TEXT NOT NULL,
    org_team TEXT,
    -- The body for which this account answers: unique, so that each has one owner.
    owner_of TEXT UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('invited', 'waiting', 'active', 'disabled', 'deleted')),
    delegate_id TEXT REFERENCES account (id),
    delegate_from_on TEXT,
    delegate_until_on TEXT,
    consent_version BIGINT,
    consent_at_ms BIGINT,
    version BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX account_organisation ON account (org_kind, org_key, status);
CREATE INDEX account_order ON account (sort_key, id);
CREATE INDEX account_role ON account (role, status);
CREATE INDEX account_delegate ON account (delegate_id);

-- The newest of an account holds; the last few may not come back.
CREATE TABLE password_history (
    account_id TEXT NOT NULL REFERENCES account (id),
    position BIGINT NOT NULL,
    hash TEXT NOT NULL,
    set_at_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id, position)
);

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    -- SHA-256 of the secret in the browser's cookie.
    secret_hash TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES account (id),
    -- For whom its holder stands in at present.
    acting_for_id TEXT REFERENCES account (id),
    created_at_ms BIGINT NOT NULL,
    last_seen_at_ms BIGINT NOT NULL,
    idle_minutes BIGINT NOT NULL,
    whole_minutes BIGINT NOT NULL,
    -- What its holder must do first: 'password' if that is too old.
    must TEXT,
    address TEXT,
    device TEXT,
    ended_at_ms BIGINT
);
CREATE INDEX session_account ON session (account_id, ended_at_ms);
CREATE INDEX session_last_seen ON session (last_seen_at_ms);

CREATE TABLE invitation (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('invite', 'reset', 'first')),
    secret_hash TEXT NOT NULL UNIQUE,
    made_at_ms BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    wrong_tries BIGINT NOT NULL,
    -- Used, withdrawn, or tried too often.
    closed_at_ms BIGINT
);
CREATE INDEX invitation_account ON invitation (account_id, closed_at_ms);

-- One row per name and per address that failed lately, however often. Names are hashed: people type passwords there.
CREATE TABLE sign_in_failure (
    subject TEXT PRIMARY KEY,
    account_id TEXT REFERENCES account (id),
    count BIGINT NOT NULL,
    last_at_ms BIGINT NOT NULL
);
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at_ms);

-- What happened to an account, by whom and why. Append-only.
CREATE TABLE account_event (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    at_ms BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    detail TEXT NOT NULL,
    reason TEXT
);
CREATE INDEX account_event_account ON account_event (account_id, at_ms, id);

-- Every agreement to the privacy notice. Append-only.
CREATE TABLE consent (
    account_id TEXT NOT NULL REFERENCES account (id),
    version BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    address TEXT,
    PRIMARY KEY (account_id, version, at_ms)
);
