-- SPDX-License-Identifier: GPL-3.0-or-later

-- When a message came into its mailbox (RFC 8514); 0: before anybody kept that.
ALTER TABLE message ADD COLUMN saved_ms INTEGER NOT NULL DEFAULT 0;
-- Messages from this UID on no session has called recent yet (RFC 3501 §2.3.2); 0: none at all.
ALTER TABLE mailbox ADD COLUMN recent_uid INTEGER NOT NULL DEFAULT 0;

-- What EXPUNGE looks for.
CREATE INDEX message_deleted ON message (mailbox, uid) WHERE flags & 8 != 0;

-- Names that somebody has subscribed to; they outlast their mailboxes (RFC 9051 §6.3.7).
CREATE TABLE subscription (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    sum INTEGER NOT NULL,
    UNIQUE (account, name)
) STRICT;
