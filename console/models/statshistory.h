// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"

#include <QtCore/QPointF>

namespace digidig::console {

/// What the service measured of itself over a while (`/api/stats?history=`), and how it is now. Nothing is made up:
/// where it did not measure there is no point.
class StatsHistory : public QObject {
    Q_OBJECT

public:
    /// A piece of a line without gaps: milliseconds since 1970, value.
    using Piece = QList<QPointF>;

    explicit StatsHistory(Client &client, QObject *parent = nullptr);

    /// `5m`, `1h`, `24h` or `7d`.
    void setRange(const QString &range);
    [[nodiscard]] const QString &range() const { return m_range; }
    void reload();
    /// A sample came as an event: reads again once a step has passed.
    void sampled();
    [[nodiscard]] bool loaded() const { return m_loaded; }

    /// The pieces of that series, in order of time; none: it is not measured, or was not yet.
    [[nodiscard]] QList<Piece> pieces(const QString &series) const;
    /// Whether the service has that series at all.
    [[nodiscard]] bool has(const QString &series) const { return m_series.contains(series); }
    /// The value nearest to @p atMs, at most one step away.
    [[nodiscard]] std::optional<double> at(const QString &series, double atMs) const;
    /// The last one measured.
    [[nodiscard]] std::optional<double> latest(const QString &series) const;
    /// From when to when the answer is, in milliseconds since 1970.
    [[nodiscard]] QPair<double, double> span() const { return {m_from, m_to}; }
    /// All series as a table (RFC 4180): the time in UTC first, empty where nothing was measured.
    [[nodiscard]] QByteArray csv() const;

    [[nodiscard]] const QJsonObject &now() const { return m_now; }
    [[nodiscard]] const QJsonObject &health() const { return m_health; }

Q_SIGNALS:
    void changed();
    void healthChanged();
    void failed(const digidig::console::Problem &problem);

private:
    void came(const Answer &answer);

    Client &m_client;
    QString m_range = QStringLiteral("5m");
    QHash<QString, QList<QPointF>> m_series; ///< With NaN where nothing was measured.
    QJsonObject m_now;
    QJsonObject m_health;
    double m_from = 0;
    double m_to = 0;
    double m_stepMs = 5'000;
    qint64 m_askedMs = 0;
    bool m_loaded = false;
    LatestCall m_call;
    LatestCall m_healthCall;
};

} // namespace digidig::console
