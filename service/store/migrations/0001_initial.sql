-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every table that holds what cannot be derived has `sum`, a hash over the row's other columns (rows.h).
-- Identities are AUTOINCREMENT: an id, once given, never names anything else.

CREATE TABLE meta (
    id INTEGER PRIMARY KEY,          -- 1: the last uidValidity given
    value INTEGER NOT NULL,
    sum INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id BLOB NOT NULL UNIQUE,
    address TEXT NOT NULL UNIQUE,
    password_hash BLOB NOT NULL,     -- empty: none
    disabled INTEGER NOT NULL,
    quota_bytes INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    used_bytes INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    highest_modseq INTEGER NOT NULL,
    sum INTEGER NOT NULL
) STRICT;

CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id BLOB NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    special_use TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    subscribed INTEGER NOT NULL,
    uid_next INTEGER NOT NULL,
    highest_modseq INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    unseen INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sum INTEGER NOT NULL,
    UNIQUE (account, name)
) STRICT;
CREATE INDEX mailbox_name ON mailbox (name);

-- Small columns first: lists never touch the pages of the large ones.
CREATE TABLE content (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    parser_version INTEGER NOT NULL,
    date_ms INTEGER,
    has_attachment INTEGER NOT NULL,
    html_part BLOB NOT NULL,
    message_id TEXT NOT NULL,
    subject_key TEXT NOT NULL,       -- what lists sort by
    from_key TEXT NOT NULL,
    subject TEXT NOT NULL,
    from_text TEXT NOT NULL,
    preview TEXT NOT NULL,
    to_text TEXT NOT NULL,
    refs TEXT NOT NULL,              -- In-Reply-To and References, one a line
    text BLOB NOT NULL,              -- packed (codec.h)
    search BLOB NOT NULL,            -- packed; where it contains the text, the text is left out
    headers BLOB NOT NULL,           -- packed JSON
    structure BLOB NOT NULL,
    envelope BLOB NOT NULL,
    body BLOB NOT NULL,
    body_structure BLOB NOT NULL,
    sum INTEGER NOT NULL
) STRICT;

-- Raw bytes in pieces of 256 KiB, each packed by itself, so that a range reads only what it needs.
CREATE TABLE content_chunk (
    id INTEGER PRIMARY KEY,          -- content << 20 | sequence
    data BLOB NOT NULL,
    sum INTEGER NOT NULL
) STRICT;

CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id BLOB NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES account (id),
    mailbox INTEGER NOT NULL REFERENCES mailbox (id),
    uid INTEGER NOT NULL,
    content INTEGER NOT NULL REFERENCES content (id),
    modseq INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    keywords TEXT NOT NULL,          -- separated by spaces
    received_ms INTEGER NOT NULL,
    size INTEGER NOT NULL,
    has_attachment INTEGER NOT NULL,
    thread INTEGER NOT NULL,         -- id of the message that began it
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    sum INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_uid ON message (mailbox, uid);
CREATE INDEX message_received ON message (received_ms);
CREATE INDEX message_account ON message (account, received_ms);
CREATE INDEX message_mailbox ON message (mailbox, received_ms);
CREATE INDEX message_modseq ON message (account, modseq);
CREATE INDEX message_thread ON message (thread, received_ms);
CREATE INDEX message_content ON message (content);
CREATE INDEX message_unread ON message (received_ms) WHERE flags & 1 = 0;
CREATE INDEX message_account_unread ON message (account, received_ms) WHERE flags & 1 = 0;
CREATE INDEX message_mailbox_unread ON message (mailbox, received_ms) WHERE flags & 1 = 0;
CREATE INDEX message_flagged ON message (received_ms) WHERE flags & 4 != 0;
CREATE INDEX message_account_flagged ON message (account, received_ms) WHERE flags & 4 != 0;
CREATE INDEX message_mailbox_flagged ON message (mailbox, received_ms) WHERE flags & 4 != 0;

-- What was removed for good, until it is purged: everything that bringing it back needs.
CREATE TABLE deleted (
    id INTEGER PRIMARY KEY,
    public_id BLOB NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES account (id),
    mailbox_name TEXT NOT NULL,
    content INTEGER NOT NULL REFERENCES content (id),
    flags INTEGER NOT NULL,
    keywords TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    size INTEGER NOT NULL,
    has_attachment INTEGER NOT NULL,
    thread INTEGER NOT NULL,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    deleted_ms INTEGER NOT NULL,
    sum INTEGER NOT NULL
) STRICT;
CREATE INDEX deleted_when ON deleted (deleted_ms);
CREATE INDEX deleted_account ON deleted (account, deleted_ms);
CREATE INDEX deleted_content ON deleted (content);

-- The expunges of the change log.
CREATE TABLE vanished (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    mailbox INTEGER NOT NULL REFERENCES mailbox (id),
    uid INTEGER NOT NULL,
    modseq INTEGER NOT NULL,
    public_id BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    sum INTEGER NOT NULL
) STRICT;
CREATE INDEX vanished_account ON vanished (account, modseq);
CREATE INDEX vanished_mailbox ON vanished (mailbox, modseq);

-- Which conversation a Message-ID (hashed) belongs to.
CREATE TABLE thread_key (
    account INTEGER NOT NULL,
    key INTEGER NOT NULL,
    thread INTEGER NOT NULL,
    sum INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_key_thread ON thread_key (account, thread);

CREATE TABLE idempotency (
    key BLOB PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    outcome BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    sum INTEGER NOT NULL
) STRICT;
CREATE INDEX idempotency_at ON idempotency (at_ms);

-- Folded text by trigrams. A document is a content (its id) or the envelope of a message (minus its id).
CREATE VIRTUAL TABLE text_index USING fts5 (
    text, content = '', detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1'
);
CREATE VIRTUAL TABLE text_index_terms USING fts5vocab (text_index, instance);
-- Documents that text_index does not have yet.
CREATE TABLE index_queue (
    document INTEGER PRIMARY KEY,
    large INTEGER NOT NULL           -- 1: never indexed, always scanned
) STRICT;
CREATE INDEX index_queue_small ON index_queue (document) WHERE large = 0;
