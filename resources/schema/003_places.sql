-- Places: a destination type, account, object and part of it (a drop file), with what is known of it over all pathways
-- that lead there. What names no person is in clear; opt_out.address is a keyed digest.

CREATE TABLE place (
    id              TEXT PRIMARY KEY,
    type            TEXT NOT NULL,
    account         TEXT NOT NULL,
    object          TEXT NOT NULL,
    part            TEXT NOT NULL,
    seq             INTEGER NOT NULL, -- Of the memory that roster_file holds; grows with each one.
    roster_file     TEXT NOT NULL,
    roster_previous TEXT NOT NULL,
    digest          BLOB NOT NULL,
    UNIQUE (type, account, object, part)
) STRICT, WITHOUT ROWID;

-- One bit of a roster's record: a pathway with the mark (tag, segment, group) it puts on its people there. The pathway
-- is no reference on purpose: a slot outlives it.
CREATE TABLE slot (
    place   TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    number  INTEGER NOT NULL CHECK (number BETWEEN 0 AND 63),
    pathway TEXT NOT NULL,
    mark    TEXT NOT NULL,
    state   INTEGER NOT NULL,
    digest  BLOB NOT NULL,
    PRIMARY KEY (place, number)
) STRICT, WITHOUT ROWID;

-- Outlives pathways, snapshots and rosters. "sealed" holds the address in clear under the workspace's data key, bound
-- to the row.
CREATE TABLE opt_out (
    place    TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    address  BLOB NOT NULL,
    kind     INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    ended    INTEGER,
    push_seq INTEGER NOT NULL,
    person   BLOB NOT NULL, -- Digest of the person's own id; empty: they have none.
    sealed   BLOB NOT NULL,
    digest   BLOB NOT NULL,
    PRIMARY KEY (place, address, kind)
) STRICT, WITHOUT ROWID;

-- What the memory of a place is known to have lost, until somebody has looked at it.
CREATE TABLE place_loss (
    id       TEXT PRIMARY KEY,
    place    TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    people   INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    push_seq INTEGER NOT NULL,
    closed   INTEGER,
    digest   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX place_loss_place ON place_loss (place);

-- "seq" is the order of pushes, whatever the clock says; "target_digest" tells whether the pathway still leads where it
-- led; "day" is the local date the plan was made for (Julian day number); "decision" is what was decided at the start,
-- as JSON; "settled" says that the memory of the place holds all that the journal knows of the push.
ALTER TABLE push ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE push ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE push ADD COLUMN target_digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE push ADD COLUMN day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE push ADD COLUMN decision TEXT NOT NULL DEFAULT '';
ALTER TABLE push ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;

UPDATE push SET seq = ordered.position
    FROM (SELECT id, row_number() OVER (ORDER BY started, id) AS position FROM push) AS ordered
    WHERE ordered.id = push.id;

-- What older versions ended for good has nothing left to settle. Nor has what they would have ended at the next look:
-- its pathway was changed or pushed anew since, so that today's pathway says nothing about where its people are.
UPDATE push SET settled = 1
    WHERE (resumable = 0 AND status <> 0)
       OR EXISTS (SELECT 1 FROM push AS later WHERE later.pathway = push.pathway AND later.seq > push.seq)
       OR EXISTS (SELECT 1 FROM pathway WHERE pathway.id = push.pathway AND pathway.changed > push.started);

CREATE UNIQUE INDEX push_seq ON push (seq);
DROP INDEX push_started;
DROP INDEX push_pathway;
CREATE INDEX push_pathway_seq ON push (pathway, seq);
CREATE INDEX push_place ON push (place, seq);
