// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"

#include <QtCore/QStringList>

namespace digidig::console {

/// Delivers an e-mail that was typed here, once: what is tried again after an answer was lost is the same delivery.
class Composer : public QObject {
    Q_OBJECT

public:
    struct Draft {
        QString sender;
        QStringList recipients;
        QString subject;
        QString text;

        bool operator==(const Draft &) const = default;
    };

    explicit Composer(Client &client, QObject *parent = nullptr);

    /// The addresses in @p typed, between commas, semicolons, blanks or line ends.
    [[nodiscard]] static QStringList addressesIn(const QString &typed);
    /// Delivers @p draft; nothing while another is on its way.
    void deliver(const Draft &draft);
    [[nodiscard]] bool busy() const { return m_busy; }

Q_SIGNALS:
    void busyChanged();
    /// It is stored, as one e-mail for each recipient.
    void delivered(const QStringList &ids);
    void failed(const digidig::console::Problem &problem);

private:
    Client &m_client;
    Draft m_last;
    QByteArray m_key; ///< `Idempotency-Key` of m_last; empty: its fate is known.
    bool m_busy = false;
};

} // namespace digidig::console
