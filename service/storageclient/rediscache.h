// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QUrl>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

struct redisContext;

namespace digidig::storageclient {

/// Contents in a Redis that several services share. Whatever goes wrong with it counts as not found
/// there; while it does not answer it is asked now and then only. Blocks for no longer than its
/// time-out. Thread-safe.
class RedisCache {
public:
    struct Options {
        QString host;
        int port = 6379;
        int database = 0;
        QByteArray password = {}; ///< Empty: none.
        qint64 timeoutMs = 250; ///< For a connection, a question, an answer.
        qint64 keepSeconds = 7 * 86'400;
        size_t connections = 4;
        qsizetype maxBytes = 64 * 1024 * 1024; ///< Larger contents are not kept there.
    };
    /// How it is reached as `redis://HOST[:PORT][/DATABASE]` says.
    [[nodiscard]] static Options optionsFrom(const QUrl &url);

    explicit RedisCache(Options options);
    ~RedisCache();
    RedisCache(const RedisCache &) = delete;
    RedisCache &operator=(const RedisCache &) = delete;

    [[nodiscard]] std::optional<QByteArray> get(const QByteArray &sha256);
    void set(const QByteArray &sha256, const QByteArray &bytes);
    /// Asks, when it did not answer before, whether it does now.
    void probe();

    struct State {
        bool reachable = true;
        qint64 hits = 0;
        qint64 misses = 0;
        qint64 failures = 0;
    };
    [[nodiscard]] State state() const;

private:
    struct Closer {
        void operator()(redisContext *context) const;
    };
    using Connection = std::unique_ptr<redisContext, Closer>;

    /// A connection, or null when all are taken or it is not to be asked now.
    [[nodiscard]] Connection lease();
    void giveBack(Connection connection);
    [[nodiscard]] Connection connect() const;
    void failed(const QString &why);
    void worked();

    const Options m_options;
    mutable std::mutex m_mutex;
    std::vector<Connection> m_idle;
    size_t m_leased = 0;
    bool m_reachable = true;
    qint64 m_retryMs = 0; ///< When it may be asked again, monotonic.
    qint64 m_delayMs = 0;
    std::atomic<qint64> m_hits = 0, m_misses = 0, m_failures = 0;
};

} // namespace digidig::storageclient
