// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sql.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace digidig::store {

/// Copies the write-ahead log into the database on a thread of its own, so that the writer goes on
/// meanwhile. A log that the writer goes on filling is never copied to its end here: when enough()
/// the writer copies the little rest itself, and the log begins anew. Thread-safe.
class Checkpointer {
public:
    using Log = std::function<void(const QString &)>;

    Checkpointer(const QString &file, Log log);
    ~Checkpointer();
    Checkpointer(const Checkpointer &) = delete;
    Checkpointer &operator=(const Checkpointer &) = delete;

    /// Tells how many pages the log holds, after each commit; never waits. True: most of it is
    /// copied, and the caller should copy the rest.
    [[nodiscard]] bool grown(int pages);

private:
    enum class Phase { Idle, Copying, Copied };

    void loop();

    const Log m_log;
    Connection m_db;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    Phase m_phase = Phase::Idle;
    int m_startAt; ///< Pages in the log that make copying worth while.
    bool m_failing = false;
    bool m_stop = false;
    std::thread m_thread;
};

/// Copies what it can of the log of @p db, and waits for nobody.
[[nodiscard]] core::Result<void> checkpoint(Connection &db);

} // namespace digidig::store
