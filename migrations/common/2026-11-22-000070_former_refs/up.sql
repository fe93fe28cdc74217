-- What items were called before: paths that name one so lead to where it is now.
CREATE TABLE former_refs (
    -- As history names kinds.
    kind TEXT NOT NULL,
    -- As paths wrote it.
    ref_key TEXT NOT NULL,
    item_id TEXT NOT NULL,
    PRIMARY KEY (kind, ref_key)
);
CREATE INDEX former_refs_item ON former_refs (item_id);
