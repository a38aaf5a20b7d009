-- SPDX-License-Identifier: GPL-3.0-or-later

-- What the Storage service has of the mail here: one row for each message that stands, or stood, for one of its
-- documents, or is to become one.
CREATE TABLE remote (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL,          -- Storage's id; empty: it has none yet
    account INTEGER NOT NULL,        -- rows outlive accounts …
    address TEXT NOT NULL,           -- … so that what was removed with one does not come back to its address
    message INTEGER NOT NULL,        -- … and messages, whose row ids are given once
    content INTEGER NOT NULL,
    received INTEGER NOT NULL,       -- 1: the recipient's copy, whose read state is Storage's as well; 0: the sender's
    own INTEGER NOT NULL,            -- 1: the document was made of the message, not the message of the document
    digest BLOB NOT NULL,            -- of what the message was made of; empty: own
    stage INTEGER NOT NULL,          -- remoterow.h
    stage_ms INTEGER NOT NULL,       -- since when, or when its read state was told last
    read_there INTEGER NOT NULL,
    key_time TEXT NOT NULL,          -- by what the document is recognised that may have been stored; empty: not tried
    key_token TEXT NOT NULL,
    sum INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX remote_document ON remote (document, account) WHERE document <> '';
CREATE INDEX remote_message ON remote (message);
CREATE INDEX remote_content_of ON remote (content);
CREATE INDEX remote_account ON remote (account, id);
CREATE INDEX remote_key_time ON remote (key_time) WHERE document = '' AND key_time <> '';
CREATE INDEX remote_key_token ON remote (key_token) WHERE document = '' AND key_token <> '';
CREATE INDEX remote_gone ON remote (stage_ms) WHERE stage IN (2, 4);
CREATE INDEX remote_refused ON remote (id) WHERE stage = 3;

-- Rows of `remote` of which Storage may not have been told all.
CREATE TABLE remote_queue (
    remote INTEGER PRIMARY KEY,
    since_ms INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    trouble TEXT NOT NULL            -- why the last attempt failed
) STRICT;
CREATE INDEX remote_queue_due ON remote_queue (due_ms);
CREATE INDEX remote_queue_since ON remote_queue (since_ms);

CREATE TRIGGER remote_seen AFTER UPDATE OF flags ON message WHEN (old.flags & 1) <> (new.flags & 1)
BEGIN
    INSERT OR IGNORE INTO remote_queue (remote, since_ms, due_ms, attempts, trouble)
        SELECT id, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), 0, 0, '' FROM remote
        WHERE message = new.id;
END;
CREATE TRIGGER remote_gone_message AFTER DELETE ON message
BEGIN
    INSERT OR IGNORE INTO remote_queue (remote, since_ms, due_ms, attempts, trouble)
        SELECT id, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), 0, 0, '' FROM remote
        WHERE message = old.id;
END;
-- Brought back, or purged.
CREATE TRIGGER remote_back AFTER DELETE ON deleted
BEGIN
    INSERT OR IGNORE INTO remote_queue (remote, since_ms, due_ms, attempts, trouble)
        SELECT id, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), 0, 0, '' FROM remote
        WHERE message = old.id;
END;

-- How far the mail of an account, or of all (0), was read from Storage.
CREATE TABLE remote_scope (
    account INTEGER PRIMARY KEY,
    complete INTEGER NOT NULL,       -- 1: all that Storage had when it was read last is here
    read_ms INTEGER NOT NULL,        -- when that was
    whole_ms INTEGER NOT NULL,       -- when it was last read from beginning to end
    sum INTEGER NOT NULL
) STRICT;

-- Contents made of documents: their pieces can be had again, and may be missing.
CREATE TABLE remote_content (
    content INTEGER PRIMARY KEY,
    bytes INTEGER NOT NULL,          -- of the pieces that are here; 0: none is
    used_ms INTEGER NOT NULL,
    sum INTEGER NOT NULL
) STRICT;
CREATE INDEX remote_content_used ON remote_content (used_ms, bytes) WHERE bytes > 0;
