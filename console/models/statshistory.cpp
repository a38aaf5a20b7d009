// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/statshistory.h"

#include "core/clock.h"

#include <QtCore/QDateTime>
#include <QtCore/QHash>
#include <QtCore/QJsonArray>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace digidig::console {

StatsHistory::StatsHistory(Client &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
}

void StatsHistory::setRange(const QString &range)
{
    if (range == m_range)
        return;
    m_range = range;
    m_series.clear();
    m_loaded = false;
    reload();
}

void StatsHistory::reload()
{
    m_askedMs = core::nowMs();
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("history"), m_range);
    m_call = m_client.send(Request::get(QStringLiteral("/api/stats"), query), this, [this](const Answer &answer) { came(answer); });
    m_healthCall = m_client.send(Request::get(QStringLiteral("/api/health")), this, [this](const Answer &answer) {
        // A service that is not well answers 503, and says what is wrong all the same.
        const QJsonObject said = answer.json;
        if (!answer.ok() && !said.contains(u"details"))
            return;
        m_health = said;
        Q_EMIT healthChanged();
    });
}

void StatsHistory::sampled()
{
    if (!m_call.running() && core::nowMs() - m_askedMs >= qint64(m_stepMs * 0.8))
        reload();
}

void StatsHistory::came(const Answer &answer)
{
    if (!answer.ok()) {
        Q_EMIT failed(*answer.problem);
        return;
    }
    m_now = answer.json;
    const QJsonObject history = answer.json.value(u"history").toObject();
    const QJsonObject series = history.value(u"series").toObject();
    m_stepMs = history.value(u"step_seconds").toDouble(5) * 1000;
    m_series.clear();
    m_from = std::numeric_limits<double>::max();
    m_to = 0;
    for (auto it = series.begin(); it != series.end(); ++it) {
        QList<QPointF> points;
        const QJsonArray samples = it.value().toArray();
        points.reserve(samples.size());
        for (const QJsonValue &sample : samples) {
            const QJsonArray pair = sample.toArray();
            const double at = pair.at(0).toDouble() * 1000;
            points.append({at, pair.at(1).isDouble() ? pair.at(1).toDouble() : std::nan("")});
            m_from = std::min(m_from, at);
            m_to = std::max(m_to, at);
        }
        m_series.insert(it.key(), points);
    }
    m_loaded = true;
    Q_EMIT changed();
}

QList<StatsHistory::Piece> StatsHistory::pieces(const QString &series) const
{
    QList<Piece> pieces;
    Piece piece;
    const QList<QPointF> points = m_series.value(series);
    for (const QPointF &point : points) {
        if (std::isnan(point.y())) {
            if (!piece.isEmpty())
                pieces.append(std::exchange(piece, {}));
        } else {
            piece.append(point);
        }
    }
    if (!piece.isEmpty())
        pieces.append(piece);
    return pieces;
}

std::optional<double> StatsHistory::at(const QString &series, double atMs) const
{
    std::optional<double> best;
    double distance = m_stepMs;
    const QList<QPointF> points = m_series.value(series);
    for (const QPointF &point : points) {
        if (!std::isnan(point.y()) && std::abs(point.x() - atMs) <= distance) {
            distance = std::abs(point.x() - atMs);
            best = point.y();
        }
    }
    return best;
}

std::optional<double> StatsHistory::latest(const QString &series) const
{
    const QList<QPointF> points = m_series.value(series);
    for (auto it = points.rbegin(); it != points.rend(); ++it) {
        if (!std::isnan(it->y()))
            return it->y();
    }
    return std::nullopt;
}

QByteArray StatsHistory::csv() const
{
    QStringList names = m_series.keys();
    names.sort();
    QByteArray table = "time";
    for (const QString &name : std::as_const(names))
        table += ',' + name.toUtf8();
    table += "\r\n";
    const qsizetype rows = names.isEmpty() ? 0 : m_series.value(names.first()).size();
    for (qsizetype row = 0; row < rows; ++row) {
        const auto at = qint64(m_series.value(names.first()).at(row).x());
        table += QDateTime::fromMSecsSinceEpoch(at).toUTC().toString(Qt::ISODateWithMs).toLatin1();
        for (const QString &name : std::as_const(names)) {
            const QList<QPointF> points = m_series.value(name);
            const double value = row < points.size() ? points.at(row).y() : std::nan("");
            table += ',';
            if (!std::isnan(value))
                table += QByteArray::number(value, 'g', 12);
        }
        table += "\r\n";
    }
    return table;
}

} // namespace digidig::console
