-- SPDX-License-Identifier: GPL-3.0-or-later

-- What SCRAM (RFC 5802) proves a password against, beside its hash.
CREATE TABLE scram (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    app_password INTEGER NOT NULL,   -- 0: the account's own password
    verifier BLOB NOT NULL,          -- auth::ScramVerifier::toText()
    sum INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX scram_account ON scram (account, app_password);
