// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"

#include <QtCore/QTimer>

namespace digidig::console {

/// What one session of IMAP says and hears, from the moment somebody asks on. The service masks credentials.
class Transcript : public QObject {
    Q_OBJECT

public:
    static constexpr int LookEveryMs = 1'500;

    explicit Transcript(Client &client, QObject *parent = nullptr);

    /// Follows that session; an empty @p id: none.
    void follow(const QString &id);
    [[nodiscard]] const QString &session() const { return m_id; }
    /// Lines as `12:30:01.250  C: a1 NOOP`, in local time.
    [[nodiscard]] const QStringList &lines() const { return m_lines; }

Q_SIGNALS:
    void changed();
    void failed(const digidig::console::Problem &problem);

private:
    void look();

    Client &m_client;
    QString m_id;
    QStringList m_lines;
    QTimer m_timer;
    LatestCall m_call;
};

} // namespace digidig::console
