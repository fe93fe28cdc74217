-- Addresses that a mail server refused for good: nothing more is sent there until somebody takes them off.
CREATE TABLE suppressed_addresses (
    id TEXT NOT NULL PRIMARY KEY,
    -- In lower case, as those of people.
    address TEXT NOT NULL UNIQUE,
    since BIGINT NOT NULL,
    -- What the server answered, without addresses.
    reason TEXT NOT NULL,
    -- The mail that was refused.
    notification_id TEXT NOT NULL REFERENCES notifications (id)
);
CREATE INDEX suppressed_addresses_notification ON suppressed_addresses (notification_id);
