// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/client.h"

#include "storageclient/engine.h"
#include "storageclient/findcall.h"
#include "storageclient/idcalls.h"
#include "storageclient/storecall.h"
#include "storageclient/tls.h"

#include <QtCore/QCoreApplication>

namespace digidig::storageclient {

core::Result<std::unique_ptr<Client>> Client::create(const Options &options)
{
    const QString scheme = options.url.scheme();
    if (!options.url.isValid() || options.url.host().isEmpty()
        || (scheme != u"http" && scheme != u"https")) {
        core::Error error{core::Errc::Invalid,
            QCoreApplication::translate("storageclient", "This is no URL of a Storage service"),
            options.url.toDisplayString()};
        error.field = QStringLiteral("storage_url");
        return error;
    }
    auto tls = tlsConfiguration(options);
    if (!tls)
        return tls.error();
    return std::unique_ptr<Client>(new Client(std::make_unique<Engine>(options, *std::move(tls))));
}

Client::Client(std::unique_ptr<Engine> engine)
    : m_engine(std::move(engine))
{
}

Client::~Client() = default;

Client::CallId Client::probe(core::Completion<Form> done)
{
    return m_engine->probe(std::move(done));
}

Client::CallId Client::list(
    const Caller &caller, const ListQuery &query, Sink sink, core::Completion<Listed> done)
{
    return m_engine->submit(
        caller, std::make_unique<ListCall>(query, std::move(sink), std::move(done)));
}

void Client::resume(CallId list)
{
    m_engine->resume(list);
}

Client::CallId Client::get(const Caller &caller, const QString &id, core::Completion<Document> done)
{
    return m_engine->submit(caller, std::make_unique<GetCall>(id, std::move(done)));
}

Client::CallId Client::store(
    const Caller &caller, NewDocument document, core::Completion<Stored> done)
{
    return m_engine->submit(
        caller, std::make_unique<StoreCall>(std::move(document), std::move(done)));
}

Client::CallId Client::findStored(
    const Caller &caller, NewDocument document, core::Completion<std::optional<QString>> done)
{
    document.body.clear();
    return m_engine->submit(
        caller, std::make_unique<FindCall>(std::move(document), std::move(done)));
}

Client::CallId Client::setRead(
    const Caller &caller, const QString &id, bool read, core::Completion<bool> done)
{
    return m_engine->submit(caller, std::make_unique<SetReadCall>(id, read, std::move(done)));
}

Client::CallId Client::remove(const Caller &caller, const QString &id, core::Completion<void> done)
{
    return m_engine->submit(caller, std::make_unique<RemoveCall>(id, std::move(done)));
}

Client::CallId Client::unreadCount(
    const Caller &caller, const QString &address, core::Completion<std::optional<qint64>> done)
{
    return m_engine->submit(caller, std::make_unique<UnreadCall>(address, std::move(done)));
}

void Client::cancel(CallId call)
{
    m_engine->cancel(call);
}

void Client::setPoolSize(int connections)
{
    m_engine->setPoolSize(connections);
}

qint64 Client::timeoutMs() const
{
    return m_engine->timeoutMs();
}

void Client::setTimeout(qint64 ms)
{
    m_engine->setTimeout(ms);
}

void Client::setIdleTimeout(qint64 ms)
{
    m_engine->setIdleTimeout(ms);
}

State Client::state() const
{
    return m_engine->state();
}

void Client::setObserver(std::function<void(const State &)> observer)
{
    m_engine->setObserver(std::move(observer));
}

} // namespace digidig::storageclient
