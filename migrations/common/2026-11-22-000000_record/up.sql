-- The organisation ------------------------------------------------------------------------------------------------

CREATE TABLE settings (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Keys that the service makes for itself, such as the one that signs links.
CREATE TABLE secrets (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'admin')),
    secret_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE periods (
    period INTEGER NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('open', 'in_review', 'closed')),
    reason TEXT,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- Items. `ref_key` is the ref as paths write it; `search` is what a text filter looks in, in lower case.

CREATE TABLE directorates (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    ref_key TEXT NOT NULL UNIQUE,
    search TEXT NOT NULL,
    name TEXT NOT NULL,
    name_cy TEXT,
    archived_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE service_areas (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    ref_key TEXT NOT NULL UNIQUE,
    search TEXT NOT NULL,
    name TEXT NOT NULL,
    name_cy TEXT,
    directorate_id TEXT REFERENCES directorates (id),
    archived_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX service_areas_directorate ON service_areas (directorate_id);

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    ref_key TEXT NOT NULL UNIQUE,
    search TEXT NOT NULL,
    email TEXT UNIQUE,
    name TEXT NOT NULL,
    language TEXT CHECK (language IN ('en', 'cy')),
    service_area_id TEXT REFERENCES service_areas (id),
    manager_id TEXT REFERENCES people (id),
    active BOOLEAN NOT NULL,
    archived_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX people_service_area ON people (service_area_id);
CREATE INDEX people_manager ON people (manager_id);

-- The plan --------------------------------------------------------------------------------------------------------

CREATE TABLE plan_items (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    ref_key TEXT NOT NULL UNIQUE,
    search TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('outcome', 'objective', 'corporate_action')),
    parent_id TEXT REFERENCES plan_items (id),
    title TEXT NOT NULL,
    title_cy TEXT,
    target_year TEXT,
    number INTEGER,
    archived_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX plan_items_parent ON plan_items (parent_id);

-- Actions ---------------------------------------------------------------------------------------------------------

CREATE TABLE actions (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    ref_key TEXT NOT NULL UNIQUE,
    search TEXT NOT NULL,
    title TEXT NOT NULL,
    title_cy TEXT,
    corporate_action_id TEXT REFERENCES plan_items (id),
    service_area_id TEXT REFERENCES service_areas (id),
    owner_id TEXT REFERENCES people (id),
    deputy_id TEXT REFERENCES people (id),
    start_date DATE,
    original_due_date DATE NOT NULL,
    -- The latest agreed: kept beside its history so that lists can filter and sort on it.
    due_date DATE NOT NULL,
    lifecycle TEXT NOT NULL CHECK (lifecycle IN ('active', 'completed', 'deferred', 'cancelled')),
    -- The day from which the lifecycle holds.
    lifecycle_on DATE NOT NULL,
    archived_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX actions_owner ON actions (owner_id);
CREATE INDEX actions_service_area ON actions (service_area_id);
CREATE INDEX actions_corporate_action ON actions (corporate_action_id);
CREATE INDEX actions_due ON actions (due_date);

CREATE TABLE action_due_dates (
    id TEXT NOT NULL PRIMARY KEY,
    action_id TEXT NOT NULL REFERENCES actions (id),
    -- 1, 2, 3 … as they were recorded: of two agreed on one day the later recorded counts.
    revision INTEGER NOT NULL,
    due_date DATE NOT NULL,
    reason TEXT,
    agreed_on DATE NOT NULL,
    -- The period whose update carried it, if one did.
    period INTEGER,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (action_id, revision)
);

CREATE TABLE action_updates (
    id TEXT NOT NULL PRIMARY KEY,
    action_id TEXT NOT NULL REFERENCES actions (id),
    period INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    percent_complete BIGINT NOT NULL CHECK (percent_complete BETWEEN 0 AND 100000000),
    reported_rag TEXT CHECK (reported_rag IN ('green', 'amber', 'red')),
    commentary TEXT,
    commentary_cy TEXT,
    revised_due_date DATE,
    revision_reason TEXT,
    effect_on DATE NOT NULL,
    restatement_reason TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (action_id, period, revision)
);

-- Indicators ------------------------------------------------------------------------------------------------------

CREATE TABLE indicators (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    ref_key TEXT NOT NULL UNIQUE,
    search TEXT NOT NULL,
    -- Separated by semicolons; never a key.
    aliases TEXT NOT NULL,
    title TEXT NOT NULL,
    title_cy TEXT,
    objective_id TEXT REFERENCES plan_items (id),
    category TEXT CHECK (category IN ('population', 'difference', 'how_well', 'how_much')),
    polarity TEXT NOT NULL CHECK (polarity IN ('higher', 'lower', 'band')),
    unit TEXT NOT NULL,
    decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 6),
    frequency TEXT NOT NULL CHECK (frequency IN ('quarterly', 'annual', 'biennial')),
    reporting_quarter TEXT CHECK (reporting_quarter IN ('Q1', 'Q2', 'Q3', 'Q4')),
    basis TEXT NOT NULL CHECK (basis IN ('in_period', 'cumulative')),
    band_low BIGINT,
    band_high BIGINT,
    tolerance BIGINT,
    tolerance_kind TEXT CHECK (tolerance_kind IN ('relative', 'absolute')),
    green_within BIGINT,
    direction_basis TEXT CHECK (direction_basis IN ('prior_year', 'previous_period')),
    owner_id TEXT REFERENCES people (id),
    deputy_id TEXT REFERENCES people (id),
    service_area_id TEXT REFERENCES service_areas (id),
    additional BOOLEAN NOT NULL,
    archived_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX indicators_owner ON indicators (owner_id);
CREATE INDEX indicators_service_area ON indicators (service_area_id);
CREATE INDEX indicators_objective ON indicators (objective_id);

CREATE TABLE indicator_results (
    id TEXT NOT NULL PRIMARY KEY,
    indicator_id TEXT NOT NULL REFERENCES indicators (id),
    period INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    actual BIGINT,
    target BIGINT,
    numerator BIGINT,
    denominator BIGINT,
    provisional BOOLEAN NOT NULL,
    comparable BOOLEAN NOT NULL,
    commentary TEXT,
    commentary_cy TEXT,
    stated_rag TEXT CHECK (stated_rag IN ('green', 'amber', 'red', 'n/a')),
    stated_direction TEXT CHECK (stated_direction IN ('improved', 'same', 'declined', 'n/a')),
    effect_on DATE NOT NULL,
    restatement_reason TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (indicator_id, period, revision)
);

CREATE TABLE breakdowns (
    id TEXT NOT NULL PRIMARY KEY,
    -- None: a statistic of the council that stands alone.
    indicator_id TEXT REFERENCES indicators (id),
    measure TEXT NOT NULL,
    dimension TEXT NOT NULL,
    value_label TEXT NOT NULL,
    period INTEGER NOT NULL,
    value BIGINT NOT NULL,
    unit TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL
);
CREATE UNIQUE INDEX breakdowns_row ON breakdowns (period, measure, dimension, value_label, coalesce(indicator_id, ''));
CREATE INDEX breakdowns_indicator ON breakdowns (indicator_id, period);

-- Risks -----------------------------------------------------------------------------------------------------------

CREATE TABLE risks (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    ref_key TEXT NOT NULL UNIQUE,
    search TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('corporate', 'service')),
    title TEXT NOT NULL,
    title_cy TEXT,
    category TEXT,
    owner_id TEXT REFERENCES people (id),
    deputy_id TEXT REFERENCES people (id),
    controls TEXT,
    mitigating_actions TEXT,
    archived_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX risks_owner ON risks (owner_id);

CREATE TABLE risk_service_areas (
    risk_id TEXT NOT NULL REFERENCES risks (id),
    service_area_id TEXT NOT NULL REFERENCES service_areas (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (risk_id, service_area_id)
);
CREATE INDEX risk_service_areas_area ON risk_service_areas (service_area_id);

CREATE TABLE risk_objectives (
    risk_id TEXT NOT NULL REFERENCES risks (id),
    plan_item_id TEXT NOT NULL REFERENCES plan_items (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (risk_id, plan_item_id)
);
CREATE INDEX risk_objectives_item ON risk_objectives (plan_item_id);

CREATE TABLE risk_assessments (
    id TEXT NOT NULL PRIMARY KEY,
    risk_id TEXT NOT NULL REFERENCES risks (id),
    -- None: a corporate risk.
    service_area_id TEXT REFERENCES service_areas (id),
    period INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    inherent_likelihood INTEGER CHECK (inherent_likelihood BETWEEN 1 AND 4),
    inherent_impact INTEGER CHECK (inherent_impact BETWEEN 1 AND 4),
    residual_likelihood INTEGER CHECK (residual_likelihood BETWEEN 1 AND 4),
    residual_impact INTEGER CHECK (residual_impact BETWEEN 1 AND 4),
    residual_score INTEGER NOT NULL,
    forecast TEXT CHECK (forecast IN ('up', 'same', 'down')),
    reason TEXT,
    reason_cy TEXT,
    stated_direction TEXT CHECK (stated_direction IN ('up', 'same', 'down')),
    stated_band TEXT CHECK (stated_band IN ('low', 'medium/low', 'medium', 'medium/high', 'high')),
    effect_on DATE NOT NULL,
    restatement_reason TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL
);
CREATE UNIQUE INDEX risk_assessments_revision ON risk_assessments (risk_id, coalesce(service_area_id, ''), period, revision);

-- Programme projects ----------------------------------------------------------------------------------------------

CREATE TABLE projects (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    ref_key TEXT NOT NULL UNIQUE,
    search TEXT NOT NULL,
    title TEXT NOT NULL,
    title_cy TEXT,
    programme TEXT,
    -- Separated by semicolons.
    tranches TEXT NOT NULL,
    archived_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE project_statuses (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    period INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('green', 'amber', 'red', 'completed')),
    commentary TEXT,
    commentary_cy TEXT,
    effect_on DATE NOT NULL,
    restatement_reason TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (project_id, period, revision)
);

CREATE TABLE narratives (
    id TEXT NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL,
    period INTEGER NOT NULL,
    section TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('en', 'cy')),
    body TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (scope, period, section, language)
);

-- Alerts and mail -------------------------------------------------------------------------------------------------

CREATE TABLE alerts (
    id TEXT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    item_kind TEXT NOT NULL CHECK (item_kind IN ('action', 'indicator', 'risk')),
    item_id TEXT NOT NULL,
    service_area_id TEXT REFERENCES service_areas (id),
    -- The period or due date it is about.
    subject TEXT NOT NULL,
    owner_id TEXT REFERENCES people (id),
    -- The explanation, as JSON.
    why TEXT NOT NULL,
    opened_on DATE NOT NULL,
    opened_at BIGINT NOT NULL,
    resolved_on DATE,
    resolved_at BIGINT,
    -- How many digests have listed it as due, and on which day the last one did.
    mentions INTEGER NOT NULL,
    mentioned_on DATE,
    -- A digest has told its owner that it is resolved (or never told of it at all).
    closing_told BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX alerts_open ON alerts (item_id, rule, subject, coalesce(service_area_id, '')) WHERE resolved_at IS NULL;
CREATE INDEX alerts_owner ON alerts (owner_id, resolved_at);
CREATE INDEX alerts_to_close ON alerts (closing_told, owner_id);

CREATE TABLE schedule (
    name TEXT NOT NULL PRIMARY KEY,
    -- The organisation's day on which it is next due, at the organisation's hour.
    next_on DATE NOT NULL
);

CREATE TABLE check_runs (
    id TEXT NOT NULL PRIMARY KEY,
    check_name TEXT NOT NULL,
    day DATE NOT NULL,
    trigger_kind TEXT NOT NULL CHECK (trigger_kind IN ('schedule', 'hand')),
    started_at BIGINT NOT NULL,
    opened INTEGER NOT NULL,
    resolved INTEGER NOT NULL,
    queued INTEGER NOT NULL
);
CREATE INDEX check_runs_day ON check_runs (check_name, day);

CREATE TABLE notifications (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    check_name TEXT NOT NULL,
    day DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'accepted', 'deferred', 'refused', 'uncertain',
        'uncertain_final', 'superseded', 'suppressed', 'dead')),
    -- Fixed when the row is made: what makes a copy recognisable.
    message_id TEXT NOT NULL,
    -- The exact bytes (7-bit), from the first attempt on, and the address they go to.
    frozen TEXT,
    address TEXT,
    attempts INTEGER NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    leased_until BIGINT,
    -- Grows with every claim: a worker that lost its lease cannot settle the row any more.
    fence BIGINT NOT NULL,
    last_reply TEXT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT,
    UNIQUE (person_id, check_name, day)
);
CREATE INDEX notifications_due ON notifications (state, next_attempt_at);

CREATE TABLE notification_alerts (
    notification_id TEXT NOT NULL REFERENCES notifications (id),
    alert_id TEXT NOT NULL REFERENCES alerts (id),
    -- How the digest listed it: new, open or resolved.
    state TEXT NOT NULL CHECK (state IN ('new', 'open', 'resolved')),
    PRIMARY KEY (notification_id, alert_id)
);
CREATE INDEX notification_alerts_alert ON notification_alerts (alert_id);

CREATE TABLE workers (
    id TEXT NOT NULL PRIMARY KEY,
    started_at BIGINT NOT NULL,
    last_tick_at BIGINT NOT NULL
);
