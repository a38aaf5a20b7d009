// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/loglist.h"

#include "api/eventparser.h"
#include "models/format.h"

#include <utility>

namespace digidig::console {

namespace {

constexpr int FlushAfterMs = 100;

int rankOf(const QString &level)
{
    static const QStringList Levels = {QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warning"), QStringLiteral("error")};
    return int(Levels.indexOf(level));
}

QString levelText(const QString &level)
{
    switch (rankOf(level)) {
    case 0:
        return LogList::tr("debug");
    case 1:
        return LogList::tr("info");
    case 2:
        return LogList::tr("warning");
    case 3:
        return LogList::tr("error");
    default:
        return level;
    }
}

QList<PagedModel::Column> logColumns()
{
    return {{QStringLiteral("time"), LogList::tr("Time"), 150}, {QStringLiteral("level"), LogList::tr("Level"), 100},
        {QStringLiteral("category"), LogList::tr("Component"), 140}, {QStringLiteral("message"), LogList::tr("Message"), 600}};
}

} // namespace

LogList::LogList(digidig::console::Client &client, QObject *parent)
    : FilteredList(client, logColumns(), QStringLiteral("/api/logs"), QStringLiteral("logs"), parent)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(FlushAfterMs);
    connect(&m_soon, &QTimer::timeout, this, &LogList::flush);
}

void LogList::setFilter(const Filter &filter)
{
    m_filter = filter;
    m_coming.clear();
    m_missed = 0;
    Q_EMIT missedChanged();
    narrowBy({{QStringLiteral("level"), filter.level}, {QStringLiteral("category"), filter.category}, {QStringLiteral("text"), filter.text}});
}

void LogList::setPaused(bool on)
{
    m_paused = on;
    if (on) {
        flush();
        return;
    }
    m_missed = 0;
    Q_EMIT missedChanged();
    reload();
}

/// As the service would decide.
bool LogList::wanted(const QJsonObject &record) const
{
    const QString category = record.value(u"category").toString();
    return (m_filter.level.isEmpty() || rankOf(record.value(u"level").toString()) >= rankOf(m_filter.level))
        && (m_filter.category.isEmpty() || category == m_filter.category || category.startsWith(m_filter.category + u'.'))
        && (m_filter.text.isEmpty() || record.value(u"message").toString().contains(m_filter.text, Qt::CaseInsensitive));
}

void LogList::take(const Event &event)
{
    if (event.kind != u"log" || phase() != Phase::Ready)
        return;
    QJsonObject record = event.data;
    record.insert(QStringLiteral("time"), record.value(u"at"));
    if (!wanted(record))
        return;
    if (m_paused) {
        ++m_missed;
        Q_EMIT missedChanged();
        return;
    }
    if (!record.contains(u"id"))
        record.insert(QStringLiteral("id"), QStringLiteral("live-%1").arg(++m_own));
    m_coming.prepend(record);
    if (!m_soon.isActive())
        m_soon.start();
}

void LogList::flush()
{
    m_soon.stop();
    // The list that was asked for meanwhile may have them too.
    m_coming.removeIf([this](const QJsonObject &one) { return rowOf(one.value(u"id").toVariant().toString()) >= 0; });
    prepend(std::exchange(m_coming, {}), Shown);
}

QVariant LogList::cell(const QJsonObject &row, int column, int role) const
{
    const QString level = row.value(u"level").toString();
    if (role == LevelRole)
        return level;
    if (role == SortRole && column == Time)
        return row.value(u"time").toString();
    if (role == SortRole && column == Level)
        return rankOf(level);
    if (role == SessionRole)
        return row.value(u"session").toString();
    if (role == EmailRole)
        return row.value(u"email").toString();
    if (role == Qt::ToolTipRole && column == Message)
        return oneLine(row.value(u"message").toString(), 2'000);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Time:
        return timeText(row.value(u"time").toString());
    case Level:
        return levelText(level);
    case Category:
        return oneLine(row.value(u"category").toString(), 100);
    case Message:
        return oneLine(row.value(u"message").toString(), 1'000);
    default:
        return {};
    }
}

} // namespace digidig::console
