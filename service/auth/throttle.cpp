// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/throttle.h"

#include "core/text.h"

#include <QtCore/QLoggingCategory>

#include <algorithm>

namespace digidig::auth {

namespace {

Q_LOGGING_CATEGORY(throttleLog, "digidig.auth")

constexpr int V6NetworkBits = 64;
constexpr int V4NetworkBits = 24;
constexpr qint64 FirstDelayMs = 100;

const char *wordOf(Ban::Kind kind)
{
    return kind == Ban::Kind::Account ? "for" : "from";
}

} // namespace

Throttle::Throttle(std::function<qint64()> now)
    : m_now(std::move(now))
{
}

void Throttle::setPolicy(const Policy &policy)
{
    const std::lock_guard lock(m_mutex);
    m_policy = policy;
}

QString Throttle::networkOf(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4); // also of ::ffff:a.b.c.d
    if (isV4)
        return QHostAddress(v4).toString();
    Q_IPV6ADDR v6 = address.toIPv6Address();
    if (address.isLoopback())
        return address.toString();
    std::fill(std::begin(v6.c) + V6NetworkBits / 8, std::end(v6.c), quint8(0));
    return QHostAddress(v6).toString() + QStringLiteral("/%1").arg(V6NetworkBits);
}

QString Throttle::wideNetworkOf(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    if (!isV4 || address.isLoopback() || QHostAddress(v4).isLoopback())
        return {};
    return QHostAddress(v4 & (~0U << (32 - V4NetworkBits))).toString()
        + QStringLiteral("/%1").arg(V4NetworkBits);
}

qint64 Throttle::remaining(const Table &table, const QString &subject, qint64 now) const
{
    const auto found = table.sources.constFind(subject);
    return found == table.sources.constEnd() ? 0 : std::max<qint64>(0, (*found)->ban.untilMs - now);
}

Throttle::Source &Throttle::sourceOf(
    Table &table, Ban::Kind kind, const QString &subject, qint64 now)
{
    const auto found = table.sources.find(subject);
    if (found != table.sources.end()) {
        table.order.splice(table.order.end(), table.order, *found);
        return **found;
    }
    if (table.order.size() >= MaxSources) {
        table.sources.remove(table.order.front().ban.subject);
        table.order.pop_front();
    }
    Source fresh;
    fresh.ban.kind = kind;
    fresh.ban.subject = subject;
    fresh.lastMs = now;
    return **table.sources.insert(
        subject, table.order.insert(table.order.end(), std::move(fresh)));
}

void Throttle::count(Table &table, Ban::Kind kind, const QString &subject, int free, qint64 now)
{
    if (subject.isEmpty() || free <= 0)
        return;
    Source &source = sourceOf(table, kind, subject, now);
    Ban &ban = source.ban;
    if (now - std::max(source.lastMs, ban.untilMs) >= m_policy.longestBanMs) {
        ban.failures = 0;
        source.bansInARow = 0;
    }
    source.lastMs = now;
    ++ban.failures;
    if (ban.failures < free)
        return;
    qint64 length = m_policy.firstBanMs;
    for (int i = 0; i < source.bansInARow && length < m_policy.longestBanMs; ++i)
        length *= 2;
    length = std::min(length, m_policy.longestBanMs);
    ++source.bansInARow;
    ban.id = ++m_lastId;
    ban.sinceMs = now;
    ban.untilMs = now + length;
    ++m_version;
    qCWarning(throttleLog, "wrong credentials %s %s are refused for %lld s after %d failures",
        wordOf(kind), qPrintable(core::forLog(subject)), length / 1000, ban.failures);
}

std::optional<qint64> Throttle::failed(const QHostAddress &address, const QString &account)
{
    const qint64 now = m_now();
    const std::lock_guard lock(m_mutex);
    // For people, and for programs that watch the log and close the firewall: its form is in the
    // manual.
    qCWarning(throttleLog, "authentication failed from %s", qPrintable(address.toString()));
    if (m_policy.failures <= 0)
        return std::nullopt;
    const QString own = networkOf(address);
    const QString network = wideNetworkOf(address);
    const qint64 wait = std::max({remaining(m_addresses, own, now),
        remaining(m_networks, network, now), remaining(m_accounts, account, now)});
    if (wait > 0)
        return wait;
    const auto kind = own.contains(u'/') ? Ban::Kind::Network : Ban::Kind::Address;
    count(m_addresses, kind, own, m_policy.failures, now);
    count(m_networks, Ban::Kind::Network, network, m_policy.networkFailures, now);
    count(m_accounts, Ban::Kind::Account, account, m_policy.failures, now);
    return std::nullopt;
}

qint64 Throttle::delayMs(const QHostAddress &address, const QString &account) const
{
    const std::lock_guard lock(m_mutex);
    const auto failures = [](const Table &table, const QString &subject) {
        const auto found = table.sources.constFind(subject);
        return found == table.sources.constEnd() ? 0 : (*found)->ban.failures;
    };
    const int most =
        std::max(failures(m_addresses, networkOf(address)), failures(m_accounts, account));
    qint64 delay = most > 1 ? FirstDelayMs : 0;
    for (int i = 2; i < most && delay < m_policy.longestDelayMs; ++i)
        delay *= 2;
    return std::min(delay, m_policy.longestDelayMs);
}

std::optional<qint64> Throttle::banned(const QHostAddress &address) const
{
    const qint64 now = m_now();
    const std::lock_guard lock(m_mutex);
    const qint64 wait = std::max(remaining(m_addresses, networkOf(address), now),
        remaining(m_networks, wideNetworkOf(address), now));
    return wait > 0 ? std::optional(wait) : std::nullopt;
}

std::vector<Ban> Throttle::bans() const
{
    const qint64 now = m_now();
    const std::lock_guard lock(m_mutex);
    std::vector<Ban> all;
    for (const Table *table : tables()) {
        for (const Source &source : table->order) {
            if (source.ban.untilMs > now)
                all.push_back(source.ban);
        }
    }
    std::sort(all.begin(), all.end(), [](const Ban &a, const Ban &b) { return a.id > b.id; });
    return all;
}

bool Throttle::lift(quint64 id)
{
    const qint64 now = m_now();
    const std::lock_guard lock(m_mutex);
    for (Table *table : {&m_addresses, &m_networks, &m_accounts}) {
        const auto found = std::find_if(table->order.begin(), table->order.end(),
            [&](const Source &source) { return source.ban.id == id && source.ban.untilMs > now; });
        if (found == table->order.end())
            continue;
        table->sources.remove(found->ban.subject);
        table->order.erase(found);
        ++m_version;
        return true;
    }
    return false;
}

void Throttle::restore(const std::vector<Ban> &bans)
{
    const qint64 now = m_now();
    const std::lock_guard lock(m_mutex);
    // They come newest first, and the newest is to be forgotten last.
    for (auto ban = bans.rbegin(); ban != bans.rend(); ++ban) {
        m_lastId = std::max(m_lastId, ban->id);
        if (ban->untilMs <= now || ban->subject.isEmpty())
            continue;
        const bool isWide = ban->kind == Ban::Kind::Network && !ban->subject.contains(u':');
        Table &table = isWide ? m_networks
            : ban->kind == Ban::Kind::Account ? m_accounts
                                              : m_addresses;
        Source &source = sourceOf(table, ban->kind, ban->subject, ban->sinceMs);
        source.ban = *ban;
        source.lastMs = ban->sinceMs;
        source.bansInARow = 1;
        for (qint64 length = m_policy.firstBanMs; length < ban->untilMs - ban->sinceMs; length *= 2)
            ++source.bansInARow;
    }
}

quint64 Throttle::version() const
{
    const std::lock_guard lock(m_mutex);
    return m_version;
}

} // namespace digidig::auth
