-- The line was a reason for the digest to go out: it starts its reader's clock anew.
ALTER TABLE notification_alerts ADD COLUMN due BOOLEAN NOT NULL DEFAULT FALSE;
