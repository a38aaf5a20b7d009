// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pagedmodel.h"

namespace digidig::console {

/// Everybody who is connected now, by HTTP, IMAP or LMTP. What moves between two refreshes is shown as a rate.
class ConnectionList : public PagedModel {
    Q_OBJECT

public:
    enum Column { Protocol, User, Peer, Client, Mailbox, State, Since, Idle, Received, Sent, Rate, ColumnCount };

    /// @p nowMs is a clock that never goes back, in milliseconds; tests have one of their own.
    explicit ConnectionList(digidig::console::Client &client, std::function<qint64()> nowMs, QObject *parent = nullptr);

    /// Cuts these connections. One that has gone meanwhile is no error.
    void disconnectAll(const QStringList &ids);
    /// The ids of the connections of @p user.
    [[nodiscard]] QStringList idsOf(const QString &user) const;
    /// The ids of those who speak IMAP or LMTP: the console itself is not among them.
    [[nodiscard]] QStringList mailIds() const;
    /// Bytes per second in both directions; nothing until it was seen twice.
    [[nodiscard]] std::optional<double> rateOf(const QString &id) const;

Q_SIGNALS:
    /// That many were cut.
    void disconnected(int count);
    void failed(const digidig::console::Problem &problem);

protected:
    [[nodiscard]] Request request() const override;
    [[nodiscard]] QString member() const override;
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;
    [[nodiscard]] int pageSize() const override { return 500; }

private:
    struct Seen {
        qint64 bytes = 0;
        qint64 atMs = 0;
        std::optional<double> rate;
    };
    void measure();
    [[nodiscard]] QVariant shown(const QJsonObject &row, int column) const;

    std::function<qint64()> m_nowMs;
    QHash<QString, Seen> m_seen;
};

} // namespace digidig::console
