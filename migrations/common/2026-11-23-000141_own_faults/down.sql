ALTER TABLE notifications DROP COLUMN broken_at;
