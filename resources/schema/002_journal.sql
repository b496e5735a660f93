-- The journal of pushes: intent before effect, outcome with its rows and counters in one transaction.
-- push.pathway is no reference on purpose: history outlives a deleted pathway.

CREATE TABLE push (
    id                TEXT PRIMARY KEY,
    pathway           TEXT NOT NULL,
    status            INTEGER NOT NULL,
    resumable         INTEGER NOT NULL,
    started           INTEGER NOT NULL,
    ended             INTEGER,
    plan_file         TEXT NOT NULL,
    session_reference TEXT NOT NULL,
    body              TEXT NOT NULL,
    digest            BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Apart from push, because it is written with every batch.
CREATE TABLE push_counter (
    push      TEXT PRIMARY KEY REFERENCES push (id) ON DELETE CASCADE,
    total     INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    accepted  INTEGER NOT NULL,
    removed   INTEGER NOT NULL,
    invalid   INTEGER NOT NULL,
    rejected  INTEGER NOT NULL,
    left_out  INTEGER NOT NULL,
    planned   INTEGER NOT NULL,
    settled   INTEGER NOT NULL,
    requests  INTEGER NOT NULL,
    digest    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- "changes_digest" tells that a second attempt is the same as the first; "digest" covers the row.
CREATE TABLE batch (
    push           TEXT NOT NULL REFERENCES push (id) ON DELETE CASCADE,
    number         INTEGER NOT NULL,
    removal        INTEGER NOT NULL,
    first          INTEGER NOT NULL,
    count          INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    attempts       INTEGER NOT NULL,
    changes_digest BLOB NOT NULL,
    receipt        BLOB NOT NULL,
    digest         BLOB NOT NULL,
    PRIMARY KEY (push, number)
) STRICT, WITHOUT ROWID;

-- "sealed" holds identity, field and note under the workspace's data key, bound to the other columns.
CREATE TABLE row_outcome (
    id     INTEGER PRIMARY KEY,
    push   TEXT NOT NULL REFERENCES push (id) ON DELETE CASCADE,
    row    INTEGER NOT NULL,
    kind   INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

CREATE INDEX push_started ON push (started);
CREATE INDEX push_pathway ON push (pathway, started);
CREATE INDEX row_outcome_push ON row_outcome (push, reason, row);
