// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/authorization.h"
#include "rest/routetable.h"

#include <QtCore/QHash>

#include <functional>

class QThreadPool;

namespace digidig::rest {

class Audit;
class Deadlines;
class Language;
class Metrics;
struct ServiceState;

/// Everything that cuts across routes, in one place: who may, 404, 405 and Allow, OPTIONS, HEAD, CORS, content
/// types, errors, request ids, languages, deadlines, conditional requests, compression, access log, statistics.
/// Lives on the HTTP thread.
class Router
{
public:
    using Policy = RequestPolicy;
    struct Parts {
        const auth::Gate &gate;
        const Language &language;
        ServiceState &state;
        Metrics &metrics;
        QThreadPool &workers;
        std::function<Policy()> policy; ///< Read anew for each request; cheap.
        auth::Throttle *throttle = nullptr; ///< Null: wrong credentials are not counted.
        Audit *audit = nullptr; ///< Null: nobody notes changes.
    };

    explicit Router(Parts parts);
    ~Router();

    /// Before the first request only.
    void add(Route route);
    /// What the front calls; the router must outlive it.
    [[nodiscard]] net::RequestHooks hooks();
    /// Method and pattern of every route.
    [[nodiscard]] QList<std::pair<QByteArray, QByteArray>> routes() const;

private:
    using Match = RouteTable::Match;
    struct Started;

    [[nodiscard]] std::function<void(const net::Response &)> witness(const net::Request &request,
        const Match &match, const auth::Principal &who, const QByteArray &requestId,
        const std::shared_ptr<AuditNote> &note) const;
    [[nodiscard]] net::Response refusal(
        const net::Request &request, const Match &match, const Admission &admission,
        const QByteArray &requestId) const;
    [[nodiscard]] std::optional<qint64> maxContent(const net::Request &request) const;
    [[nodiscard]] std::optional<net::Response> onHead(const net::Request &request) const;
    void onRequest(std::shared_ptr<const net::Request> request, net::Reply reply);
    void onAnswered(const net::Request *request, int status, qint64 bytes, qint64 durationUs);
    [[nodiscard]] static core::LogContext concernedBy(const net::Request &request, const Match &match);
    void run(const RouteTable::Served &served, std::shared_ptr<const Call> call, net::Reply reply);

    const Parts m_parts;
    RouteTable m_table;
    Authorization m_authorization;
    std::unique_ptr<Deadlines> m_deadlines;
    QHash<const net::Request *, Started> m_started;
};

} // namespace digidig::rest
