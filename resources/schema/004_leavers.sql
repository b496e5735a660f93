-- Until when it is known of a place who left it and who was taken out there, by the platform's clock: the next look asks
-- only for what has changed since. push_seq is the last push that look came after.

CREATE TABLE leavers_known (
    place    TEXT PRIMARY KEY REFERENCES place (id) ON DELETE CASCADE,
    until    INTEGER NOT NULL,
    push_seq INTEGER NOT NULL,
    digest   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
