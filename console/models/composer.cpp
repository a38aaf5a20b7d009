// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/composer.h"

#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtCore/QUuid>

namespace digidig::console {

Composer::Composer(Client &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
}

QStringList Composer::addressesIn(const QString &typed)
{
    static const QRegularExpression between(QStringLiteral("[,;\\s]+"));
    QStringList addresses = typed.split(between, Qt::SkipEmptyParts);
    addresses.removeDuplicates();
    return addresses;
}

void Composer::deliver(const Draft &draft)
{
    if (m_busy)
        return;
    if (m_key.isEmpty() || draft != m_last)
        m_key = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    m_last = draft;
    m_busy = true;
    Q_EMIT busyChanged();
    Request request = Request::send("POST", QStringLiteral("/emails"),
        {{QStringLiteral("sender"), draft.sender}, {QStringLiteral("recipient"), QJsonArray::fromStringList(draft.recipients)},
            {QStringLiteral("subject"), draft.subject}, {QStringLiteral("body"), draft.text}});
    request.headers.append({"Idempotency-Key", m_key});
    m_client.send(std::move(request), this, [this](const Answer &answer) {
        m_busy = false;
        // Where the service has said no, or nothing is known, the key stays: it may have been stored all the same.
        if (answer.ok())
            m_key.clear();
        Q_EMIT busyChanged();
        if (answer.ok())
            Q_EMIT delivered(answer.json.value(u"ids").toVariant().toStringList());
        else
            Q_EMIT failed(*answer.problem);
    });
}

} // namespace digidig::console
