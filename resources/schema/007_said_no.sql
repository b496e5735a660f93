-- Who said no in an audience that is sent to a place: it counts for every pathway that leads there. Keyed digests of
-- addresses, each with the day on which it was first noticed, sealed under the workspace's data key; in parts by the
-- first byte of the digest, so that one more or one less writes little.

CREATE TABLE said_no (
    place    TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    audience TEXT NOT NULL REFERENCES audience (id) ON DELETE CASCADE,
    part     INTEGER NOT NULL CHECK (part BETWEEN 0 AND 255),
    sealed   BLOB NOT NULL,
    digest   BLOB NOT NULL,
    PRIMARY KEY (place, audience, part)
) STRICT, WITHOUT ROWID;
