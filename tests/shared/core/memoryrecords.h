// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records.h"

#include <QtCore/QJsonDocument>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

namespace digidig::test {

/// Records in memory, which can be made to fail. Thread-safe.
class MemoryRecords : public core::Records {
public:
    std::atomic<bool> failing = false; ///< Writes answer Unavailable.
    std::atomic<int> writes = 0; ///< Writes that succeeded.

    using core::Records::put;
    core::Result<void> put(const QString &kind, const std::vector<core::Record> &records) override
    {
        if (failing)
            return refused();
        const std::lock_guard lock(m_mutex);
        for (const core::Record &record : records)
            m_kinds[kind][record.id] = record.value;
        ++writes;
        return {};
    }
    core::Result<core::Record> get(const QString &kind, const QString &id) override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_kinds[kind].find(id);
        if (found == m_kinds[kind].end())
            return core::Error{core::Errc::NotFound, QStringLiteral("none"), {}, {}, {}};
        return core::Record{id, found->second};
    }
    core::Result<std::vector<core::Record>> list(const QString &kind, const Range &range) override
    {
        const std::lock_guard lock(m_mutex);
        std::vector<core::Record> all;
        for (const auto &[id, value] : m_kinds[kind]) {
            if (id > range.after && (range.before.isEmpty() || id < range.before))
                all.push_back({id, value});
        }
        if (range.newestFirst)
            std::reverse(all.begin(), all.end());
        all.resize(std::min(all.size(), size_t(range.limit)));
        return all;
    }
    core::Result<qint64> remove(const QString &kind, const QString &id) override
    {
        if (failing)
            return refused();
        const std::lock_guard lock(m_mutex);
        ++writes;
        return qint64(m_kinds[kind].erase(id));
    }
    core::Result<qint64> removeBefore(const QString &kind, const QString &id) override
    {
        if (failing)
            return refused();
        const std::lock_guard lock(m_mutex);
        ++writes;
        return qint64(
            std::erase_if(m_kinds[kind], [&](const auto &entry) { return entry.first < id; }));
    }
    core::Result<qint64> count(const QString &kind) override
    {
        const std::lock_guard lock(m_mutex);
        return qint64(m_kinds[kind].size());
    }

    /// Everything of a kind, as it would be on the disk.
    [[nodiscard]] QByteArray text(const QString &kind)
    {
        const std::lock_guard lock(m_mutex);
        QByteArray all;
        for (const auto &[id, value] : m_kinds[kind])
            all += id.toUtf8() + ' ' + QJsonDocument(value).toJson(QJsonDocument::Compact) + '\n';
        return all;
    }

private:
    static core::Error refused()
    {
        return {core::Errc::Unavailable, QStringLiteral("the disk fails"), {}, {}, {}};
    }

    std::mutex m_mutex;
    std::map<QString, std::map<QString, QJsonObject>> m_kinds;
};

} // namespace digidig::test
