-- SPDX-License-Identifier: GPL-3.0-or-later

-- Further addresses under which mail reaches an account. None is another account's own address.
CREATE TABLE alias (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES account (id),
    sum INTEGER NOT NULL
) STRICT;
CREATE INDEX alias_account ON alias (account, address);

-- Passwords of single programs.
CREATE TABLE app_password (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id BLOB NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    selector TEXT NOT NULL,          -- the part of the password that tells which it is
    hash BLOB NOT NULL,
    created_ms INTEGER NOT NULL,
    last_used_ms INTEGER NOT NULL,   -- 0: never
    sum INTEGER NOT NULL
) STRICT;
CREATE INDEX app_password_account ON app_password (account);

-- The change log outlives the mailboxes that it speaks of, so it refers to them no longer.
CREATE TABLE vanished_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    mailbox INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    modseq INTEGER NOT NULL,
    public_id BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    sum INTEGER NOT NULL
) STRICT;
INSERT INTO vanished_anew SELECT id, account, mailbox, uid, modseq, public_id, at_ms, sum FROM vanished ORDER BY id;
-- What was given stays given, even where the rows are gone.
DELETE FROM sqlite_sequence WHERE name = 'vanished_anew';
INSERT INTO sqlite_sequence (name, seq) SELECT 'vanished_anew', seq FROM sqlite_sequence WHERE name = 'vanished';
DROP TABLE vanished;
ALTER TABLE vanished_anew RENAME TO vanished;
CREATE INDEX vanished_account ON vanished (account, modseq);
CREATE INDEX vanished_mailbox ON vanished (mailbox, modseq);
