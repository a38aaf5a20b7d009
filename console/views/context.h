// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QSettings;

namespace digidig::console {

class Client;
class Connection;
class EventStream;
class UndoStack;

/// What every page works with; all of it outlives the pages.
struct Context {
    Client &client;
    EventStream &events;
    Connection &connection;
    UndoStack &undo;
    QSettings &settings; ///< Of the person: columns, sizes, histories. Never credentials.
};

} // namespace digidig::console
