-- How many people a push left out for a reason beyond those whose rows are kept: they are counted, and not named.

CREATE TABLE unlisted (
    push   TEXT NOT NULL REFERENCES push (id) ON DELETE CASCADE,
    reason INTEGER NOT NULL,
    people INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (push, reason)
) STRICT, WITHOUT ROWID;
