// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sql.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace digidig::store {

/// A bounded set of reading connections, made when first needed. Thread-safe.
class Readers {
public:
    Readers(QString file, int limit, qint64 timeoutMs);

    /// A connection for the length of a block, with the deadline set.
    class Lease {
    public:
        Lease(Readers &pool, std::unique_ptr<Connection> connection)
            : m_pool(pool)
            , m_connection(std::move(connection))
        {
        }
        ~Lease();
        Lease(const Lease &) = delete;
        Lease &operator=(const Lease &) = delete;
        [[nodiscard]] Connection &db() const { return *m_connection; }

    private:
        Readers &m_pool;
        std::unique_ptr<Connection> m_connection;
    };

    /// Waits for a free connection; throws Timeout when there is none within the read timeout.
    [[nodiscard]] Lease lease();
    /// Runs @p f over a consistent state of the database; its failures are the result's.
    template <typename F>
    auto read(F &&f) -> core::Result<decltype(f(std::declval<Connection &>()))>
    {
        using T = decltype(f(std::declval<Connection &>()));
        return guarded([&]() -> core::Result<T> {
            const auto taken = lease();
            const Snapshot snapshot(taken.db());
            return f(taken.db());
        });
    }
    /// For reads from now on; 0: none.
    void setTimeout(qint64 ms) { m_timeoutMs = ms; }
    /// How many may be out at once; those above a lowered limit end with their work.
    void setLimit(int limit);

private:
    void giveBack(std::unique_ptr<Connection> connection);

    const QString m_file;
    std::atomic<qint64> m_timeoutMs;
    std::mutex m_mutex;
    std::condition_variable m_freed;
    std::vector<std::unique_ptr<Connection>> m_idle;
    int m_limit; ///< Guarded by m_mutex.
    int m_leased = 0;
};

} // namespace digidig::store
