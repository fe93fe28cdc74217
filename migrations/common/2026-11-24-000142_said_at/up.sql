-- When an alert was acknowledged or snoozed: what is said anew is told anew.
ALTER TABLE alerts ADD COLUMN quiet_at BIGINT;
-- The quarter that a summary is of; null for other mails, and for summaries of before.
ALTER TABLE notifications ADD COLUMN period INTEGER;
-- Each write asks for the day of the last check.
CREATE INDEX check_runs_last ON check_runs (day);
