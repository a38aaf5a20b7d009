-- SPDX-License-Identifier: GPL-3.0-or-later

-- The header field that marks junk, of accounts that do not want the configured one.
CREATE TABLE junk_rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL UNIQUE REFERENCES account (id),
    header TEXT NOT NULL,            -- `Name: value`; empty: none
    sum INTEGER NOT NULL
) STRICT;
