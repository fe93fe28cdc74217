DROP TABLE risk_mitigations;
ALTER TABLE alerts DROP COLUMN quiet_by;
ALTER TABLE alerts DROP COLUMN quiet_reason;
ALTER TABLE alerts DROP COLUMN quiet_kind;
ALTER TABLE alerts DROP COLUMN quiet_until;
ALTER TABLE alerts DROP COLUMN escalated_on;
ALTER TABLE alerts DROP COLUMN first_sent_on;
ALTER TABLE alerts DROP COLUMN told_stage;
ALTER TABLE alerts DROP COLUMN stage;
