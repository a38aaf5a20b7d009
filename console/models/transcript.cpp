// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/transcript.h"

#include "models/format.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonArray>

namespace digidig::console {

Transcript::Transcript(Client &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Transcript::look);
}

void Transcript::follow(const QString &id)
{
    if (id == m_id)
        return;
    m_id = id;
    m_lines.clear();
    m_timer.stop();
    m_call.cancel();
    Q_EMIT changed();
    if (!m_id.isEmpty())
        look();
}

void Transcript::look()
{
    const QString path = QStringLiteral("/api/imap/sessions/%1/transcript").arg(segment(m_id));
    m_call = m_client.send(Request::get(path), this, [this](const Answer &answer) {
        if (!answer.ok()) {
            m_id.clear();
            Q_EMIT failed(*answer.problem);
            return;
        }
        QStringList lines;
        const QJsonArray said = answer.json.value(u"lines").toArray();
        for (const QJsonValue &value : said) {
            const QJsonObject line = value.toObject();
            const QDateTime at = QDateTime::fromString(line.value(u"at").toString(), Qt::ISODateWithMs).toLocalTime();
            lines.append(QStringLiteral("%1  %2: %3").arg(at.toString(QStringLiteral("HH:mm:ss.zzz")),
                line.value(u"from").toString() == u"client" ? QStringLiteral("C") : QStringLiteral("S"),
                oneLine(line.value(u"text").toString(), 4'000)));
        }
        if (lines != m_lines) {
            m_lines = lines;
            Q_EMIT changed();
        }
        m_timer.start(LookEveryMs);
    });
}

} // namespace digidig::console
