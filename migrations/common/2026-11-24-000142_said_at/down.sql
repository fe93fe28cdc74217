DROP INDEX check_runs_last;
ALTER TABLE notifications DROP COLUMN period;
ALTER TABLE alerts DROP COLUMN quiet_at;
