// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/answer.h"
#include "rest/call.h"

#include <QtCore/QHash>

#include <deque>
#include <functional>
#include <variant>

class QThreadPool;

namespace digidig::auth {
class Throttle;
}

namespace digidig::rest {

class Audit;
class Deadlines;
class Language;
class Metrics;
struct RouteFigures;
struct ServiceState;

/// Who may use a route.
enum class Access {
    Open, ///< Everybody; the handler looks at the principal for what only some may see.
    Read, ///< Administrator, or a token of scope `read`.
    OwnRead, ///< As Read, or a token of one account: the handler confines it to what is its own (accountscope.h).
    OwnWrite, ///< Administrator, or a token of one account, confined likewise.
    Admin, ///< Administrator only.
    Metrics, ///< As Read, or everybody when `metrics_open`.
};

/// Whether a route goes on answering while `enabled=false`.
enum class WhenDisabled { Refused, Served };

/// Answers a call; once, from any thread.
using Answer = std::function<void(Outcome)>;
/// On the HTTP thread; memory only.
using Quick = std::function<Outcome(const Call &)>;
/// On a worker; may block on the disk.
struct Work {
    std::function<Outcome(const Call &)> run;
};
/// On the HTTP thread from memory when `recall` has the answer; else `run` on a worker.
struct Remembered {
    std::function<std::optional<net::Response>(const Call &)> recall;
    std::function<Outcome(const Call &)> run;
};
/// Starts on a worker and answers later, from any thread.
struct Async {
    std::function<void(const std::shared_ptr<const Call> &, Answer)> run;
};

/// One method of one path.
struct Route {
    net::Method method = net::Method::Get;
    QByteArray pattern; ///< Segments in braces match one segment: `/emails/{id}/raw`.
    Access access = Access::Admin;
    std::variant<Quick, Work, Remembered, Async> handler;
    WhenDisabled whenDisabled = WhenDisabled::Refused;
    QByteArrayList contentTypes = {}; ///< Accepted for content; empty: content is ignored.
    QByteArrayList alsoAt = {}; ///< Other patterns with the same segments.
    bool bounded = true; ///< The request timeout applies.
    std::function<qint64()> maxContent = {}; ///< Longest content; empty: as for all. Cheap.
    bool streams = false; ///< Answers last as long as the client likes: their duration says nothing.
};

/// Everything that cuts across routes, in one place: who may, 404, 405 and Allow, OPTIONS, HEAD, CORS, content
/// types, errors, request ids, languages, deadlines, conditional requests, compression, access log, statistics.
/// Lives on the HTTP thread.
class Router
{
public:
    struct Policy {
        auth::GatePolicy gate;
        bool enabled = true;
        bool metricsOpen = false;
        qint64 timeoutMs = 30'000;
    };
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
    struct Node;
    struct Served;
    struct Match {
        const Node *node = nullptr; ///< Null: no such path.
        const Served *served = nullptr; ///< Null: the path does not know the method.
        QStringList segments;
    };
    struct Started;
    struct Asked;

    struct Admission {
        std::optional<auth::Principal> who; ///< Nothing when that was not asked, or is not proven.
        std::optional<core::Error> objection; ///< Nothing: come in.
        qint64 retryAfterMs = 0;
    };

    [[nodiscard]] bool prepare(net::Request &request, std::function<void()> goOn) const;
    [[nodiscard]] Match match(const net::Request &request) const;
    [[nodiscard]] Admission admit(
        const net::Request &request, const Match &match, const Policy &policy) const;
    [[nodiscard]] std::optional<core::Error> objection(const net::Request &request, const Match &match,
        const Policy &policy, const auth::Principal &who) const;
    [[nodiscard]] std::function<void(const net::Response &)> witness(const net::Request &request,
        const Match &match, const auth::Principal &who, const QByteArray &requestId,
        const std::shared_ptr<AuditNote> &note) const;
    [[nodiscard]] core::Result<auth::Principal> identify(
        const net::Request &request, const auth::GatePolicy &policy) const;
    [[nodiscard]] net::Response refusal(
        const net::Request &request, const Match &match, const Admission &admission,
        const QByteArray &requestId) const;
    [[nodiscard]] std::optional<qint64> maxContent(const net::Request &request) const;
    [[nodiscard]] std::optional<net::Response> onHead(const net::Request &request) const;
    void onRequest(std::shared_ptr<const net::Request> request, net::Reply reply);
    void onAnswered(const net::Request *request, int status, qint64 bytes, qint64 durationUs);
    [[nodiscard]] net::Response options(const net::Request &request, const Match &match) const;
    [[nodiscard]] static QByteArray allowed(const Node &node);
    [[nodiscard]] static core::LogContext concernedBy(const net::Request &request, const Match &match);
    void run(const Served &served, std::shared_ptr<const Call> call, net::Reply reply);

    const Parts m_parts;
    std::deque<Served> m_served;
    std::unique_ptr<Node> m_root;
    std::unique_ptr<Deadlines> m_deadlines;
    QHash<const net::Request *, Started> m_started;
    mutable QHash<quint64, std::optional<uid_t>> m_peerOwners;
};

} // namespace digidig::rest
