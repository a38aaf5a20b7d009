// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/logbuffer.h"

#include "core/clock.h"

#include <algorithm>
#include <array>

namespace digidig::core {

namespace {

constexpr std::array<const char *, 4> Names{"debug", "info", "warning", "error"};
/// What a record costs beside its texts.
constexpr qint64 Overhead = 128;

bool isWithin(const QByteArray &category, const QByteArray &wanted)
{
    return wanted.isEmpty() || category == wanted
        || (category.size() > wanted.size() && category.startsWith(wanted)
            && category[wanted.size()] == '.');
}

bool matches(const LogRecord &record, const LogBuffer::Filter &filter)
{
    return record.level >= filter.least && record.atMs >= filter.sinceMs
        && isWithin(record.category, filter.category)
        && (filter.text.isEmpty() || record.message.contains(filter.text, Qt::CaseInsensitive));
}

} // namespace

QString logLevelName(LogLevel level)
{
    return QLatin1String(Names[size_t(level)]);
}

std::optional<LogLevel> logLevel(QStringView name)
{
    for (size_t i = 0; i < Names.size(); ++i) {
        if (name == QLatin1String(Names[i]))
            return LogLevel(i);
    }
    return std::nullopt;
}

LogBuffer::LogBuffer(qint64 bytes)
    : m_limit(bytes)
{
}

qint64 LogBuffer::costOf(const LogRecord &record)
{
    return Overhead + record.category.size() + record.context.email.size()
        + record.message.size() * qint64(sizeof(QChar));
}

void LogBuffer::setBytes(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_limit = bytes;
    trim();
}

void LogBuffer::trim()
{
    while (m_bytes > m_limit && !m_records.empty()) {
        m_bytes -= costOf(*m_records.front());
        m_records.pop_front();
    }
}

void LogBuffer::add(
    LogLevel level, const QByteArray &category, const QString &message, const LogContext &context)
{
    auto record = std::make_shared<LogRecord>();
    record->atMs = nowMs();
    record->level = level;
    record->category = category;
    record->message = message.size() > LongestMessage ? message.left(LongestMessage) : message;
    record->context = context;
    std::shared_ptr<const std::function<void(const LogRecordPtr &)>> listener;
    {
        const std::lock_guard lock(m_mutex);
        record->id = ++m_lastId;
        m_bytes += costOf(*record);
        m_records.push_back(record);
        trim();
        listener = m_listener;
    }
    if (listener)
        (*listener)(record);
}

void LogBuffer::setListener(std::function<void(const LogRecordPtr &)> listener)
{
    const std::lock_guard lock(m_mutex);
    m_listener = listener
        ? std::make_shared<const std::function<void(const LogRecordPtr &)>>(std::move(listener))
        : nullptr;
}

std::vector<LogRecordPtr> LogBuffer::list(
    const Filter &filter, quint64 before, size_t limit) const
{
    std::vector<LogRecordPtr> kept;
    {
        // Only the pointers are copied while others wait to log.
        const std::lock_guard lock(m_mutex);
        kept.assign(m_records.begin(), m_records.end());
    }
    std::vector<LogRecordPtr> found;
    for (auto it = kept.rbegin(); it != kept.rend() && found.size() < limit; ++it) {
        if ((before == 0 || (*it)->id < before) && matches(**it, filter))
            found.push_back(*it);
    }
    return found;
}

qint64 LogBuffer::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

} // namespace digidig::core
