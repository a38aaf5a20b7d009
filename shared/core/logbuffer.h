// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/logcontext.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace digidig::core {

enum class LogLevel { Debug, Info, Warning, Error };

/// `debug`, `info`, `warning` or `error`.
[[nodiscard]] QString logLevelName(LogLevel level);
/// The level of that name, or nothing.
[[nodiscard]] std::optional<LogLevel> logLevel(QStringView name);

/// One line of the log.
struct LogRecord {
    quint64 id = 0; ///< Grows by one.
    qint64 atMs = 0; ///< Unix ms.
    LogLevel level = LogLevel::Info;
    QByteArray category;
    QString message; ///< At most LogBuffer::LongestMessage characters.
    LogContext context; ///< The connection and the e-mail concerned, as far as they are known.
};

using LogRecordPtr = std::shared_ptr<const LogRecord>;

/// The last lines of the log, bounded in bytes; the oldest go first. Thread-safe.
class LogBuffer {
public:
    static constexpr qsizetype LongestMessage = 4096;

    /// Which lines; members that are not set do not restrict.
    struct Filter {
        LogLevel least = LogLevel::Debug;
        qint64 sinceMs = 0; ///< at >= since
        QByteArray category = {}; ///< This one and those below it: `digidig` means `digidig.rest` too.
        QString text = {}; ///< Part of the message, without case.
    };

    explicit LogBuffer(qint64 bytes = 1 << 20);

    /// @p bytes 0 keeps nothing.
    void setBytes(qint64 bytes);
    void add(LogLevel level, const QByteArray &category, const QString &message, const LogContext &context = {});
    /// Who is told of every line, on the thread that logs; must neither block nor log. Empty: nobody.
    void setListener(std::function<void(const LogRecordPtr &)> listener);
    /// Newest first, at most @p limit, only ids below @p before; 0: from the newest.
    [[nodiscard]] std::vector<LogRecordPtr> list(
        const Filter &filter, quint64 before, size_t limit) const;
    [[nodiscard]] qint64 bytes() const;

private:
    [[nodiscard]] static qint64 costOf(const LogRecord &record);
    void trim();

    mutable std::mutex m_mutex;
    std::deque<LogRecordPtr> m_records;
    std::shared_ptr<const std::function<void(const LogRecordPtr &)>> m_listener;
    quint64 m_lastId = 0;
    qint64 m_bytes = 0;
    qint64 m_limit;
};

} // namespace digidig::core
