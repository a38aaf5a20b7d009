// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filteredlist.h"

#include <QtCore/QDateTime>

namespace digidig::console {

FilteredList::FilteredList(
    digidig::console::Client &client, QList<Column> columns, QString path, QString member, QObject *parent)
    : PagedModel(client, std::move(columns), parent)
    , m_path(std::move(path))
    , m_member(std::move(member))
{
}

void FilteredList::narrowBy(const QList<QPair<QString, QString>> &parameters)
{
    m_query.clear();
    for (const auto &[name, value] : parameters) {
        if (const QString text = value.trimmed(); !text.isEmpty())
            m_query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(text)));
    }
    reload();
}

QString FilteredList::timeText(const QString &rfc3339)
{
    const QDateTime at = QDateTime::fromString(rfc3339, Qt::ISODateWithMs).toLocalTime();
    const bool today = at.date() == QDate::currentDate();
    return at.toString(today ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

Request FilteredList::request() const
{
    return Request::get(m_path, m_query);
}

QString FilteredList::member() const
{
    return m_member;
}

} // namespace digidig::console
