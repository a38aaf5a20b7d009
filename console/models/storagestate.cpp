// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storagestate.h"

#include <utility>

namespace digidig::console {

StorageState::StorageState(Client &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(LookEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &StorageState::look);
}

void StorageState::load()
{
    m_reading = m_client.send(Request::get(QStringLiteral("/api/storage")), this, [this](const Answer &answer) {
        if (!answer.ok()) {
            Q_EMIT failed(*answer.problem);
            return;
        }
        m_state = answer.json;
        Q_EMIT loaded();
    });
}

void StorageState::fetch(const QString &account)
{
    if (fetching())
        return;
    m_asked = true;
    m_unwanted = false;
    m_seen = {};
    QJsonObject body;
    if (!account.isEmpty())
        body.insert(QStringLiteral("user_id"), account);
    Request request = Request::send("POST", QStringLiteral("/fetch"), body);
    request.headers.append(qMakePair(QByteArray("Prefer"), QByteArray("respond-async")));
    Q_EMIT progressed();
    m_client.send(std::move(request), this, [this](const Answer &answer) {
        m_asked = false;
        jobCame(answer);
    });
}

void StorageState::look()
{
    m_looking = m_client.send(Request::get(QStringLiteral("/api/jobs/") + segment(m_job)), this,
        [this](const Answer &answer) { jobCame(answer); });
}

void StorageState::jobCame(const Answer &answer)
{
    if (!answer.ok()) {
        if (answer.problem->passing() && !m_job.isEmpty()) {
            m_timer.start();
            return;
        }
        m_job.clear();
        Q_EMIT failed(*answer.problem);
        Q_EMIT progressed();
        return;
    }
    m_seen = answer.json;
    m_job = m_seen.value(u"id").toString();
    if (std::exchange(m_unwanted, false))
        cancel();
    const QString state = m_seen.value(u"state").toString();
    if (state == u"queued" || state == u"running") {
        m_timer.start();
        Q_EMIT progressed();
        return;
    }
    m_job.clear();
    Q_EMIT progressed();
    Q_EMIT finished(state);
    load();
}

void StorageState::cancel()
{
    if (m_job.isEmpty()) {
        m_unwanted = m_asked;
        return;
    }
    m_client.send(Request::remove(QStringLiteral("/api/jobs/") + segment(m_job)), this, [this](const Answer &answer) {
        // A job that ended before is no error.
        if (!answer.ok() && answer.status != 404 && answer.status != 409)
            Q_EMIT failed(*answer.problem);
    });
}

} // namespace digidig::console
