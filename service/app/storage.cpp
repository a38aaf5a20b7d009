// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/storage.h"

#include "config/keys.h"

#include <algorithm>

namespace digidig::app {

namespace keys = config::keys;
using storageclient::Mirror;

namespace {

constexpr qint64 MsPerSecond = 1000;

std::optional<storageclient::Form> pinned(const QString &api)
{
    if (api == u"documented")
        return storageclient::Form::Documented;
    if (api == u"deployed")
        return storageclient::Form::Deployed;
    return std::nullopt;
}

Mirror::Schedule scheduleOf(const config::Config &config)
{
    return {.everyMs = config.get(keys::syncInterval) * MsPerSecond,
        .wholeEveryMs = config.get(keys::reconcileInterval) * MsPerSecond,
        .cacheBytes = config.get(keys::cacheMaxBytes),
        .waiters = std::max(1, int(config.get(keys::maxWorkers)) / 2)};
}

} // namespace

core::Result<std::unique_ptr<Mirror>> makeMirror(const config::Config &config, Mirror::Parts parts)
{
    if (config.get(keys::storageUrl).isEmpty())
        return std::unique_ptr<Mirror>();
    storageclient::Options options;
    options.url = QUrl(config.get(keys::storageUrl));
    options.form = pinned(config.get(keys::storageApi));
    options.caFile = config.get(keys::storageCaFile);
    options.certFile = config.get(keys::storageCert);
    options.keyFile = config.get(keys::storageKey);
    options.poolSize = int(config.get(keys::poolSize));
    options.timeoutMs = config.get(keys::timeout) * MsPerSecond;
    options.idleMs = config.get(keys::idleTimeout) * MsPerSecond;
    auto client = storageclient::Client::create(options);
    if (!client)
        return client.error();
    parts.schedule = [&config] { return scheduleOf(config); };
    std::unique_ptr<storageclient::RedisCache> cache;
    if (const QString url = config.get(keys::cacheUrl); !url.isEmpty()) {
        auto redis = storageclient::RedisCache::optionsFrom(QUrl(url));
        redis.password = config.get(keys::cachePassword).toUtf8();
        cache = std::make_unique<storageclient::RedisCache>(std::move(redis));
    }
    return std::make_unique<Mirror>(*std::move(client), std::move(cache), std::move(parts));
}

void applyTo(Mirror &mirror, const config::Config &config)
{
    mirror.client().setPoolSize(int(config.get(keys::poolSize)));
    mirror.client().setTimeout(config.get(keys::timeout) * MsPerSecond);
    mirror.client().setIdleTimeout(config.get(keys::idleTimeout) * MsPerSecond);
}

} // namespace digidig::app
