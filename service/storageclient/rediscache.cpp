// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/rediscache.h"

#include "core/clock.h"

#include <QtCore/QLoggingCategory>

#include <algorithm>
#include <hiredis/hiredis.h>

namespace digidig::storageclient {

namespace {

Q_LOGGING_CATEGORY(cacheLog, "cache")

constexpr qint64 FirstReconnectMs = 500;
constexpr qint64 LongestReconnectMs = 30'000;

struct ReplyFreer {
    void operator()(redisReply *reply) const { ::freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, ReplyFreer>;

Reply ask(redisContext *context, const QByteArrayList &words)
{
    std::vector<const char *> texts;
    std::vector<size_t> sizes;
    for (const QByteArray &word : words) {
        texts.push_back(word.constData());
        sizes.push_back(size_t(word.size()));
    }
    return Reply(static_cast<redisReply *>(
        ::redisCommandArgv(context, int(words.size()), texts.data(), sizes.data())));
}

/// Why @p reply is no answer; empty: it is one.
QString trouble(const redisContext *context, const Reply &reply)
{
    if (!reply)
        return QString::fromUtf8(context->errstr);
    return reply->type == REDIS_REPLY_ERROR
        ? QString::fromUtf8(reply->str, qsizetype(reply->len))
        : QString();
}

QByteArray keyOf(const QByteArray &sha256)
{
    return "digidig:content:" + sha256.toHex();
}

timeval interval(qint64 ms)
{
    return {.tv_sec = time_t(ms / 1000), .tv_usec = suseconds_t(ms % 1000 * 1000)};
}

} // namespace

void RedisCache::Closer::operator()(redisContext *context) const
{
    ::redisFree(context);
}

RedisCache::Options RedisCache::optionsFrom(const QUrl &url)
{
    Options options;
    options.host = url.host();
    options.port = url.port(options.port);
    options.database = url.path().mid(1).toInt();
    return options;
}

RedisCache::RedisCache(Options options)
    : m_options(std::move(options))
{
}

RedisCache::~RedisCache() = default;

RedisCache::Connection RedisCache::connect() const
{
    const timeval limit = interval(m_options.timeoutMs);
    Connection connection(
        ::redisConnectWithTimeout(m_options.host.toUtf8().constData(), m_options.port, limit));
    if (!connection || connection->err != 0)
        return connection;
    ::redisSetTimeout(connection.get(), limit);
    if (!m_options.password.isEmpty()) {
        if (const QString why =
                trouble(connection.get(), ask(connection.get(), {"AUTH", m_options.password}));
            !why.isEmpty()) {
            qCWarning(cacheLog, "%s", qPrintable(why));
            return nullptr;
        }
    }
    if (m_options.database != 0
        && !trouble(connection.get(),
            ask(connection.get(), {"SELECT", QByteArray::number(m_options.database)}))
                .isEmpty())
        return nullptr;
    return connection;
}

RedisCache::Connection RedisCache::lease()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_reachable && core::monotonicMs() < m_retryMs)
            return nullptr;
        if (m_leased >= m_options.connections)
            return nullptr; // Storage is asked rather than waited for here.
        ++m_leased;
        if (!m_reachable) // One tries; others wait for what it finds.
            m_retryMs = core::monotonicMs() + m_delayMs;
        if (!m_idle.empty()) {
            Connection idle = std::move(m_idle.back());
            m_idle.pop_back();
            return idle;
        }
    }
    Connection connection = connect();
    if (connection && connection->err == 0)
        return connection;
    failed(connection ? QString::fromUtf8(connection->errstr) : QStringLiteral("cannot log in"));
    giveBack(nullptr);
    return nullptr;
}

void RedisCache::giveBack(Connection connection)
{
    const std::lock_guard lock(m_mutex);
    --m_leased;
    if (connection && connection->err == 0)
        m_idle.push_back(std::move(connection));
}

void RedisCache::failed(const QString &why)
{
    ++m_failures;
    const std::lock_guard lock(m_mutex);
    m_idle.clear(); // They are as old as the one that failed.
    m_delayMs = std::clamp(m_delayMs * 2, FirstReconnectMs, LongestReconnectMs);
    m_retryMs = core::monotonicMs() + m_delayMs;
    if (std::exchange(m_reachable, false))
        qCWarning(cacheLog, "Redis does not answer: %s", qPrintable(why));
}

void RedisCache::worked()
{
    const std::lock_guard lock(m_mutex);
    m_delayMs = 0;
    if (!std::exchange(m_reachable, true))
        qCInfo(cacheLog, "Redis answers again");
}

std::optional<QByteArray> RedisCache::get(const QByteArray &sha256)
{
    Connection connection = lease();
    if (!connection) {
        ++m_misses;
        return std::nullopt;
    }
    std::optional<QByteArray> found;
    // No more than is ever put there, whatever others have.
    const Reply reply = ask(connection.get(),
        {"GETRANGE", keyOf(sha256), "0", QByteArray::number(m_options.maxBytes - 1)});
    if (const QString why = trouble(connection.get(), reply); !why.isEmpty()) {
        failed(why);
    } else {
        worked();
        if (reply->type == REDIS_REPLY_STRING && reply->len > 0)
            found = QByteArray(reply->str, qsizetype(reply->len));
    }
    giveBack(std::move(connection));
    ++(found ? m_hits : m_misses);
    return found;
}

void RedisCache::set(const QByteArray &sha256, const QByteArray &bytes)
{
    if (bytes.size() > m_options.maxBytes)
        return;
    Connection connection = lease();
    if (!connection)
        return;
    const Reply reply = ask(connection.get(),
        {"SET", keyOf(sha256), bytes, "EX", QByteArray::number(m_options.keepSeconds)});
    const QString why = trouble(connection.get(), reply);
    // A full one says so, and works all the same.
    if (!why.isEmpty() && !why.startsWith(u"OOM"))
        failed(why);
    else
        worked();
    giveBack(std::move(connection));
}

void RedisCache::probe()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_reachable)
            return;
    }
    Connection connection = lease();
    if (!connection)
        return;
    const Reply reply = ask(connection.get(), {"PING"});
    if (const QString why = trouble(connection.get(), reply); !why.isEmpty())
        failed(why);
    else
        worked();
    giveBack(std::move(connection));
}

RedisCache::State RedisCache::state() const
{
    const std::lock_guard lock(m_mutex);
    return {.reachable = m_reachable, .hits = m_hits, .misses = m_misses, .failures = m_failures};
}

} // namespace digidig::storageclient
