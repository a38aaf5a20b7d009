// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/connections.h"

#include "core/clock.h"

#include <algorithm>

namespace digidig::net {

QString Connection::read(const QString &text) const
{
    const std::lock_guard lock(m_mutex);
    return text;
}

void Connection::write(QString &text, const QString &value)
{
    const std::lock_guard lock(m_mutex);
    text = value;
}

QString Connection::user() const
{
    return read(m_user);
}

void Connection::setUser(const QString &user)
{
    write(m_user, user);
}

QString Connection::clientId() const
{
    return read(m_clientId);
}

void Connection::setClientId(const QString &clientId)
{
    write(m_clientId, clientId);
}

QString Connection::mailbox() const
{
    return read(m_mailbox);
}

void Connection::setMailbox(const QString &mailbox)
{
    write(m_mailbox, mailbox);
}

QString Connection::cipher() const
{
    return read(m_cipher);
}

void Connection::setCipher(const QString &cipher)
{
    write(m_cipher, cipher);
}

std::shared_ptr<Connection> ConnectionRegistry::add(
    Protocol protocol, const QString &peer, bool tls, Closer closer)
{
    auto connection = std::make_shared<Connection>();
    connection->protocol = protocol;
    connection->peer = peer;
    connection->tls = tls;
    connection->sinceMs = core::nowMs();
    connection->lastActiveMs = core::monotonicMs();

    const std::lock_guard lock(m_mutex);
    connection->id = m_nextId++;
    m_entries.insert(connection->id, {connection, std::move(closer)});
    ++m_counts[int(protocol)];
    return connection;
}

void ConnectionRegistry::remove(quint64 id)
{
    const std::lock_guard lock(m_mutex);
    const auto it = m_entries.constFind(id);
    if (it == m_entries.constEnd())
        return;
    --m_counts[int(it->connection->protocol)];
    m_entries.erase(it);
}

// Closers run outside the lock: whatever they do, they cannot deadlock with the registry.
bool ConnectionRegistry::disconnect(quint64 id)
{
    Closer closer;
    {
        const std::lock_guard lock(m_mutex);
        const auto it = m_entries.constFind(id);
        if (it == m_entries.constEnd())
            return false;
        closer = it->closer;
    }
    if (closer)
        closer();
    return true;
}

void ConnectionRegistry::disconnectAll(Protocol protocol)
{
    QList<Closer> closers;
    {
        const std::lock_guard lock(m_mutex);
        for (const Entry &entry : std::as_const(m_entries)) {
            if (entry.connection->protocol == protocol && entry.closer)
                closers.append(entry.closer);
        }
    }
    for (const Closer &closer : std::as_const(closers))
        closer();
}

QList<std::shared_ptr<Connection>> ConnectionRegistry::list() const
{
    QList<std::shared_ptr<Connection>> all;
    {
        const std::lock_guard lock(m_mutex);
        all.reserve(m_entries.size());
        for (const Entry &entry : m_entries)
            all.append(entry.connection);
    }
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a->id < b->id; });
    return all;
}

int ConnectionRegistry::count() const
{
    const std::lock_guard lock(m_mutex);
    return int(m_entries.size());
}

int ConnectionRegistry::count(Protocol protocol) const
{
    const std::lock_guard lock(m_mutex);
    return m_counts[int(protocol)];
}

} // namespace digidig::net
