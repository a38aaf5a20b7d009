// SPDX-License-Identifier: GPL-3.0-or-later
#include "accessfixture.h"

#include "core/clock.h"

#include <QtTest/QTest>

#include <set>

using namespace digidig;
using namespace digidig::test;
using core::Errc;

namespace {

/// The contract of MailboxAccess, for mail that is here alone and for mail of the Storage service.
class TestMailboxAccess : public QObject {
    Q_OBJECT

public:
    explicit TestMailboxAccess(bool documents)
        : m_documents(documents)
    {
    }

private:
    const bool m_documents;
    std::unique_ptr<AccessTemp> m_temp;
    std::vector<mail::Changes> m_told;

    AccessTemp &store() { return *m_temp; }
    mail::MailboxAccess &access() { return m_temp->access(); }
    mail::MailboxDelta since(core::ModSeq modSeq, const QString &mailbox = AccessTemp::Inbox)
    {
        return *access().delta(store().box(mailbox).id, modSeq);
    }
    core::ModSeq now(const QString &mailbox = AccessTemp::Inbox)
    {
        return store().box(mailbox).highestModSeq;
    }
    std::vector<mail::MailEvent> events()
    {
        m_temp->store->flush();
        std::vector<mail::MailEvent> all;
        for (const mail::Changes &changes : std::exchange(m_told, {}))
            all.insert(all.end(), changes.events.begin(), changes.events.end());
        return all;
    }
    std::set<qint64> touched()
    {
        m_temp->store->flush();
        std::set<qint64> all;
        for (const mail::Changes &changes : std::exchange(m_told, {})) {
            for (const core::MailboxId mailbox : changes.mailboxes)
                all.insert(mailbox.value);
        }
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_temp = std::make_unique<AccessTemp>(m_documents);
        m_told.clear();
        m_temp->store->setObserver([this](const mail::Changes &c) { m_told.push_back(c); });
    }

    void cleanup()
    {
        if (m_temp)
            QCOMPARE(findings(*m_temp->store), QString());
        m_temp.reset();
    }

    void wholeMailbox()
    {
        const qint64 before = core::nowMs();
        store().fill(3);
        const auto delta = store().whole();
        QVERIFY(delta.whole);
        QCOMPARE(uidsOf(delta), uids({1, 2, 3}));
        QCOMPARE(delta.mailbox.name, AccessTemp::Inbox);
        QCOMPARE(delta.mailbox.messages, 3);
        QCOMPARE(delta.mailbox.highestModSeq, delta.rows.back().modSeq);
        const auto message = store()->message(store().idOf(2));
        const mail::IndexRow &row = delta.rows[1];
        QCOMPARE(row.row, message->row);
        QCOMPARE(row.content, message->content);
        QCOMPARE(row.modSeq, message->modSeq);
        QCOMPARE(row.size, message->size);
        QCOMPARE(row.receivedMs, message->receivedMs);
        QCOMPARE(mail::threadIdText(row.thread), message->threadId);
        QVERIFY(row.savedMs >= before && row.savedMs <= core::nowMs());
        QVERIFY(access().delta({4711}, std::nullopt).error().slug == "mailbox_not_found");
        QVERIFY(access().delta({4711}, core::ModSeq{1}).error().errc == Errc::NotFound);
    }

    void deltaHasWhatChanged()
    {
        store().fill(5);
        const auto start = now();
        auto delta = since(start);
        QVERIFY(!delta.whole && delta.rows.empty() && delta.vanished.empty());
        QVERIFY(store().addFlag(uids({2, 4}), mail::Flagged).ok());
        store().fill(1);
        delta = since(start);
        QVERIFY(!delta.whole);
        QCOMPARE(uidsOf(delta), uids({2, 4, 6}));
        QVERIFY(delta.rows[0].flags.has(mail::Flagged));
        QCOMPARE(delta.mailbox.highestModSeq, delta.rows[2].modSeq);
        // Only what came later.
        QCOMPARE(uidsOf(since(delta.rows[1].modSeq)), uids({6}));
        // A change elsewhere is none here.
        const auto later = now();
        store().fill(3, AccessTemp::Archive);
        delta = since(later);
        QVERIFY(!delta.whole && delta.rows.empty());
    }

    void deltaOfMovesThereAndBack()
    {
        store().fill(3);
        const auto inbox = now();
        const auto archive = now(AccessTemp::Archive);
        QVERIFY(store().copy(uids({2}), AccessTemp::Archive, true).ok());
        auto delta = since(inbox);
        QCOMPARE(delta.vanished, uids({2}));
        QVERIFY(delta.rows.empty());
        delta = since(archive, AccessTemp::Archive);
        QCOMPARE(uidsOf(delta), uids({1}));
        QVERIFY(delta.vanished.empty());
        // Back: another UID, the same message.
        QVERIFY(store().copy(uids({1}), AccessTemp::Inbox, true, AccessTemp::Archive).ok());
        delta = since(inbox);
        QCOMPARE(delta.vanished, uids({2}));
        QCOMPARE(uidsOf(delta), uids({4}));
        delta = since(archive, AccessTemp::Archive);
        QCOMPARE(delta.vanished, uids({1}));
        QVERIFY(delta.rows.empty());
        QCOMPARE(*access().vanished(store().box().id, inbox), std::optional(uids({2})));
    }

    void deltaOfWhatCameBack()
    {
        store().fill(3);
        const auto start = now();
        const QString id = store().idOf(2);
        QVERIFY(store().addFlag(uids({2}), mail::Deleted).ok());
        QVERIFY(store().expunge().ok());
        auto delta = since(start);
        QCOMPARE(delta.vanished, uids({2}));
        QVERIFY(delta.rows.empty());
        const auto restored = await<std::vector<mail::Restored>>([&](auto done) {
            store()->restore({store().bob, {id}}, std::move(done));
        });
        QCOMPARE(restored->front().uid.value, 4U);
        delta = since(start);
        QCOMPARE(delta.vanished, uids({2}));
        QCOMPARE(uidsOf(delta), uids({4}));
    }

    void deltaOfAThreadThatGrewTogether()
    {
        const auto thread = [&](const QByteArray &id, const QByteArray &refs) {
            mail::Append append = appendOf(Mail{.messageId = id, .references = refs}.bytes());
            QVERIFY(deliver(*store().store, std::move(append)).ok());
        };
        thread("a@x", "");
        thread("b@x", "");
        const auto start = now();
        m_told.clear();
        mail::Append append =
            appendOf(Mail{.messageId = "c@x", .references = "<a@x> <b@x>"}.bytes());
        append.targets.front().mailbox = AccessTemp::Archive;
        QVERIFY(deliver(*store().store, std::move(append)).ok());
        // The message that took another's thread has changed, in a mailbox where nothing came.
        QCOMPARE(uidsOf(since(start)), uids({2}));
        QVERIFY(touched().count(store().box().id.value) == 1);
    }

    void trimmedLogGivesTheWhole()
    {
        store().fill(4);
        const auto start = now();
        QVERIFY(store().addFlag(uids({1, 3}), mail::Deleted).ok());
        const auto flagged = now();
        QVERIFY(store().expunge().ok());
        const auto end = now();
        QVERIFY(!since(start).whole);
        const auto trimmed = await<qint64>(
            [&](auto done) { store()->trimChanges(core::nowMs() + 60'000, 0, std::move(done)); });
        QCOMPARE(*trimmed, 2);
        for (const auto modSeq : {start, flagged}) {
            const auto delta = since(modSeq);
            QVERIFY(delta.whole);
            QCOMPARE(uidsOf(delta), uids({2, 4}));
            QVERIFY(delta.vanished.empty());
            QVERIFY(!*access().vanished(store().box().id, modSeq));
        }
        QVERIFY(!since(end).whole);
        QCOMPARE(*access().vanished(store().box().id, end), std::optional(Uids()));
        // A MODSEQ that was never given may be of a store that was lost.
        QVERIFY(since({end.value + 1000}).whole);
        QVERIFY(!*access().vanished(store().box().id, {end.value + 1000}));
    }

    void storingFlags()
    {
        store().fill(4);
        mail::FlagStore change{.mailbox = store().box().id, .uids = uids({1, 3, 77}), .change = {}};
        change.change.add = {mail::Seen, {QStringLiteral("work")}};
        m_told.clear();
        auto stored = store().storeFlags(change);
        QCOMPARE(stored->stored.size(), size_t(2));
        QVERIFY(stored->modified.empty());
        QCOMPARE(stored->stored[0].uid.value, 1U);
        QVERIFY(stored->stored[0].modSeq < stored->stored[1].modSeq);
        QCOMPARE(stored->stored[1].flags.keywords, QStringList(QStringLiteral("work")));
        QCOMPARE(store().row(3).modSeq, stored->stored[1].modSeq);
        QCOMPARE(store().row(3).flags, stored->stored[1].flags);
        QCOMPARE(store().box().unseen, 2);
        const auto told = events();
        QCOMPARE(told.size(), size_t(2));
        QVERIFY(told[1].what == mail::MailEvent::What::Flags);
        QCOMPARE(told[1].uid.value, 3U);
        QCOMPARE(told[1].flags, stored->stored[1].flags);
        QCOMPARE(told[1].modSeq, stored->stored[1].modSeq);
        // What changes nothing is taken, and costs no MODSEQ.
        const auto before = now();
        change.uids = uids({1, 2});
        change.change = {};
        change.change.add.system = mail::Seen;
        stored = store().storeFlags(change);
        QCOMPARE(stored->stored.size(), size_t(2));
        QCOMPARE(stored->stored[0].modSeq, store().row(1).modSeq);
        QCOMPARE(now().value, before.value + 1);
        change.change = {.replace = true};
        QVERIFY(store().storeFlags(change).ok());
        QCOMPARE(store().row(1).flags, mail::Flags());
        change.mailbox = {4711};
        QVERIFY(store().storeFlags(change).error().slug == "mailbox_not_found");
    }

    void storingUnlessChanged()
    {
        store().fill(4);
        const auto known = now();
        QVERIFY(store().addFlag(uids({2}), mail::Flagged).ok());
        mail::FlagStore change{.mailbox = store().box().id,
            .uids = uids({1, 2, 3}),
            .change = {},
            .unchangedSince = known};
        change.change.add.system = mail::Answered;
        auto stored = store().storeFlags(change);
        QCOMPARE(stored->modified, uids({2}));
        QCOMPARE(stored->stored.size(), size_t(2));
        QVERIFY(!store().row(2).flags.has(mail::Answered));
        QVERIFY(store().row(3).flags.has(mail::Answered));
        // Nor those that had changed in between, even where nothing would change.
        stored = store().storeFlags(change);
        QCOMPARE(stored->modified, uids({1, 2, 3}));
        // 0: only those that never changed, which none has (RFC 7162 §3.1.3).
        change.unchangedSince = core::ModSeq{0};
        change.uids = uids({4});
        QCOMPARE(store().storeFlags(change)->modified, uids({4}));
    }

    void tooManyKeywords()
    {
        store().fill(2);
        mail::FlagStore change{.mailbox = store().box().id, .uids = uids({1, 2}), .change = {}};
        for (int i = 0; i <= mail::MaxKeywords; ++i)
            change.change.add.keywords += QStringLiteral("k%1").arg(i);
        const auto before = now();
        QVERIFY(store().storeFlags(change).error().errc == Errc::Invalid);
        QCOMPARE(now(), before);
    }

    /// More than one step, each with the outcome of its own.
    void manyAtOnce()
    {
        store().fill(1);
        // Copies are quicker than deliveries.
        while (store().box().messages < 2300) {
            Uids all = uidsOf(store().whole());
            all.resize(std::min<size_t>(all.size(), 2300 - all.size()));
            QVERIFY(store().copy(all, AccessTemp::Inbox).ok());
        }
        Uids all = uidsOf(store().whole());
        QCOMPARE(all.size(), size_t(2300));
        const auto start = now();
        mail::FlagStore change{
            .mailbox = store().box().id, .uids = all, .change = {}, .unchangedSince = start};
        change.change.add.system = mail::Deleted;
        const auto stored = store().storeFlags(change);
        QCOMPARE(stored->stored.size(), all.size());
        QVERIFY(stored->modified.empty());
        QVERIFY(std::is_sorted(stored->stored.begin(), stored->stored.end(),
            [](const auto &a, const auto &b) { return a.uid < b.uid && a.modSeq < b.modSeq; }));
        QCOMPARE(uidsOf(since(start)), all);

        const auto moved = store().copy(all, AccessTemp::Archive, true);
        QCOMPARE(moved->from, all);
        QCOMPARE(moved->to, uidsOf(store().whole(AccessTemp::Archive)));
        QCOMPARE(store().box().messages, 0);
        // More has changed than the mailbox holds: the whole is cheaper.
        QVERIFY(since(start).whole);
        QVERIFY(since(start).rows.empty());
        QCOMPARE(*access().vanished(store().box().id, start), std::optional(all));
        const auto gone = store().expunge({}, AccessTemp::Archive);
        QCOMPARE(gone->uids, moved->to);
        QCOMPARE(gone->highestModSeq, now(AccessTemp::Archive));
        QCOMPARE(store().box(AccessTemp::Archive).messages, 0);
    }

    void copying()
    {
        store().fill(3);
        QVERIFY(store().addFlag(uids({1}), mail::Flagged).ok());
        const qint64 before = core::nowMs();
        m_told.clear();
        const auto copied = store().copy(uids({1, 3, 9}), AccessTemp::Archive);
        QCOMPARE(copied->from, uids({1, 3}));
        QCOMPARE(copied->to, uids({1, 2}));
        QCOMPARE(copied->uidValidity, store().box(AccessTemp::Archive).uidValidity);
        const auto told = events();
        QCOMPARE(told.size(), size_t(2));
        QVERIFY(told[0].what == mail::MailEvent::What::Delivered);
        QCOMPARE(told[0].mailbox, AccessTemp::Archive);
        // Content, conversation, date and flags are the same; it is another message.
        const auto original = store().row(1);
        const auto copy = store().row(1, AccessTemp::Archive);
        QCOMPARE(copy.content, original.content);
        QCOMPARE(copy.thread, original.thread);
        QCOMPARE(copy.flags, original.flags);
        QCOMPARE(copy.receivedMs, original.receivedMs);
        QVERIFY(copy.savedMs >= before);
        QVERIFY(copy.row != original.row);
        QVERIFY(store().idOf(1, AccessTemp::Archive) != store().idOf(1));
        QCOMPARE(store().box().messages, 3);
        QCOMPARE(store().box(AccessTemp::Archive).messages, 2);
        QCOMPARE(store()->account(AccessTemp::Bob)->messages, 5);

        QVERIFY(
            store().copy(uids({1}), QStringLiteral("nowhere")).error().slug == "mailbox_not_found");
        QVERIFY(store().copy(uids({9}), AccessTemp::Archive)->to.empty());
        // Into itself.
        QCOMPARE(store().copy(uids({2}), AccessTemp::Inbox)->to, uids({4}));
        QCOMPARE(store().box().messages, 4);
        // Nobody copies another's mail.
        const auto eve = await<mail::Account>([&](auto done) {
            store()->createAccount(QStringLiteral("eve@example.org"), {}, 0, std::move(done));
        });
        const auto stolen = await<mail::MailboxCopied>([&](auto done) {
            access().copy(
                {store().box().id, uids({1}), eve->id, AccessTemp::Inbox}, std::move(done));
        });
        QVERIFY(stolen.error().slug == "mailbox_not_found");
    }

    void copyingIsAllOrNothing()
    {
        store().fill(3);
        const auto account = store()->account(AccessTemp::Bob);
        mail::AccountChange change{.account = store().bob};
        change.quotaBytes = account->usedBytes + account->usedBytes / 2;
        QVERIFY(await<mail::Account>([&](auto done) {
            store()->changeAccount(change, std::move(done));
        }).ok());
        QVERIFY(
            store().copy(uids({1, 2, 3}), AccessTemp::Archive).error().errc == Errc::QuotaExceeded);
        QCOMPARE(store().box(AccessTemp::Archive).messages, 0);
        QVERIFY(store().copy(uids({1}), AccessTemp::Archive).ok());
        // A move needs no room.
        QVERIFY(store().copy(uids({1, 2, 3}), AccessTemp::Archive, true).ok());
        QCOMPARE(store().box(AccessTemp::Archive).messages, 4);
    }

    void moving()
    {
        store().fill(3);
        const QString id = store().idOf(3);
        const auto before = store().row(3);
        m_told.clear();
        const auto moved = store().copy(uids({1, 3}), AccessTemp::Archive, true);
        QCOMPARE(moved->from, uids({1, 3}));
        QCOMPARE(moved->to, uids({1, 2}));
        const auto told = events();
        QVERIFY(told[1].what == mail::MailEvent::What::Moved);
        QCOMPARE(told[1].fromMailbox, AccessTemp::Inbox);
        QCOMPARE(told[1].uid.value, 2U);
        QCOMPARE(store().idOf(2, AccessTemp::Archive), id);
        const auto after = store().row(2, AccessTemp::Archive);
        QCOMPARE(after.row, before.row);
        QVERIFY(after.savedMs >= before.savedMs);
        QVERIFY(after.modSeq > before.modSeq);
        QCOMPARE(uidsOf(store().whole()), uids({2}));
        // Within one mailbox: new UIDs.
        QCOMPARE(store().copy(uids({2}), AccessTemp::Inbox, true)->to, uids({4}));
        QCOMPARE(uidsOf(store().whole()), uids({4}));
        QCOMPARE(store().box().messages, 1);
    }

    void expunging()
    {
        store().fill(5);
        QVERIFY(store().addFlag(uids({1, 2, 4}), mail::Deleted).ok());
        m_told.clear();
        // UID EXPUNGE takes those that are \Deleted as well.
        auto gone = store().expunge(uids({2, 3, 99}));
        QCOMPARE(gone->uids, uids({2}));
        QCOMPARE(gone->highestModSeq, now());
        const auto told = events();
        QCOMPARE(told.size(), size_t(1));
        QVERIFY(told[0].what == mail::MailEvent::What::Deleted);
        QCOMPARE(told[0].uid.value, 2U);
        gone = store().expunge();
        QCOMPARE(gone->uids, uids({1, 4}));
        QCOMPARE(uidsOf(store().whole()), uids({3, 5}));
        const auto before = now();
        QVERIFY(store().expunge()->uids.empty());
        QCOMPARE(store().expunge()->highestModSeq, before);
        QCOMPARE(store()->deleted(store().bob, {})->total, 3);
        QCOMPARE(store()->account(AccessTemp::Bob)->messages, 2);
    }

    void appending()
    {
        mail::MailboxAppend append{
            .account = store().bob, .mailbox = AccessTemp::Archive, .messages = {}};
        append.messages.push_back(AccessTemp::appended(Mail{.body = "one\r\n"}.bytes()));
        append.messages.push_back(AccessTemp::appended(Mail{.body = "two\r\n"}.bytes()));
        append.messages[0].flags = {mail::Seen, {QStringLiteral("work")}};
        append.messages[0].receivedMs = 86'400'000;
        m_told.clear();
        const auto appended = store().appendTo(append);
        QCOMPARE(appended->uids, uids({1, 2}));
        QCOMPARE(appended->uidValidity, store().box(AccessTemp::Archive).uidValidity);
        QCOMPARE(events().size(), size_t(2));
        const auto delta = store().whole(AccessTemp::Archive);
        QCOMPARE(delta.rows[0].flags, append.messages[0].flags);
        QCOMPARE(delta.rows[0].receivedMs, 86'400'000);
        QVERIFY(delta.rows[1].receivedMs > 86'400'000);
        QCOMPARE(store()->message(store().idOf(1, AccessTemp::Archive))->sender,
            QStringLiteral("alice@example.org"));
        QCOMPARE(delta.mailbox.unseen, 1);

        append.mailbox = QStringLiteral("nowhere");
        QVERIFY(store().appendTo(append).error().slug == "mailbox_not_found");
        // All or nothing.
        mail::AccountChange quota{.account = store().bob};
        quota.quotaBytes = store()->account(AccessTemp::Bob)->usedBytes + 400;
        QVERIFY(await<mail::Account>([&](auto done) {
            store()->changeAccount(quota, std::move(done));
        }).ok());
        append.mailbox = AccessTemp::Archive;
        QVERIFY(store().appendTo(append).error().errc == Errc::QuotaExceeded);
        QCOMPARE(store().box(AccessTemp::Archive).messages, 2);
        append.messages.pop_back();
        QCOMPARE(store().appendTo(append)->uids, uids({3}));
    }

    void recent()
    {
        store().fill(3);
        QCOMPARE(access().recentFrom(store().box().id)->value, 1U);
        QCOMPARE(store().claimRecent()->value, 1U);
        QCOMPARE(access().recentFrom(store().box().id)->value, 4U);
        QCOMPARE(store().claimRecent()->value, 4U);
        store().fill(2);
        QCOMPARE(access().recentFrom(store().box().id)->value, 4U);
        store().store.reset();
        store().open();
        QCOMPARE(store().claimRecent()->value, 4U);
        QCOMPARE(store().claimRecent()->value, 6U);
        QCOMPARE(access().recentFrom(store().box(AccessTemp::Archive).id)->value, 1U);
        QVERIFY(access().recentFrom({4711}).error().errc == Errc::NotFound);
    }

    void subscribing()
    {
        const QStringList standard = store().subscriptions();
        QVERIFY(standard.contains(AccessTemp::Archive));
        const auto rename = [&](const QString &from, const QString &to) {
            mail::MailboxChange change{.account = store().bob, .id = store().box(from).publicId};
            change.name = to;
            return await<mail::Mailbox>(
                [&](auto done) { store()->changeMailbox(change, std::move(done)); });
        };
        const auto remove = [&](const QString &name) {
            return await<mail::MailboxesRemoved>([&](auto done) {
                store()->removeMailbox({store().bob, store().box(name).publicId}, std::move(done));
            });
        };
        const auto create = [&](const QString &name) {
            return await<mail::Mailbox>(
                [&](auto done) { store()->createMailbox(store().bob, name, std::move(done)); });
        };
        m_told.clear();
        QVERIFY(store().subscribe(AccessTemp::Archive, false).ok());
        QVERIFY(!store().subscriptions().contains(AccessTemp::Archive));
        QVERIFY(!store().box(AccessTemp::Archive).subscribed);
        QVERIFY(events().back().what == mail::MailEvent::What::MailboxChanged);
        QVERIFY(store().subscribe(AccessTemp::Archive, true).ok());
        QVERIFY(store().box(AccessTemp::Archive).subscribed);
        QCOMPARE(store().subscriptions(), standard);
        // By SUBSCRIBE: it outlasts the mailbox, and goes along with its name.
        QVERIFY(rename(AccessTemp::Archive, QStringLiteral("Old")).ok());
        QVERIFY(store().subscriptions().contains(QStringLiteral("Old")));
        QVERIFY(!store().subscriptions().contains(AccessTemp::Archive));
        QVERIFY(remove(QStringLiteral("Old")).ok());
        QVERIFY(store().subscriptions().contains(QStringLiteral("Old?")));
        QVERIFY(create(QStringLiteral("Old")).ok());
        QVERIFY(store().subscriptions().contains(QStringLiteral("Old")));
        QVERIFY(remove(QStringLiteral("Old")).ok());
        m_told.clear();
        QVERIFY(store().subscribe(QStringLiteral("Old"), false).ok());
        QVERIFY(!store().subscriptions().contains(QStringLiteral("Old?")));
        QCOMPARE(events().front().mailbox, QStringLiteral("Old"));
        // Just made: it ends with the mailbox.
        QVERIFY(create(QStringLiteral("Short")).ok());
        QVERIFY(store().subscriptions().contains(QStringLiteral("Short")));
        QVERIFY(remove(QStringLiteral("Short")).ok());
        QVERIFY(!store().subscriptions().contains(QStringLiteral("Short?")));
        // A name that never was.
        QVERIFY(store().subscribe(QStringLiteral("to/be"), true).ok());
        QVERIFY(store().subscribe(QStringLiteral("to/be"), true).ok());
        QVERIFY(store().subscriptions().contains(QStringLiteral("to/be?")));
        QVERIFY(store().subscribe(QStringLiteral("never"), false).ok());
        QVERIFY(store().subscribe(QString(), true).error().errc == Errc::Invalid);
        QVERIFY(store().subscribe(QStringLiteral("a//b"), true).error().errc == Errc::Invalid);
        // REST's word counts as well.
        QVERIFY(create(QStringLiteral("to/be")).ok());
        mail::MailboxChange change{
            .account = store().bob, .id = store().box(QStringLiteral("to/be")).publicId};
        change.subscribed = false;
        QVERIFY(await<mail::Mailbox>([&](auto done) {
            store()->changeMailbox(change, std::move(done));
        }).ok());
        QVERIFY(remove(QStringLiteral("to/be")).ok());
        QVERIFY(!store().subscriptions().contains(QStringLiteral("to/be?")));
        QVERIFY(access().subscriptions({4711}).error().errc == Errc::NotFound);
    }

    /// Whoever holds an account's mailboxes in memory must hear of everything.
    void everyTouchedMailboxIsTold()
    {
        const qint64 inbox = store().box().id.value;
        const qint64 archive = store().box(AccessTemp::Archive).id.value;
        using Ids = std::set<qint64>;
        m_told.clear();
        store().fill(3);
        QCOMPARE(touched(), Ids({inbox}));
        QVERIFY(store().addFlag(uids({1}), mail::Seen).ok());
        QCOMPARE(touched(), Ids({inbox}));
        QVERIFY(store().addFlag(uids({1}), mail::Seen).ok());
        QCOMPARE(touched(), Ids());
        QVERIFY(store().copy(uids({1}), AccessTemp::Archive).ok());
        QCOMPARE(touched(), Ids({archive}));
        QVERIFY(store().copy(uids({1}), AccessTemp::Archive, true).ok());
        QCOMPARE(touched(), Ids({inbox, archive}));
        mail::BatchChange batch{.ids = {store().idOf(2)}};
        batch.mailbox = AccessTemp::Archive;
        QVERIFY(await<mail::BatchOutcome>([&](auto done) {
            store()->changeMany(batch, std::move(done));
        }).ok());
        QCOMPARE(touched(), Ids({inbox, archive}));
        const QString id = store().idOf(3);
        QVERIFY(removeMessage(*store().store, {id, true, {}, {}}).ok());
        QCOMPARE(touched(), Ids({inbox}));
        QVERIFY(await<std::vector<mail::Restored>>([&](auto done) {
            store()->restore({store().bob, {id}}, std::move(done));
        }).ok());
        QCOMPARE(touched(), Ids({inbox}));
        mail::MailboxChange change{
            .account = store().bob, .id = store().box(AccessTemp::Archive).publicId};
        change.name = QStringLiteral("Renamed");
        QVERIFY(await<mail::Mailbox>([&](auto done) {
            store()->changeMailbox(change, std::move(done));
        }).ok());
        QCOMPARE(touched(), Ids({archive}));
        // What fails has changed nothing.
        QVERIFY(!store().copy(uids({4}), QStringLiteral("nowhere")).ok());
        QCOMPARE(touched(), Ids());
        QVERIFY(await<mail::MailboxesRemoved>([&](auto done) {
            store()->removeMailbox({store().bob, change.id}, std::move(done));
        }).ok());
        QVERIFY(touched().count(archive) == 1);
        QVERIFY(access().delta({archive}, std::nullopt).error().errc == Errc::NotFound);
    }
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    TestMailboxAccess own(false);
    TestMailboxAccess documents(true);
    return QTest::qExec(&own, argc, argv) + QTest::qExec(&documents, argc, argv);
}

#include "tst_mailboxaccess.moc"
