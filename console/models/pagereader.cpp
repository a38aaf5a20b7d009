// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pagereader.h"

#include <QtCore/QJsonArray>

#include <algorithm>
#include <utility>

namespace digidig::console {

namespace {

qsizetype pagesOf(qsizetype rows)
{
    return (rows + PageReader::LargestPage - 1) / PageReader::LargestPage;
}

} // namespace

void PageReader::read(const Request &request, const QString &member, qsizetype count, const QString &cursor, const QObject *receiver, Done done)
{
    m_request = request;
    m_member = member;
    m_count = count;
    m_receiver = receiver;
    m_done = std::move(done);
    m_pages = {.cursor = cursor};
    m_pagesLeft = pagesOf(count);
    m_mayBeginAnew = cursor.isEmpty();
    next();
}

void PageReader::next()
{
    Request page = m_request;
    page.query.addQueryItem(QStringLiteral("limit"), QString::number(std::min(LargestPage, m_count - m_pages.rows.size())));
    if (!m_pages.cursor.isEmpty())
        page.query.addQueryItem(QStringLiteral("cursor"), m_pages.cursor);
    // The assignment cancels the request before, so that an answer that comes late is never seen.
    m_call = m_client.send(std::move(page), m_receiver, [this](const Answer &answer) { came(answer); });
}

void PageReader::came(const Answer &answer)
{
    if (!answer.ok()) {
        if (answer.problem->code == u"cursor_expired" && std::exchange(m_mayBeginAnew, false)) {
            m_pages = {};
            m_pagesLeft = pagesOf(m_count);
            next();
            return;
        }
        m_pages = {.problem = answer.problem};
        std::exchange(m_done, nullptr)(m_pages);
        return;
    }
    const QJsonArray array = answer.json.value(m_member).toArray();
    for (const QJsonValue &value : array)
        m_pages.rows.append(value.toObject());
    m_pages.cursor = answer.json.value(u"next_cursor").toString();
    const QJsonValue total = answer.json.value(u"total");
    m_pages.total = total.isDouble() ? std::optional(total.toInteger()) : std::nullopt;
    if (--m_pagesLeft > 0 && !m_pages.cursor.isEmpty() && m_pages.rows.size() < m_count)
        next();
    else
        std::exchange(m_done, nullptr)(std::exchange(m_pages, {}));
}

} // namespace digidig::console
