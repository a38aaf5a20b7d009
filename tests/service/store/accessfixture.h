// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fixture.h"

#include <algorithm>

namespace digidig::test {

using Uids = std::vector<core::Uid>;

inline Uids uids(std::initializer_list<quint32> numbers)
{
    Uids all;
    for (const quint32 number : numbers)
        all.push_back({number});
    return all;
}

/// The mailboxes of one account, as IMAP uses them.
struct AccessTemp : TempStore {
    static inline const QString Bob = QStringLiteral("bob@example.org");
    static inline const QString Inbox = QStringLiteral("INBOX");
    static inline const QString Archive = QStringLiteral("Archive");

    core::AccountId bob;
    int made = 0;
    bool documents = false; ///< Messages are documents of Storage.

    explicit AccessTemp(bool ofStorage = false)
        : documents(ofStorage)
    {
        bob = await<mail::Account>([&](auto done) {
            store->createAccount(Bob, {}, 0, std::move(done));
        })->id;
        (void)await<mail::Mailbox>(
            [&](auto done) { store->createMailbox(bob, Archive, std::move(done)); });
    }

    [[nodiscard]] mail::MailboxAccess &access() const { return *store; }
    [[nodiscard]] mail::Mailbox box(const QString &name = Inbox) const
    {
        const auto all = store->mailboxes(bob);
        for (const mail::Mailbox &one : *all) {
            if (one.name == name)
                return one;
        }
        return {};
    }
    /// Messages with texts of their own; their UIDs are the next ones.
    void fill(int count, const QString &mailbox = Inbox)
    {
        for (int i = 0; i < count; ++i) {
            mail::Append append =
                appendOf(Mail{.body = "number " + QByteArray::number(++made) + "\r\n"}.bytes());
            append.targets.front().mailbox = mailbox;
            if (documents)
                append.origin =
                    mail::RemoteOrigin{.document = QString::number(made), .digest = "d"};
            if (!deliver(*store, std::move(append)))
                qFatal("not delivered");
        }
    }
    [[nodiscard]] mail::MailboxDelta whole(const QString &mailbox = Inbox) const
    {
        return *access().delta(box(mailbox).id, std::nullopt);
    }
    [[nodiscard]] mail::IndexRow row(quint32 uid, const QString &mailbox = Inbox) const
    {
        for (const mail::IndexRow &one : whole(mailbox).rows) {
            if (one.uid.value == uid)
                return one;
        }
        return {};
    }
    [[nodiscard]] QString idOf(quint32 uid, const QString &mailbox = Inbox) const
    {
        const auto list = store->list({.account = bob, .mailbox = mailbox}, {.limit = 1'000});
        for (const mail::Message &one : list->messages) {
            if (one.uid.value == uid)
                return one.id;
        }
        return {};
    }

    core::Result<mail::FlagsStored> storeFlags(mail::FlagStore change) const
    {
        return await<mail::FlagsStored>(
            [&](auto done) { access().storeFlags(std::move(change), std::move(done)); });
    }
    core::Result<mail::FlagsStored> addFlag(
        const Uids &which, mail::SystemFlag flag, const QString &mailbox = Inbox) const
    {
        mail::FlagStore change{.mailbox = box(mailbox).id, .uids = which, .change = {}};
        change.change.add.system = flag;
        return storeFlags(std::move(change));
    }
    core::Result<mail::MailboxCopied> copy(
        const Uids &which, const QString &to, bool move = false, const QString &from = Inbox) const
    {
        return await<mail::MailboxCopied>([&](auto done) {
            access().copy({box(from).id, which, bob, to, move}, std::move(done));
        });
    }
    core::Result<mail::MailboxExpunged> expunge(
        const std::optional<Uids> &only = {}, const QString &mailbox = Inbox) const
    {
        return await<mail::MailboxExpunged>([&](auto done) {
            access().expunge({box(mailbox).id, only}, std::move(done));
        });
    }
    core::Result<mail::MailboxAppended> appendTo(mail::MailboxAppend append) const
    {
        return await<mail::MailboxAppended>(
            [&](auto done) { access().appendTo(std::move(append), std::move(done)); });
    }
    [[nodiscard]] static mail::MailboxAppendOne appended(const QByteArray &raw)
    {
        return {.content = appendOf(raw).content, .flags = {}};
    }
    core::Result<core::Uid> claimRecent(const QString &mailbox = Inbox) const
    {
        return await<core::Uid>(
            [&](auto done) { access().claimRecent(box(mailbox).id, std::move(done)); });
    }
    core::Result<void> subscribe(const QString &name, bool on) const
    {
        return await<void>([&](auto done) { access().subscribe(bob, name, on, std::move(done)); });
    }
    /// Names of subscriptions; those without a mailbox have a question mark.
    [[nodiscard]] QStringList subscriptions() const
    {
        QStringList names;
        const auto all = access().subscriptions(bob);
        for (const auto &[name, exists] : *all)
            names += exists ? name : name + u'?';
        return names;
    }
};

inline Uids uidsOf(const mail::MailboxDelta &delta)
{
    Uids all;
    for (const mail::IndexRow &row : delta.rows)
        all.push_back(row.uid);
    return all;
}

/// For failure messages.
inline QByteArray shown(const Uids &uids)
{
    QByteArray text;
    for (const core::Uid uid : uids)
        text += QByteArray::number(uid.value) + ' ';
    return text;
}

} // namespace digidig::test
