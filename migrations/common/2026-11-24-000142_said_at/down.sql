ALTER TABLE notifications DROP COLUMN period;
ALTER TABLE alerts DROP COLUMN quiet_at;
