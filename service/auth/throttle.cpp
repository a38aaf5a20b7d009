// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/throttle.h"

#include "core/text.h"

#include <QtCore/QLoggingCategory>

#include <algorithm>

namespace digidig::auth {

namespace {

Q_LOGGING_CATEGORY(log, "digidig.auth")

constexpr int V6NetworkBits = 64;

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

qint64 Throttle::remaining(const Table &table, const QString &subject, qint64 now) const
{
    const auto found = table.sources.constFind(subject);
    return found == table.sources.constEnd() ? 0 : std::max<qint64>(0, (*found)->ban.untilMs - now);
}

void Throttle::count(Table &table, Ban::Kind kind, const QString &subject, qint64 now)
{
    auto found = table.sources.find(subject);
    if (found == table.sources.end()) {
        if (table.order.size() >= MaxSources) {
            table.sources.remove(table.order.front().ban.subject);
            table.order.pop_front();
        }
        Source fresh;
        fresh.ban.kind = kind;
        fresh.ban.subject = subject;
        fresh.lastMs = now;
        found =
            table.sources.insert(subject, table.order.insert(table.order.end(), std::move(fresh)));
    } else {
        table.order.splice(table.order.end(), table.order, *found);
    }
    Source &source = **found;
    Ban &ban = source.ban;
    if (now - std::max(source.lastMs, ban.untilMs) >= m_policy.longestBanMs) {
        ban.failures = 0;
        source.bansInARow = 0;
    }
    source.lastMs = now;
    ++ban.failures;
    if (ban.failures < m_policy.failures)
        return;
    qint64 length = m_policy.firstBanMs;
    for (int i = 0; i < source.bansInARow && length < m_policy.longestBanMs; ++i)
        length *= 2;
    length = std::min(length, m_policy.longestBanMs);
    ++source.bansInARow;
    ban.id = ++m_lastId;
    ban.sinceMs = now;
    ban.untilMs = now + length;
    qCWarning(log, "wrong credentials %s %s are refused for %lld s after %d failures",
        kind == Ban::Kind::Address ? "from" : "for", qPrintable(core::forLog(subject)),
        length / 1000, ban.failures);
}

std::optional<qint64> Throttle::failed(const QHostAddress &address, const QString &account)
{
    const qint64 now = m_now();
    const std::lock_guard lock(m_mutex);
    // For people, and for programs that watch the log and close the firewall: its form is in the
    // manual.
    qCWarning(log, "authentication failed from %s", qPrintable(address.toString()));
    if (m_policy.failures <= 0)
        return std::nullopt;
    const QString network = networkOf(address);
    const qint64 wait =
        std::max(remaining(m_addresses, network, now), remaining(m_accounts, account, now));
    if (wait > 0)
        return wait;
    count(m_addresses, Ban::Kind::Address, network, now);
    if (!account.isEmpty())
        count(m_accounts, Ban::Kind::Account, account, now);
    return std::nullopt;
}

std::vector<Ban> Throttle::bans() const
{
    const qint64 now = m_now();
    const std::lock_guard lock(m_mutex);
    std::vector<Ban> all;
    for (const Table *table : {&m_addresses, &m_accounts}) {
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
    for (Table *table : {&m_addresses, &m_accounts}) {
        const auto found = std::find_if(table->order.begin(), table->order.end(),
            [&](const Source &source) { return source.ban.id == id && source.ban.untilMs > now; });
        if (found == table->order.end())
            continue;
        table->sources.remove(found->ban.subject);
        table->order.erase(found);
        return true;
    }
    return false;
}

} // namespace digidig::auth
