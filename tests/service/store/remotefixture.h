// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fixture.h"

#include <limits>

namespace digidig::test {

/// What came of it; -1: nothing did.
inline qint64 number(const core::Result<qint64> &result)
{
    return result ? *result : -1;
}

/// A store in front of a Storage service that only the test knows.
struct RemoteTemp : TempStore {
    using What = mail::RemoteTask::What;
    using Settled = mail::RemoteSettlement::What;

    static inline const QString Bob = QStringLiteral("bob@example.org");
    static inline const QString Alice = QStringLiteral("alice@example.org");

    [[nodiscard]] mail::RemoteCopies &copies() const { return store->remote(); }

    /// As a sync stores @p document for @p address.
    core::Result<mail::Appended> take(const QString &document, const QByteArray &raw,
        const QString &address = Bob, bool read = false, bool received = true,
        const QString &keyTime = {}, const QString &keyToken = {})
    {
        mail::Append append = appendOf(raw, address);
        append.targets.front().received = received;
        append.targets.front().flags.system = read || !received ? quint32(mail::Seen) : 0;
        append.origin = mail::RemoteOrigin{document, QByteArray("digest"), read, keyTime, keyToken};
        return deliver(*store, std::move(append));
    }
    /// The id of a message that is to be stored there.
    QString send(const QByteArray &raw, const QString &address = Bob, bool received = true)
    {
        mail::Append append = appendOf(raw, address);
        append.storeThere = true;
        append.targets.front().received = received;
        const auto done = deliver(*store, std::move(append));
        return done ? done->messages.front().id : QString();
    }
    /// The id of a second message of the same bytes, as COPY makes it.
    QString copy(const QByteArray &raw, const QString &address = Bob)
    {
        const auto done = deliver(*store, appendOf(raw, address));
        return done ? done->messages.front().id : QString();
    }
    bool seen(const QString &id, bool on)
    {
        mail::MessageChange seen{id, {}, {}, {}, {}};
        (on ? seen.flags.add : seen.flags.remove).system = mail::Seen;
        return change(*store, seen).ok();
    }
    [[nodiscard]] bool isSeen(const QString &id) const
    {
        const auto message = store->message(id);
        return message && message->flags.has(mail::Seen);
    }
    bool erase(const QString &id) { return removeMessage(*store, {id, true, {}, {}}).ok(); }
    bool restore(const QString &id, const QString &address = Bob)
    {
        const auto done = await<std::vector<mail::Restored>>([&](auto end) {
            store->restore({store->account(address)->id, {id}}, std::move(end));
        });
        return done.ok();
    }
    qint64 purge(qint64 olderThanMs = std::numeric_limits<qint64>::max())
    {
        return number(
            await<qint64>([&](auto done) { store->purge(olderThanMs, std::move(done)); }));
    }

    [[nodiscard]] std::vector<mail::RemoteTask> due(qint64 nowMs = 1) const
    {
        const auto due = copies().due(nowMs, 1000, {});
        return due ? *due : std::vector<mail::RemoteTask>();
    }
    /// The only thing that is due; otherwise one of copy -1.
    [[nodiscard]] mail::RemoteTask task(qint64 nowMs = 1) const
    {
        const auto all = due(nowMs);
        mail::RemoteTask none;
        none.copy = -1;
        return all.size() == 1 ? all.front() : none;
    }
    bool settle(const mail::RemoteSettlement &settlement)
    {
        return await<void>([&](auto done) { copies().settle(settlement, std::move(done)); }).ok();
    }
    /// Tells of what is due that there is nothing to do, until there is nothing of that kind.
    void settleNothings()
    {
        for (bool more = true; std::exchange(more, false);) {
            for (const mail::RemoteTask &task : due()) {
                if (task.what == What::Nothing)
                    more = settle({.copy = task.copy});
            }
        }
    }
    static mail::RemoteListed listed(const QString &document, std::optional<bool> read,
        const QStringList &recipients = {Bob}, const QString &sender = {}, bool mayCreate = false)
    {
        mail::RemoteListed listed{document, {}, sender, read};
        for (const QString &address : recipients)
            listed.recipients.push_back({address, mayCreate});
        return listed;
    }
    [[nodiscard]] mail::RemoteKnown look(const mail::RemoteListed &listed) const
    {
        return copies().look({listed})->front();
    }
    qint64 observe(const mail::RemoteListed &listed)
    {
        return number(
            await<qint64>([&](auto done) { copies().observe({listed}, std::move(done)); }));
    }
    qint64 vanish(const QString &document)
    {
        return number(
            await<qint64>([&](auto done) { copies().vanish({document}, std::move(done)); }));
    }
    qint64 evict(qint64 bytes)
    {
        return number(await<qint64>([&](auto done) { copies().evict(bytes, std::move(done)); }));
    }
    [[nodiscard]] QString messageOf(const QString &document) const
    {
        const auto id = copies().messageOf(document, {});
        return id ? *id : QString();
    }
    /// How many messages there are in all.
    [[nodiscard]] qint64 messages() const { return store->figures().messages; }
};

/// A message that no other one is like.
inline QByteArray distinct(int number, const QByteArray &body = "Hello Bob\r\n")
{
    Mail mail;
    mail.subject = "number " + QByteArray::number(number);
    mail.messageId = QByteArray::number(number) + "@example.org";
    mail.body = body;
    return mail.bytes();
}

} // namespace digidig::test
