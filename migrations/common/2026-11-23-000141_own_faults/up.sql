-- When the conversation about a mail last broke off; null when it never did, or was answered since.
ALTER TABLE notifications ADD COLUMN broken_at BIGINT;
