// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"

#include <QtCore/QTimer>

namespace digidig::console {

/// How the service stands with Storage, and a fetch that was asked for here.
class StorageState : public QObject {
    Q_OBJECT

public:
    static constexpr int LookEveryMs = 400;

    explicit StorageState(Client &client, QObject *parent = nullptr);

    void load();
    /// The last `/api/storage`; empty until it came.
    [[nodiscard]] const QJsonObject &state() const { return m_state; }

    /// Fetches what is new of @p account (address or id; empty: of all) as a job, and follows it.
    void fetch(const QString &account);
    /// Also one that was asked for and has not begun.
    void cancel();
    [[nodiscard]] bool fetching() const { return !m_job.isEmpty() || m_asked; }
    /// The job as it was last seen.
    [[nodiscard]] const QJsonObject &job() const { return m_seen; }

Q_SIGNALS:
    void loaded();
    void failed(const digidig::console::Problem &problem);
    /// The job is further, or over.
    void progressed();
    /// It is over: `done`, `failed` or `cancelled`.
    void finished(const QString &state);

private:
    void look();
    void jobCame(const Answer &answer);

    Client &m_client;
    QJsonObject m_state;
    QJsonObject m_seen;
    QString m_job;
    bool m_asked = false;
    bool m_unwanted = false; ///< Cancelled before the service said which job it is.
    QTimer m_timer;
    LatestCall m_reading;
    LatestCall m_looking;
};

} // namespace digidig::console
