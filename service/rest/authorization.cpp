// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/authorization.h"

#include "auth/identity.h"
#include "auth/peerowner.h"
#include "auth/throttle.h"
#include "core/clock.h"
#include "rest/negotiate.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace digidig::rest {

namespace {

constexpr qsizetype MaxRememberedPeers = 4096;

bool wasForwarded(const net::HeaderFields &headers)
{
    return std::any_of(headers.all().begin(), headers.all().end(), [](const auto &field) {
        const QByteArray &name = field.first;
        return name.compare("forwarded", Qt::CaseInsensitive) == 0
            || name.compare("x-real-ip", Qt::CaseInsensitive) == 0
            || name.compare("via", Qt::CaseInsensitive) == 0
            || (name.size() > 12
                && name.left(12).compare("x-forwarded-", Qt::CaseInsensitive) == 0);
    });
}

bool takesContentType(const Route &route, const net::Request &request)
{
    const QByteArray field = request.headers.value("Content-Type");
    if (route.contentTypes.isEmpty() || request.contentLength == 0 || field.isEmpty())
        return true;
    return route.contentTypes.contains(mediaType(field));
}

/// What speaks against a request of @p who, if anything.
std::optional<core::Error> objectionTo(const net::Request &request, const RouteTable::Match &match,
    const RequestPolicy &policy, const auth::Principal &who)
{
    if (request.method == net::Method::Options)
        return std::nullopt;
    if (!match.served) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("rest", "this path does not know the method %1")
                .arg(QString::fromLatin1(request.methodName.left(20))),
            {}, "method_not_allowed"};
    }
    const Route &route = match.served->route;
    const bool mayRead = who.role == auth::Role::Admin || who.role == auth::Role::Reader;
    const bool may = route.access == Access::Open
        || (route.access == Access::Metrics && (policy.metricsOpen || mayRead))
        || (route.access == Access::Read && mayRead)
        || (route.access == Access::OwnRead && (mayRead || who.role == auth::Role::Account))
        || (route.access == Access::OwnWrite
            && (who.role == auth::Role::Admin || who.role == auth::Role::Account))
        || (route.access == Access::Admin && who.role == auth::Role::Admin);
    if (!may && who.role == auth::Role::Anonymous) {
        return core::Error{core::Errc::Unauthorized,
            QCoreApplication::translate("rest", "this needs a token"), {}, {}};
    }
    if (!may) {
        return core::Error{core::Errc::Forbidden,
            QCoreApplication::translate("rest", "this needs an administrator"), {}, {}};
    }
    if (!policy.enabled && route.whenDisabled == WhenDisabled::Refused) {
        return core::Error{core::Errc::Unavailable,
            QCoreApplication::translate("rest", "the service is switched off"), {},
            "service_disabled"};
    }
    if (!takesContentType(route, request)) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("rest", "the content must be %1")
                .arg(QString::fromLatin1(route.contentTypes.join(", "))),
            {}, "unsupported_media_type"};
    }
    return std::nullopt;
}

} // namespace

/// What Identity says of a request's token: `net::Request::prepared`.
struct Authorization::Asked {
    std::optional<core::Result<auth::IdentityUser>> outcome; ///< Set before the request goes on.
    qint64 waitedMs = 0;
};

Authorization::Authorization(const auth::Gate &gate, auth::Throttle *throttle)
    : m_gate(gate)
    , m_throttle(throttle)
{
}

qint64 Authorization::waitedMs(const net::Request &request)
{
    const auto *const asked = static_cast<const Asked *>(request.prepared.get());
    return asked ? asked->waitedMs : 0;
}

/// Who holds a token of Identity is found out once for each request, before its content is read:
/// that of strangers would fill the disk while Identity is asked.
bool Authorization::prepare(
    net::Request &request, const RouteTable &table, std::function<void()> goOn) const
{
    auth::Identity *const identity = m_gate.identity();
    if (!identity)
        return false;
    const QByteArray authorization = request.headers.value("Authorization");
    const QByteArrayView token = m_gate.identityToken(authorization);
    if (token.isEmpty() || !table.match(request).path)
        return false;
    const auto asked = std::make_shared<Asked>();
    request.prepared = asked;
    asked->outcome = identity->known(token);
    if (asked->outcome)
        return false;
    identity->ask(token.toByteArray(),
        [asked, goOn = std::move(goOn), sinceMs = core::monotonicMs()](
            core::Result<auth::IdentityUser> outcome) {
            asked->outcome = std::move(outcome);
            asked->waitedMs = core::monotonicMs() - sinceMs;
            goOn();
        });
    return true;
}

core::Result<auth::Principal> Authorization::identify(
    const net::Request &request, const auth::GatePolicy &policy) const
{
    auth::Evidence evidence;
    evidence.authorization = request.headers.value("Authorization");
    evidence.host = request.headers.value("Host");
    evidence.origin = request.headers.value("Origin");
    evidence.forwarded = wasForwarded(request.headers);
    // Whoever comes through a proxy is no caller of this machine, wherever the proxy runs.
    evidence.loopback =
        !request.proxied && request.peerAddress.isLoopback() && request.localAddress.isLoopback();
    // A connection keeps its owner, so the kernel is asked once for each.
    evidence.peerOwner = [&]() -> std::optional<uid_t> {
        const auto known = m_peerOwners.constFind(request.connectionId);
        if (known != m_peerOwners.constEnd())
            return *known;
        if (m_peerOwners.size() >= MaxRememberedPeers)
            m_peerOwners.clear();
        const auto owner = auth::peerOwner(
            request.peerAddress, request.peerPort, request.localAddress, request.localPort);
        m_peerOwners.insert(request.connectionId, owner);
        return owner;
    };
    if (const auto *asked = static_cast<const Asked *>(request.prepared.get()))
        evidence.byIdentity = asked->outcome;
    return m_gate.identify(evidence, policy);
}

Admission Authorization::admit(
    const net::Request &request, const RouteTable::Match &match, const RequestPolicy &policy) const
{
    if (!match.path) {
        return {{},
            core::Error{core::Errc::NotFound,
                QCoreApplication::translate("rest", "there is nothing at this path"), {}, {}},
            0};
    }
    auto who = identify(request, policy.gate);
    if (who) {
        auto error = objectionTo(request, match, policy, *who);
        return {*std::move(who), std::move(error), 0};
    }
    if (who.error().errc == core::Errc::Unauthorized && m_throttle) {
        const auto wait = m_throttle->failed(
            request.peerAddress, auth::Gate::claimOf(request.headers.value("Authorization")));
        if (wait) {
            return {{},
                core::Error{core::Errc::LimitExceeded,
                    QCoreApplication::translate(
                        "rest", "there were too many wrong credentials; try again later"),
                    {}, "rate_limited"},
                *wait};
        }
    }
    return {{}, std::move(who).error(), 0};
}

} // namespace digidig::rest
