-- Where other systems want to be told of events, and what is told them.
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    -- Event types, and ids of service areas, with a space between them; no areas: of all, and of none.
    events TEXT NOT NULL,
    service_area_ids TEXT,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'disabled')),
    disabled_reason TEXT,
    -- Since when no delivery has succeeded.
    failing_since BIGINT,
    -- Kept readable: every delivery is signed with it, and with the one before while that still counts.
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_until BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- One row per webhook and event. Nothing refers to the webhook: an event must not fail because one is being deleted.
CREATE TABLE webhook_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'deferred', 'delivered', 'dead')),
    attempts INTEGER NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    leased_until BIGINT,
    fence BIGINT NOT NULL,
    -- What the receiver answered last, or why there was no answer.
    last_status INTEGER,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE INDEX webhook_deliveries_ready ON webhook_deliveries (state, next_attempt_at);
CREATE INDEX webhook_deliveries_of ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at);
