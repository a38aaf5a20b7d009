// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/readers.h"

#include "core/clock.h"

#include <QtCore/QCoreApplication>

#include <chrono>

namespace digidig::store {

Readers::Readers(QString file, int limit, qint64 timeoutMs)
    : m_file(std::move(file))
    , m_timeoutMs(timeoutMs)
    , m_limit(qMax(1, limit))
{
}

Readers::Lease Readers::lease()
{
    const qint64 timeoutMs = m_timeoutMs;
    const qint64 deadline = timeoutMs == 0 ? 0 : core::monotonicMs() + timeoutMs;
    std::unique_ptr<Connection> connection;
    {
        std::unique_lock lock(m_mutex);
        const auto isFree = [this] { return m_leased < m_limit; };
        if (timeoutMs == 0) {
            m_freed.wait(lock, isFree);
        } else if (!m_freed.wait_for(lock, std::chrono::milliseconds(timeoutMs), isFree)) {
            throw Failure{{core::Errc::Timeout,
                QCoreApplication::translate("store", "too many searches at once"), {}, {}}};
        }
        ++m_leased;
        if (!m_idle.empty()) {
            connection = std::move(m_idle.back());
            m_idle.pop_back();
        }
    }
    if (!connection) {
        try {
            connection = std::make_unique<Connection>(m_file, Connection::Mode::Read);
        } catch (...) {
            giveBack(nullptr);
            throw;
        }
    }
    connection->trim();
    connection->setDeadline(deadline);
    return {*this, std::move(connection)};
}

void Readers::giveBack(std::unique_ptr<Connection> connection)
{
    {
        const std::lock_guard lock(m_mutex);
        --m_leased;
        if (connection && m_idle.size() < size_t(m_limit))
            m_idle.push_back(std::move(connection));
    }
    m_freed.notify_one();
}

void Readers::setLimit(int limit)
{
    std::vector<std::unique_ptr<Connection>> surplus; // Closed outside the lock.
    {
        const std::lock_guard lock(m_mutex);
        m_limit = qMax(1, limit);
        while (m_idle.size() > size_t(m_limit)) {
            surplus.push_back(std::move(m_idle.back()));
            m_idle.pop_back();
        }
    }
    m_freed.notify_all();
}

Readers::Lease::~Lease()
{
    m_connection->setDeadline(0);
    m_pool.giveBack(std::move(m_connection));
}

} // namespace digidig::store
