-- SPDX-License-Identifier: GPL-3.0-or-later

-- What commits did, for a listener that has not taken it over yet (mail::EventLog). Ids are not given again.
CREATE TABLE event_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    events BLOB NOT NULL
) STRICT;
