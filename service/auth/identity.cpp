// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/identity.h"

#include "auth/autherrors.h"
#include "auth/jwt.h"
#include "core/text.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QLoggingCategory>
#include <QtCore/QMessageAuthenticationCode>
#include <QtCore/QRandomGenerator>

#include <algorithm>
#include <array>
#include <limits>

namespace digidig::auth {

namespace {

Q_LOGGING_CATEGORY(identityLog, "digidig.auth")

constexpr qint64 Never = std::numeric_limits<qint64>::max();

QByteArray digest(QByteArrayView token)
{
    return QCryptographicHash::hash(token.toByteArray(), QCryptographicHash::Sha256);
}

QByteArray randomKey()
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    return {reinterpret_cast<const char *>(random.data()), qsizetype(sizeof random)};
}

bool isDown(const core::Result<IdentityUser> &outcome)
{
    return !outcome && outcome.error().errc == core::Errc::Unavailable;
}

} // namespace

Identity::Identity(Options options)
    : m_options(std::move(options))
    , m_loginSecret(randomKey())
    , m_client(m_options.client)
{
}

Identity::~Identity() = default;

void Identity::setObserver(std::function<void()> observer)
{
    const std::lock_guard lock(m_mutex);
    m_observer = std::move(observer);
}

void Identity::start()
{
    m_client.setObserver([this](const IdentityState &state) { changed(state); });
    m_client.start();
}

void Identity::setPolicy(const Policy &policy)
{
    m_client.setTimeout(policy.timeoutMs);
    const std::lock_guard lock(m_mutex);
    m_policy = policy;
}

/// How long Identity has not answered; 0 while one failure alone speaks for it.
qint64 Identity::outageMs() const
{
    const IdentityState state = m_client.state();
    return state.reachable ? 0 : core::nowMs() - state.sinceMs;
}

/// Under m_mutex.
std::optional<core::Result<IdentityUser>> Identity::remembered(
    const QByteArray &key, QByteArrayView token, bool unreachable)
{
    const qint64 now = m_options.now();
    const auto confirmed = m_confirmed.find(key);
    if (confirmed && now < confirmed->endMs) {
        if (now - confirmed->atMs < m_policy.cacheMs) {
            ++m_hits;
            return confirmed->user;
        }
        if (unreachable && now - confirmed->atMs < LongestOutageMs) {
            ++m_outageHits;
            return confirmed->user;
        }
    }
    // Further ones are worth the looking only once the cheap answers are through.
    const auto refused = m_refused.find(key);
    if (refused && (unreachable ? now < refused->endMs : now - refused->atMs < RefusedMs))
        return errors::wrongCredential();
    if (m_options.secret.isEmpty())
        return std::nullopt;
    const auto claims = claimsOf(token);
    if (!claims || !hasSignature(token, m_options.secret) || !claims->isValidAt(now))
        return errors::wrongCredential();
    if (unreachable && outageMs() < LongestOutageMs) {
        ++m_outageHits;
        return IdentityUser{claims->username, claims->roles};
    }
    return std::nullopt;
}

std::optional<core::Result<IdentityUser>> Identity::known(QByteArrayView token)
{
    const QByteArray key = digest(token);
    const bool unreachable = !m_client.state().reachable;
    const std::lock_guard lock(m_mutex);
    return remembered(key, token, unreachable);
}

void Identity::ask(const QByteArray &token, core::Completion<IdentityUser> done)
{
    const QByteArray key = digest(token);
    {
        std::unique_lock lock(m_mutex);
        if (m_waitingCount >= MaxWaiting) {
            lock.unlock();
            return done(errors::identityUnavailable(QStringLiteral("too many wait for it")));
        }
        ++m_waitingCount;
        ++m_misses;
        Waiting &waiting = m_waiting[key];
        waiting.push_back(std::move(done));
        if (waiting.size() > 1)
            return;
    }
    m_client.verify(token, [this, token, key](const core::Result<IdentityUser> &outcome) {
        verified(token, key, outcome);
    });
}

void Identity::verified(
    const QByteArray &token, const QByteArray &key, const core::Result<IdentityUser> &outcome)
{
    core::Result<IdentityUser> answer = outcome;
    Waiting waiting;
    {
        const std::lock_guard lock(m_mutex);
        const qint64 now = m_options.now();
        const auto claims = claimsOf(token);
        // What is no token of a form that we know may be good all the same, but tells no end.
        const qint64 endMs = claims ? claims->expiresMs : Never;
        if (outcome) {
            m_refused.remove(key);
            m_confirmed.put(key, {*outcome, now, endMs});
        } else if (isDown(outcome)) {
            if (auto stale = remembered(key, token, true))
                answer = *std::move(stale);
        } else {
            m_confirmed.remove(key);
            m_refused.put(key, {now, endMs});
        }
        waiting = m_waiting.take(key);
        m_waitingCount -= waiting.size();
    }
    for (const auto &done : waiting)
        done(answer);
}

QByteArray Identity::loginKey(const QString &address, const QByteArray &password) const
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, m_loginSecret);
    code.addData(address.toLower().toUtf8());
    code.addData(QByteArrayView("\0", 1).toByteArray());
    code.addData(password);
    return code.result();
}

void Identity::login(
    const QString &address, const QByteArray &password, core::Completion<IdentityUser> done)
{
    const QByteArray key = loginKey(address, password);
    {
        std::unique_lock lock(m_mutex);
        const qint64 now = m_options.now();
        const auto entered = m_logins.find(key);
        if (entered && now - entered->atMs < m_policy.cacheMs && now < entered->endMs) {
            ++m_hits;
            lock.unlock();
            return done(entered->user);
        }
        ++m_misses;
    }
    m_client.login(address, password,
        [this, key, done = std::move(done)](const core::Result<QByteArray> &token) {
            if (!token)
                return loggedIn(key, {}, token.error(), done);
            ask(*token, [this, key, token = *token, done](const core::Result<IdentityUser> &user) {
                loggedIn(key, token, user, done);
            });
        });
}

void Identity::loggedIn(const QByteArray &key, const QByteArray &token,
    const core::Result<IdentityUser> &outcome, const core::Completion<IdentityUser> &done)
{
    core::Result<IdentityUser> answer = outcome;
    {
        const std::lock_guard lock(m_mutex);
        const qint64 now = m_options.now();
        if (outcome) {
            const auto claims = claimsOf(token);
            m_logins.put(key, {*outcome, now, claims ? claims->expiresMs : Never});
        } else if (isDown(outcome)) {
            const auto entered = m_logins.find(key);
            if (entered && now < entered->endMs && now - entered->atMs < LongestOutageMs) {
                ++m_outageHits;
                answer = entered->user;
            }
        } else {
            m_logins.remove(key);
        }
    }
    done(answer);
}

core::Result<Principal> Identity::principal(const IdentityUser &user) const
{
    const QString name = QStringLiteral("identity:") + user.username;
    if (user.roles.contains(QStringLiteral("admin")))
        return Principal{Role::Admin, name};
    const auto account = m_accounts.find(user.username);
    if (!account)
        return account.error();
    if (account->disabled) {
        core::Error error = errors::accountDisabled();
        error.slug.clear(); // Any request may come to this: it has no code of its own there.
        return error;
    }
    return Principal{Role::Account, name, account->id, account->publicId};
}

void Identity::refreshDomains()
{
    if (m_options.token.isEmpty())
        return;
    m_client.domains(m_options.token,
        [this](const core::Result<QStringList> &domains) { keepDomains(domains); });
}

void Identity::keepDomains(const core::Result<QStringList> &domains)
{
    const std::lock_guard lock(m_mutex);
    if (domains) {
        m_domains = *domains;
        m_domainsRefused = false;
    } else if (domains.error().errc == core::Errc::Unauthorized
        && !std::exchange(m_domainsRefused, true)) {
        qCWarning(identityLog, "Identity refuses identity_token: its domains are not known");
    }
}

LocalDomains Identity::localDomains() const
{
    const std::lock_guard lock(m_mutex);
    LocalDomains local{m_policy.localDomains, m_options.token.isEmpty() || m_domains};
    if (m_domains) {
        local.domains += *m_domains;
        local.domains.removeDuplicates();
        local.known = !local.domains.isEmpty(); // That there are none does not mean all.
    }
    return local;
}

void Identity::changed(const IdentityState &state)
{
    std::function<void()> observer;
    bool lost = false;
    bool found = false;
    {
        const std::lock_guard lock(m_mutex);
        lost = m_wasReachable && !state.reachable;
        found = state.reachable && (!m_wasReachable || m_wasForm != state.form);
        m_wasReachable = state.reachable;
        m_wasForm = state.form;
        observer = m_observer;
    }
    const QString url = m_options.client.url.toString(QUrl::RemoveUserInfo);
    if (lost) {
        qCWarning(identityLog, "Identity at %s cannot be reached: %s", qPrintable(url),
            qPrintable(core::forLog(state.lastError)));
    }
    if (found) {
        qCInfo(identityLog, "Identity at %s answers, in its %s form", qPrintable(url),
            slug(state.form).constData());
        refreshDomains();
    }
    if (observer)
        observer();
}

Identity::Figures Identity::figures() const
{
    Figures figures;
    figures.state = m_client.state();
    const std::lock_guard lock(m_mutex);
    figures.cacheHits = m_hits;
    figures.cacheMisses = m_misses;
    figures.outageHits = m_outageHits;
    figures.cached = m_confirmed.size() + m_logins.size();
    figures.domains = m_domains ? m_domains->size() : 0;
    return figures;
}

} // namespace digidig::auth
