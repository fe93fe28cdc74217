-- What was written, by whom and when: only ever added to.
CREATE TABLE history (
    -- In the order of writing: an item is held while it is written to, and `at` is when its writer came.
    number INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    request_id TEXT,
    event TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Of an item; the settings and the state of a period have none.
    item_id TEXT,
    -- As it was then.
    reference TEXT NOT NULL,
    period INTEGER,
    -- JSON: each field with what it was and what it became.
    changes TEXT NOT NULL
);
CREATE INDEX history_at ON history (at);
CREATE INDEX history_item ON history (item_id, number);
CREATE INDEX history_actor ON history (actor, number);
