// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/answer.h"
#include "rest/call.h"

#include <functional>
#include <optional>
#include <variant>

namespace digidig::rest {

/// Who may use a route.
enum class Access {
    Open, ///< Everybody; the handler looks at the principal for what only some may see.
    Read, ///< Administrator, or a token of scope `read`.
    OwnRead, ///< As Read, or a token of one account: the handler confines it to what is its own
             ///< (accountscope.h).
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
    bool streams =
        false; ///< Answers last as long as the client likes: their duration says nothing.
};

/// What the configuration says of requests, whichever route answers them.
struct RequestPolicy {
    auth::GatePolicy gate;
    bool enabled = true;
    bool metricsOpen = false;
    qint64 timeoutMs = 30'000;
};

} // namespace digidig::rest
