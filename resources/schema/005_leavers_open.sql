-- Pushes that could still go on when the place was asked who had left (numbers, with a space between them): whom they
-- take out after that is their doing all the same. What was known before says nothing of them, so everything is asked
-- once more.

DROP TABLE leavers_known;
CREATE TABLE leavers_known (
    place    TEXT PRIMARY KEY REFERENCES place (id) ON DELETE CASCADE,
    until    INTEGER NOT NULL,
    push_seq INTEGER NOT NULL,
    open     TEXT NOT NULL,
    digest   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
