-- How near its date what an alert is about has come, in days of its rule's stages, and the stage that was mentioned last.
ALTER TABLE alerts ADD COLUMN stage INTEGER;
ALTER TABLE alerts ADD COLUMN told_stage INTEGER;
-- The day on which a mail that lists it first went out, and the day from which the owner's manager hears of it, too.
ALTER TABLE alerts ADD COLUMN first_sent_on DATE;
ALTER TABLE alerts ADD COLUMN escalated_on DATE;
-- Acknowledged or snoozed through this day: how, why, and who said so.
ALTER TABLE alerts ADD COLUMN quiet_until DATE;
ALTER TABLE alerts ADD COLUMN quiet_kind TEXT CHECK (quiet_kind IN ('acknowledged', 'snoozed'));
ALTER TABLE alerts ADD COLUMN quiet_reason TEXT;
ALTER TABLE alerts ADD COLUMN quiet_by TEXT;

-- The service actions that are to bring a risk down.
CREATE TABLE risk_mitigations (
    risk_id TEXT NOT NULL REFERENCES risks (id),
    action_id TEXT NOT NULL REFERENCES actions (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (risk_id, action_id)
);
CREATE INDEX risk_mitigations_action ON risk_mitigations (action_id);
