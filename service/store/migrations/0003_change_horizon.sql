-- SPDX-License-Identifier: GPL-3.0-or-later

-- Up to which MODSEQ the expunges of an account may be missing in `vanished`; no row: none are.
CREATE TABLE change_horizon (
    account INTEGER PRIMARY KEY REFERENCES account (id),
    modseq INTEGER NOT NULL,
    sum INTEGER NOT NULL
) STRICT;
