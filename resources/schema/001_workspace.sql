-- What the user makes: audiences, connections, pathways. Values with parts of their own stand in "body" as JSON; "digest"
-- covers the whole row, so that a damaged row is noticed when it is read (quick_check does not look into values).
-- Times are milliseconds since 1970, UTC.

-- One row. "needs" is the oldest program version that can open this database: every version must be able to read it.
CREATE TABLE workspace (
    id      TEXT NOT NULL,
    created INTEGER NOT NULL,
    needs   TEXT NOT NULL,
    digest  BLOB NOT NULL -- Of id and created.
) STRICT;

CREATE TABLE setting (
    key    TEXT PRIMARY KEY,
    value  TEXT NOT NULL,
    digest BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audience (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    base       TEXT REFERENCES audience (id),
    removed_at INTEGER,
    body       TEXT NOT NULL,
    digest     BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE connection (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    type       TEXT NOT NULL,
    removed_at INTEGER,
    body       TEXT NOT NULL,
    digest     BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pathway (
    id                TEXT PRIMARY KEY,
    name              TEXT NOT NULL,
    audience          TEXT NOT NULL REFERENCES audience (id),
    connection        TEXT NOT NULL REFERENCES connection (id),
    changed           INTEGER,
    removed_at        INTEGER,
    snapshot_file     TEXT NOT NULL,
    snapshot_doubtful INTEGER NOT NULL,
    body              TEXT NOT NULL,
    digest            BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX audience_name ON audience (name);
CREATE INDEX audience_base ON audience (base);
CREATE INDEX connection_name ON connection (name);
CREATE INDEX pathway_name ON pathway (name);
CREATE INDEX pathway_audience ON pathway (audience);
CREATE INDEX pathway_connection ON pathway (connection);
