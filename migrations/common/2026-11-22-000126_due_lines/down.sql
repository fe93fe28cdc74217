ALTER TABLE notification_alerts DROP COLUMN due;
