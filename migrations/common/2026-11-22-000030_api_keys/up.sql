-- The table is made anew, since SQLite cannot change the check on the role in place; nothing refers to it.
CREATE TABLE new_api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'owner', 'editor', 'admin')),
    secret_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    -- Whose items the bearer files returns of: an owner's key, and no other, has a person.
    person_id TEXT REFERENCES people (id),
    -- Abilities, and ids of service areas, with a space between them; null: not narrowed.
    scopes TEXT,
    service_area_ids TEXT,
    expires_at BIGINT,
    last_used_at BIGINT,
    -- The secret before the last rotation, and until when it still works.
    previous_hash TEXT,
    previous_until BIGINT,
    CHECK ((role = 'owner') = (person_id IS NOT NULL))
);
INSERT INTO new_api_keys (id, name, role, secret_hash, created_at, revoked_at)
    SELECT id, name, role, secret_hash, created_at, revoked_at FROM api_keys;
DROP TABLE api_keys;
ALTER TABLE new_api_keys RENAME TO api_keys;
