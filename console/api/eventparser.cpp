// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/eventparser.h"

#include <QtCore/QJsonDocument>

namespace digidig::console {

QList<Event> EventParser::feed(const QByteArray &bytes)
{
    QList<Event> events;
    m_rest += bytes;
    qsizetype from = 0;
    for (qsizetype at = 0; at < m_rest.size(); ++at) {
        const char c = m_rest.at(at);
        if (c != '\n' && c != '\r')
            continue;
        // CR may be the first half of CRLF whose second half has not come yet.
        if (c == '\r' && at + 1 == m_rest.size())
            break;
        line(QByteArrayView(m_rest).sliced(from, at - from), events);
        if (c == '\r' && m_rest.at(at + 1) == '\n')
            ++at;
        from = at + 1;
    }
    m_rest.remove(0, from);
    m_broken = m_broken || m_rest.size() > LongestLine || m_data.size() > LongestLine;
    if (m_broken)
        m_rest.clear();
    return events;
}

void EventParser::line(QByteArrayView text, QList<Event> &into)
{
    if (text.isEmpty()) {
        if (m_hasData) {
            into.append({m_kind.isEmpty() ? QStringLiteral("message") : m_kind, m_id,
                QJsonDocument::fromJson(m_data).object()});
        }
        m_data.clear();
        m_kind.clear();
        m_hasData = false;
        return;
    }
    const qsizetype colon = text.indexOf(':');
    const QByteArrayView field = colon < 0 ? text : text.first(colon);
    QByteArrayView value = colon < 0 ? QByteArrayView() : text.sliced(colon + 1);
    if (value.startsWith(' '))
        value = value.sliced(1);
    if (field == "data") {
        if (m_hasData)
            m_data += '\n';
        m_data += value.toByteArray();
        m_hasData = true;
    } else if (field == "event") {
        m_kind = QString::fromUtf8(value);
    } else if (field == "id") {
        if (!value.contains('\0'))
            m_id = value.toByteArray();
    } else if (field == "retry") {
        bool ok = false;
        const int ms = value.toByteArray().toInt(&ok);
        if (ok && ms >= 0)
            m_retryMs = ms;
    }
}

} // namespace digidig::console
