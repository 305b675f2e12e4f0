-- Who looks after an enterprise, which officer does so personally, and on which days people work.

-- What rules and decisions make of each enterprise. Kept true in the transaction that changes what they look at; an
-- officer of a department sees the enterprises that are here under the department.
CREATE TABLE responsibility (
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id) ON DELETE CASCADE,
    department TEXT NOT NULL,
    working_group TEXT,
    role TEXT NOT NULL CHECK (role IN ('lead', 'joins')),
    origin TEXT NOT NULL CHECK (origin IN ('computed', 'manual')),
    cause TEXT NOT NULL,
    rival TEXT,
    PRIMARY KEY (enterprise_id, department)
);
CREATE UNIQUE INDEX responsibility_lead ON responsibility (enterprise_id) WHERE role = 'lead';
CREATE INDEX responsibility_department ON responsibility (department, working_group, enterprise_id);

-- Decisions of people over the rules; the newest holds, department NULL takes back. Append-only.
CREATE TABLE lead_decision (
    id TEXT PRIMARY KEY,
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    department TEXT,
    working_group TEXT,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    instead_of TEXT,
    recorded_at_ms BIGINT NOT NULL
);
CREATE INDEX lead_decision_enterprise ON lead_decision (enterprise_id, recorded_at_ms, id);

-- Officers who look after one enterprise personally. account_id: once it is known whose account it is.
CREATE TABLE assignment (
    id TEXT PRIMARY KEY,
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    officer_name TEXT NOT NULL,
    officer_unit TEXT,
    officer_position TEXT,
    officer_phone TEXT,
    account_id TEXT,
    starts_on TEXT,
    ends_on TEXT,
    recorded_at_ms BIGINT NOT NULL,
    withdrawn_at_ms BIGINT
);
CREATE INDEX assignment_key ON assignment (enterprise_id, officer_name, starts_on, recorded_at_ms, id);
CREATE INDEX assignment_account ON assignment (account_id, enterprise_id);

CREATE TABLE calendar_day (
    id TEXT PRIMARY KEY,
    day_on TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT,
    source TEXT,
    recorded_at_ms BIGINT NOT NULL,
    withdrawn_at_ms BIGINT
);
CREATE INDEX calendar_day_key ON calendar_day (day_on, recorded_at_ms, id);

-- What is said of one enterprise's R&D, whatever the year.
CREATE INDEX rd_activity_enterprise ON rd_activity (enterprise_id, data_year, source, recorded_at_ms, id);
