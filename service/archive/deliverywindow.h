// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

#include <condition_variable>
#include <mutex>

namespace digidig::archive {

/// Bounds deliveries under way by number and by bytes: enough for group commit, little memory.
/// Thread-safe.
class DeliveryWindow {
public:
    DeliveryWindow(int number, qint64 bytes)
        : m_number(number)
        , m_bytes(bytes)
    {
    }

    /// Waits for room; a delivery larger than all the room goes alone.
    void enter(qint64 bytes)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock,
            [&] { return m_open == 0 || (m_open < m_number && m_openBytes + bytes <= m_bytes); });
        ++m_open;
        m_openBytes += bytes;
    }
    void leave(qint64 bytes)
    {
        const std::lock_guard lock(m_mutex);
        --m_open;
        m_openBytes -= bytes;
        m_changed.notify_all();
    }
    /// Waits until nothing is under way.
    void drain()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_open == 0; });
    }

private:
    const int m_number;
    const qint64 m_bytes;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_open = 0;
    qint64 m_openBytes = 0;
};

} // namespace digidig::archive
