-- What was answered to requests that carried an Idempotency-Key, for a day, so that one sent again is answered again instead of
-- carried out again.
CREATE TABLE kept_answers (
    -- The key or command that asked.
    caller TEXT NOT NULL,
    -- Method and path.
    operation TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    -- A hash of what was sent.
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    version BIGINT,
    body TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (caller, operation, idempotency_key)
);
CREATE INDEX kept_answers_answered ON kept_answers (answered_at);
