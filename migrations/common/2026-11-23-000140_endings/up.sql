-- How an alert came to its end: put right, or dropped though it is so still; null while it is open.
ALTER TABLE alerts ADD COLUMN ended TEXT;
UPDATE alerts SET ended = 'put_right' WHERE resolved_at IS NOT NULL;
