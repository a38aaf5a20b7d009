// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/loglist.h"

#include "api/eventparser.h"
#include "models/format.h"

#include <QtCore/QDateTime>

#include <algorithm>
#include <utility>

namespace digidig::console {

namespace {

constexpr int FlushAfterMs = 100;

QString timeOf(const QString &rfc3339)
{
    const QDateTime at = QDateTime::fromString(rfc3339, Qt::ISODateWithMs).toLocalTime();
    return at.date() == QDate::currentDate() ? at.toString(QStringLiteral("HH:mm:ss.zzz")) : at.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

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
    return {{QStringLiteral("time"), LogList::tr("Time"), 150}, {QStringLiteral("level"), LogList::tr("Level"), 80},
        {QStringLiteral("category"), LogList::tr("Component"), 140}, {QStringLiteral("message"), LogList::tr("Message"), 600}};
}

QList<PagedModel::Column> auditColumns()
{
    return {{QStringLiteral("at"), AuditList::tr("When"), 150}, {QStringLiteral("who"), AuditList::tr("Who"), 150},
        {QStringLiteral("from"), AuditList::tr("From"), 120}, {QStringLiteral("what"), AuditList::tr("What"), 260},
        {QStringLiteral("objects"), AuditList::tr("To what"), 300}, {QStringLiteral("outcome"), AuditList::tr("Outcome"), 130}};
}

void add(QUrlQuery &query, const QString &name, const QString &value)
{
    if (!value.trimmed().isEmpty())
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value.trimmed())));
}

} // namespace

LogList::LogList(digidig::console::Client &client, QObject *parent)
    : PagedModel(client, logColumns(), parent)
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
    reload();
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

bool LogList::wanted(const QJsonObject &record) const
{
    return (m_filter.level.isEmpty() || rankOf(record.value(u"level").toString()) >= rankOf(m_filter.level))
        && (m_filter.category.isEmpty() || record.value(u"category").toString().startsWith(m_filter.category))
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
    record.insert(QStringLiteral("id"), QStringLiteral("live-%1").arg(++m_own));
    m_coming.prepend(record);
    if (!m_soon.isActive())
        m_soon.start();
}

void LogList::flush()
{
    m_soon.stop();
    prepend(std::exchange(m_coming, {}), Shown);
}

Request LogList::request() const
{
    QUrlQuery query;
    add(query, QStringLiteral("level"), m_filter.level);
    add(query, QStringLiteral("category"), m_filter.category);
    add(query, QStringLiteral("text"), m_filter.text);
    return Request::get(QStringLiteral("/api/logs"), query);
}

QString LogList::member() const
{
    return QStringLiteral("logs");
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
    if (role == Qt::ToolTipRole && column == Message)
        return oneLine(row.value(u"message").toString(), 2'000);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Time:
        return timeOf(row.value(u"time").toString());
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

AuditList::AuditList(digidig::console::Client &client, QObject *parent)
    : PagedModel(client, auditColumns(), parent)
{
}

void AuditList::setFilter(const Filter &filter)
{
    m_filter = filter;
    reload();
}

Request AuditList::request() const
{
    QUrlQuery query;
    add(query, QStringLiteral("who"), m_filter.who);
    add(query, QStringLiteral("what"), m_filter.what);
    add(query, QStringLiteral("object"), m_filter.object);
    return Request::get(QStringLiteral("/api/audit"), query);
}

QString AuditList::member() const
{
    return QStringLiteral("entries");
}

QVariant AuditList::cell(const QJsonObject &row, int column, int role) const
{
    const QStringList objects = row.value(u"objects").toVariant().toStringList();
    if (role == SortRole && column == When)
        return row.value(u"at").toString();
    if (role == Qt::ToolTipRole && column == Objects)
        return oneLine(objects.join(QStringLiteral(", ")), 2'000);
    if (role == Qt::ToolTipRole && column == When)
        return tr("Request %1").arg(oneLine(row.value(u"request_id").toString(), 60));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case When:
        return timeOf(row.value(u"at").toString());
    case Who:
        return oneLine(row.value(u"who").toString(), 200);
    case From:
        return oneLine(row.value(u"from").toString(), 100);
    case What: {
        const QString what = oneLine(row.value(u"method").toString() + u' ' + row.value(u"route").toString(), 200);
        const int count = row.value(u"count").toInt(1);
        return count > 1 ? tr("%1 × %2").arg(what).arg(count) : what;
    }
    case Objects:
        return oneLine(objects.join(QStringLiteral(", ")), 300);
    case Outcome:
        return (row.value(u"outcome").toString() == u"done" ? tr("done (%1)") : tr("refused (%1)")).arg(row.value(u"status").toInt());
    default:
        return {};
    }
}

} // namespace digidig::console
