// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/checkpointer.h"

namespace digidig::store {

namespace {
constexpr int Enough = 8000; // 64 MiB
/// When a reader of an old state, or a full disk, kept the log from beginning anew.
constexpr int LaterPages = 2000;
} // namespace

core::Result<void> checkpoint(Connection &db)
{
    return guarded([&db]() -> core::Result<void> {
        db.exec("PRAGMA wal_checkpoint(PASSIVE)");
        return {};
    });
}

Checkpointer::Checkpointer(const QString &file, Log log)
    : m_log(std::move(log))
    , m_db(file, Connection::Mode::Write)
    , m_startAt(Enough)
{
    m_thread = std::thread([this] { loop(); });
}

Checkpointer::~Checkpointer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

bool Checkpointer::grown(int pages)
{
    const std::lock_guard lock(m_mutex);
    if (pages < Enough)
        m_startAt = Enough;
    if (m_phase == Phase::Idle && pages >= m_startAt) {
        m_startAt = pages + LaterPages;
        m_phase = Phase::Copying;
        m_changed.notify_one();
    }
    if (m_phase != Phase::Copied)
        return false;
    m_phase = Phase::Idle;
    return true;
}

void Checkpointer::loop()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_stop || m_phase == Phase::Copying; });
        if (m_stop)
            return;
        lock.unlock();
        const auto done = checkpoint(m_db);
        if (!done && !m_failing && m_log)
            m_log(QStringLiteral("the write-ahead log cannot be copied: %1")
                      .arg(done.error().detail));
        m_failing = !done;
        lock.lock();
        m_phase = done ? Phase::Copied : Phase::Idle;
    }
}

} // namespace digidig::store
