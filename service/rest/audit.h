// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records.h"

#include <QtCore/QStringList>

#include <atomic>
#include <deque>
#include <mutex>
#include <optional>

namespace digidig::rest {

/// One change over REST, done or refused: never what was in it, and never a secret.
struct AuditEntry {
    QString id; ///< Sorts by time; given by Audit::add().
    qint64 atMs = 0; ///< Likewise.
    QString who;
    QString from; ///< Address.
    QString method;
    QString route; ///< The pattern, not the path.
    QStringList objects; ///< What the path named, or what was made; at most Audit::MaxObjects.
    int status = 0; ///< Of HTTP: below 400 it was done.
    QString requestId;
    int count = 1; ///< So many alike within a second.

    [[nodiscard]] QJsonObject toJson() const;
};

/// What changed over REST, by whom, from where: a bounded queue before the service's records.
/// Thread-safe.
class Audit {
public:
    static constexpr size_t MaxQueued = 10'000;
    static constexpr qsizetype MaxObjects = 100;

    struct Policy {
        qint64 days = 90; ///< 0: no matter how old.
        qint64 entries = 100'000;
    };
    /// Which entries; empty members do not restrict. Texts are parts of what they are looked for
    /// in, without case.
    struct Filter {
        QString who = {};
        QString what = {}; ///< In `METHOD route`.
        QString from = {};
        QString object = {}; ///< Whole.
        std::optional<qint64> sinceMs = {}; ///< at >= since
        std::optional<qint64> beforeMs = {}; ///< at < before
    };
    struct Page {
        std::vector<AuditEntry> entries; ///< Newest first.
        QString next; ///< Where it goes on; empty at the end. It may come before `limit` when
                      ///< little is found.
    };

    /// @p records outlives this.
    explicit Audit(core::Records &records);

    void setPolicy(const Policy &policy);
    /// Queues @p entry; memory only. With @p mayJoin it joins one of the last second that differs
    /// in its object alone, so that a flood of deliveries does not wash the rest away. Dropped, and
    /// counted, when the queue is full.
    void add(AuditEntry entry, bool mayJoin);
    /// Whether flush() has something to do.
    [[nodiscard]] bool isPending() const { return m_pending; }
    /// Writes what is queued and drops what is too old or too much. Blocks on the disk; what could
    /// not be written stays.
    [[nodiscard]] core::Result<void> flush();
    /// Flushes, then reads. Blocks on the disk.
    [[nodiscard]] core::Result<Page> list(const Filter &filter, int limit, const QString &cursor);

private:
    [[nodiscard]] core::Result<void> trim(const Policy &policy);

    core::Records &m_records;
    std::mutex m_flushing; ///< One flush at a time; held across the disk.
    mutable std::mutex m_mutex;
    Policy m_policy;
    std::deque<AuditEntry> m_queue;
    qint64 m_dropped = 0;
    std::atomic<bool> m_pending = false;
    qint64 m_untrimmed = 0; ///< Entries written since trim(); guarded by m_flushing.
    qint64 m_trimmedMs = 0; ///< Likewise.
};

} // namespace digidig::rest
