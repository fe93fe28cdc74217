-- What was narrowed would not be any more: such keys go.
CREATE TABLE old_api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'admin')),
    secret_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
INSERT INTO old_api_keys (id, name, role, secret_hash, created_at, revoked_at)
    SELECT id, name, role, secret_hash, created_at, revoked_at FROM api_keys
    WHERE role <> 'owner' AND scopes IS NULL AND service_area_ids IS NULL AND expires_at IS NULL;
DROP TABLE api_keys;
ALTER TABLE old_api_keys RENAME TO api_keys;
