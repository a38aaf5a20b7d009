// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/context.h"

#include <QtCore/QTimer>

#include <atomic>

namespace digidig::auth {
class KeptBans;
}

namespace digidig::store {
class Store;
}

namespace digidig::app {

/// What is due by the clock: deleted mail and old changes go for good, files of transfers that no
/// job needs are removed, bans and the audit log get to the disk, a change of the configuration
/// that nobody confirmed goes back. Lives on the main thread and outlives the workers of its
/// context, on which it does what takes time.
class Upkeep : public QObject {
    Q_OBJECT

public:
    struct Parts {
        const rest::Context &context;
        store::Store &store;
        auth::KeptBans &bans;
    };

    /// All of @p parts outlive the last call.
    explicit Upkeep(Parts parts);

    /// Removes, later, what an earlier run left of transfers: all that is there now. Before the
    /// first request.
    void sweepAll();
    void start();
    /// Nothing falls due any more; what is under way goes on.
    void stop();
    /// Writes what has to outlast the end. Blocks on the disk.
    void save();

private:
    void purge();
    void sweep();
    void flush();
    void revert();
    void saveBans();
    void saveAudit();

    const Parts m_parts;
    QTimer m_purgeTimer;
    QTimer m_sweepTimer;
    QTimer m_flushTimer;
    QTimer m_revertTimer;
    std::atomic<quint64> m_bansSeen = 0;
    std::atomic<bool> m_flushing = false;
    std::atomic<bool> m_reverting = false;
};

} // namespace digidig::app
