// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <vector>

namespace digidig::core {

/// One thing the service itself remembers.
struct Record {
    QString id; ///< Unique within its kind; orders the kind, by code points.
    QJsonObject value;

    bool operator==(const Record &) const = default;
};

/// What the service itself remembers beside mail: tokens, webhooks, jobs, the audit log, statistics. Small documents,
/// kept by kind and id. What was written is durable when the call returns. Blocks on the disk, so never call it from
/// an I/O thread; else from any. StoreFull, Unavailable and Corrupt as the disk has it.
class Records {
public:
    /// The part of a kind to read.
    struct Range {
        QString after; ///< Only ids greater than this; empty: from the first.
        QString before; ///< Only ids less than this; empty: to the last.
        int limit = 1000;
        bool newestFirst = false; ///< From the greatest id down.
    };

    virtual ~Records() = default;

    /// Makes or replaces all of @p records, or none.
    virtual Result<void> put(const QString &kind, const std::vector<Record> &records) = 0;
    /// NotFound when there is none.
    [[nodiscard]] virtual Result<Record> get(const QString &kind, const QString &id) = 0;
    [[nodiscard]] virtual Result<std::vector<Record>> list(const QString &kind, const Range &range) = 0;
    /// How many were there.
    virtual Result<qint64> remove(const QString &kind, const QString &id) = 0;
    /// Removes the ids less than @p id, at most 10,000 in one call; how many that were.
    virtual Result<qint64> removeBefore(const QString &kind, const QString &id) = 0;
    [[nodiscard]] virtual Result<qint64> count(const QString &kind) = 0;

    Result<void> put(const QString &kind, const Record &record) { return put(kind, std::vector{record}); }
};

} // namespace digidig::core
