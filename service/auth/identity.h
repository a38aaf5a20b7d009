// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/accountnames.h"
#include "auth/identitycache.h"
#include "auth/identityclient.h"
#include "auth/principal.h"
#include "core/clock.h"

#include <QtCore/QHash>

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace digidig::auth {

/// Whose addresses are ours.
struct LocalDomains {
    QStringList domains; ///< Empty, when known: every domain.
    bool known = true; ///< False: Identity's list is part of it and was not read so far.
};

/// Who the platform's users are: asks the Identity service, and remembers what it said.
///
/// What Identity confirmed holds for `cacheMs`, and never longer than the token; so that is how
/// long a revoked token may still be good. What it refused is refused for a few seconds without
/// asking. With a secret, a token that is not signed with it or has ended is refused without
/// asking.
///
/// While Identity does not answer, what it confirmed within the last hour goes on being good until
/// the token ends; with a secret, so does any token that is signed with it and was not refused
/// before, for the first hour. Everything else is Unavailable (`identity_unavailable`).
///
/// Thread-safe. Neither tokens nor passwords are kept, only digests of them.
class Identity {
public:
    static constexpr qsizetype MaxCached = 10'000; ///< Of each kind.
    static constexpr size_t MaxWaiting = 5'000; ///< Who may wait for answers.
    static constexpr qint64 RefusedMs = 5'000;
    static constexpr qint64 LongestOutageMs = 3'600'000;

    struct Options {
        IdentityClient::Options client = {};
        QByteArray secret = {}; ///< Of HS256; empty: tokens are not looked into.
        QByteArray token = {}; ///< By which Identity's domains are listed; empty: they are not.
        std::function<qint64()> now = core::nowMs; ///< Unix ms.
    };
    struct Policy {
        qint64 cacheMs = 60'000;
        qint64 timeoutMs = 30'000;
        QStringList localDomains = {}; ///< Ours besides Identity's.
    };
    struct Figures {
        IdentityState state;
        qint64 cacheHits = 0; ///< Credentials answered from memory.
        qint64 cacheMisses = 0;
        qint64 outageHits = 0; ///< Let in because Identity did not answer.
        qint64 cached = 0;
        qint64 domains = 0; ///< Of Identity's list.
    };

    explicit Identity(Options options);
    /// Ends what is under way as Unavailable.
    ~Identity();
    Identity(const Identity &) = delete;
    Identity &operator=(const Identity &) = delete;

    /// Is told, on a thread of this, when Identity is lost or found. Set before start().
    void setObserver(std::function<void()> observer);
    void start();
    void setPolicy(const Policy &policy);

    /// Who holds @p token, when that is known without asking; memory only. Unauthorized when the
    /// token is wrong.
    [[nodiscard]] std::optional<core::Result<IdentityUser>> known(QByteArrayView token);
    /// Asks; those who ask for one token at the same time are one question. @p done runs on a
    /// thread of this, or within the call, and must not block.
    void ask(const QByteArray &token, core::Completion<IdentityUser> done);
    /// Verifies the password of @p address; as ask().
    void login(
        const QString &address, const QByteArray &password, core::Completion<IdentityUser> done);
    /// What @p user may: the role `admin` is the administrator, everybody else the one account
    /// here that has this name; Forbidden when there is no such, or more than one, or it is
    /// disabled.
    [[nodiscard]] core::Result<Principal> principal(const IdentityUser &user) const;

    [[nodiscard]] AccountNames &accounts() { return m_accounts; }
    [[nodiscard]] const AccountNames &accounts() const { return m_accounts; }
    /// Reads Identity's domains again, later; does nothing without a token for that.
    void refreshDomains();
    [[nodiscard]] LocalDomains localDomains() const;
    [[nodiscard]] Figures figures() const;

private:
    struct Confirmed {
        IdentityUser user;
        qint64 atMs = 0;
        qint64 endMs = 0; ///< Of the token.
    };
    struct Refused {
        qint64 atMs = 0;
        qint64 endMs = 0;
    };
    using Waiting = std::vector<core::Completion<IdentityUser>>;

    [[nodiscard]] std::optional<core::Result<IdentityUser>> remembered(
        const QByteArray &key, QByteArrayView token, bool unreachable);
    [[nodiscard]] qint64 outageMs() const;
    void verified(
        const QByteArray &token, const QByteArray &key, const core::Result<IdentityUser> &outcome);
    void loggedIn(const QByteArray &key, const QByteArray &token,
        const core::Result<IdentityUser> &outcome, const core::Completion<IdentityUser> &done);
    [[nodiscard]] QByteArray loginKey(const QString &address, const QByteArray &password) const;
    void changed(const IdentityState &state);
    void keepDomains(const core::Result<QStringList> &domains);

    const Options m_options;
    const QByteArray m_loginSecret; ///< Of this process alone: keys of passwords say nothing.
    AccountNames m_accounts;

    mutable std::mutex m_mutex; ///< Guards what follows.
    Policy m_policy;
    IdentityCache<Confirmed> m_confirmed{MaxCached};
    IdentityCache<Confirmed> m_logins{MaxCached};
    IdentityCache<Refused> m_refused{MaxCached};
    QHash<QByteArray, Waiting> m_waiting; ///< By token.
    size_t m_waitingCount = 0;
    std::optional<QStringList> m_domains; ///< Identity's, once read.
    bool m_domainsRefused = false; ///< Which was said once.
    bool m_wasReachable = true;
    IdentityForm m_wasForm = IdentityForm::Unknown;
    qint64 m_hits = 0;
    qint64 m_misses = 0;
    qint64 m_outageHits = 0;
    std::function<void()> m_observer;

    IdentityClient m_client; ///< The last: its end calls completions.
};

} // namespace digidig::auth
