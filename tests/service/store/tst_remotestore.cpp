// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "remotefixture.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QtTest/QTest>

#include <algorithm>

using namespace digidig;
using namespace digidig::test;
using What = RemoteTemp::What;
using Settled = RemoteTemp::Settled;

namespace {

const QString Bob = RemoteTemp::Bob;
const QString Alice = RemoteTemp::Alice;
const QString D1 = QStringLiteral("document-1");
const QString D2 = QStringLiteral("document-2");
const QString Time = QStringLiteral("2025-10-23T10:30:00.123456");
const QString Token = QStringLiteral("token");
constexpr qint64 Never = std::numeric_limits<qint64>::max() / 2;

/// What the store knows of the documents of Storage, and what it wants Storage to be told.
class TestRemoteStore : public QObject {
    Q_OBJECT

    std::unique_ptr<RemoteTemp> m_temp;

    RemoteTemp &t() { return *m_temp; }
    /// Makes the message of @p raw the document @p document, as the outbox does.
    QString sendAndStore(const QByteArray &raw, const QString &document)
    {
        const QString id = t().send(raw);
        const mail::RemoteTask task = t().task();
        return task.what == What::Store
                && t().settle({.what = Settled::Stored, .copy = task.copy, .document = document})
            ? id
            : QString();
    }
    void reopen()
    {
        m_temp->store.reset();
        m_temp->open();
    }
    void sql(const char *statement)
    {
        m_temp->store.reset();
        SQLite::Database(
            (t().path() + QStringLiteral("/mail.db")).toStdString(), SQLite::OPEN_READWRITE)
            .exec(statement);
        m_temp->open();
    }

private Q_SLOTS:
    void init() { m_temp = std::make_unique<RemoteTemp>(); }
    void cleanup()
    {
        if (m_temp)
            QCOMPARE(findings(*t().store), QString());
    }

    // --- Documents become messages

    void takenOncePerAccount()
    {
        const auto first = t().take(D1, distinct(1));
        QVERIFY(first.ok());
        QCOMPARE(first->messages.size(), size_t(1));
        for (int i = 0; i < 3; ++i) {
            const auto again = t().take(D1, distinct(1));
            QVERIFY(again.ok());
            QVERIFY(again->messages.empty());
        }
        QCOMPARE(t().take(D1, distinct(1), Alice)->messages.size(), size_t(1));
        QCOMPARE(t().take(D1, distinct(1), Bob)->messages.size(), size_t(0));
        QCOMPARE(t().take(D2, distinct(1), Bob)->messages.size(), size_t(1));
        QCOMPARE(t().messages(), 3);
        QCOMPARE(t().messageOf(D1), first->messages.front().id);
        QVERIFY(t().due().empty());
    }

    void someOfTheTargets()
    {
        QVERIFY(t().take(D1, distinct(1), Alice).ok());
        mail::Append append = appendOf(distinct(1), Bob);
        append.targets.push_back({Alice, {}, {}, true});
        append.targets.push_back({QStringLiteral("carol@example.org"), {}, {}, true});
        append.origin = mail::RemoteOrigin{D1, "digest"};
        const auto done = deliver(*t().store, append);
        QVERIFY(done.ok());
        QCOMPARE(done->messages.size(), size_t(2));
        QCOMPARE(done->messages[0].account, t()->account(Bob)->id);
        QCOMPARE(t().messages(), 3);
        QCOMPARE(t().copies().remoteFigures()->documents, 3);
    }

    void takenOnceForAnAlias_data()
    {
        QTest::addColumn<bool>("aliasFirst");
        QTest::newRow("alias first") << true;
        QTest::newRow("address first") << false;
    }
    void takenOnceForAnAlias()
    {
        QFETCH(bool, aliasFirst);
        const QString alias = QStringLiteral("info@example.org");
        QVERIFY(t().take(D2, distinct(2), Bob).ok()); // Makes the account.
        mail::AccountChange change{.account = t()->account(Bob)->id};
        change.aliases = QStringList{alias};
        QVERIFY(await<mail::Account>([&](auto done) {
            t()->changeAccount(change, std::move(done));
        }).ok());
        QCOMPARE(t().look(t().listed(D1, false, {Bob, alias})).missing.size(), size_t(1));
        QCOMPARE(t().take(D1, distinct(1), aliasFirst ? alias : Bob)->messages.size(), size_t(1));
        QCOMPARE(t().take(D1, distinct(1), aliasFirst ? Bob : alias)->messages.size(), size_t(0));
        QVERIFY(t().look(t().listed(D1, false, {Bob, alias}, alias)).missing.empty());
        // What had the alias while it was one is not taken again for whoever gets it next.
        change.aliases = QStringList();
        QVERIFY(await<mail::Account>([&](auto done) {
            t()->changeAccount(change, std::move(done));
        }).ok());
        QCOMPARE(t().look(t().listed(D1, false, {alias}, {}, true)).missing.empty(), aliasFirst);
    }

    void whoLacksIt()
    {
        auto known = t().look(t().listed(D1, false, {Bob, Alice}, Alice));
        QVERIFY(known.missing.empty()); // There are no such accounts, and none may be made.
        QVERIFY(!known.news);
        known = t().look(t().listed(D1, false, {Bob, Alice, Bob}, Alice, true));
        QCOMPARE(known.missing.size(), size_t(2));
        QVERIFY(known.missing[0].create && known.missing[0].received);
        QVERIFY(t().take(D1, distinct(1), Bob).ok());
        QVERIFY(t().take(D2, distinct(2), Alice).ok());
        known = t().look(t().listed(D1, false, {Bob}, Alice));
        QCOMPARE(known.missing.size(), size_t(1));
        QCOMPARE(known.missing[0].address, Alice);
        QVERIFY(!known.missing[0].received);
        QVERIFY(!known.missing[0].create);
        QVERIFY(t().take(D1, distinct(1), Alice, false, false).ok());
        QVERIFY(t().look(t().listed(D1, false, {Bob}, Alice)).missing.empty());
        // To oneself: one message, the recipient's.
        known = t().look(t().listed(QStringLiteral("document-3"), false, {Bob}, Bob));
        QCOMPARE(known.missing.size(), size_t(1));
        QVERIFY(known.missing[0].received);
    }

    void recipientsCopyIsTheDocuments()
    {
        const QString sent = t().take(D1, distinct(1), Alice, false, false)->messages[0].id;
        const QString got = t().take(D1, distinct(1), Bob)->messages[0].id;
        QCOMPARE(t().messageOf(D1), got);
        QCOMPARE(*t().copies().messageOf(D1, t()->account(Alice)->id), sent);
        QCOMPARE(t().copies().messageOf(D1, core::AccountId{99}).error().slug,
            QByteArray("email_not_found"));
        QCOMPARE(t().copies().messageOf(QString(), {}).error().slug, QByteArray("email_not_found"));
        // The sender's is read, and that means nothing there; and the other way round.
        QVERIFY(t().seen(sent, false));
        t().settleNothings();
        QVERIFY(t().due().empty());
        QCOMPARE(t().observe(t().listed(D1, true)), 1);
        QVERIFY(t().isSeen(got));
        QVERIFY(!t().isSeen(sent));
    }

    void neitherQuotaNorDisabledStandsInTheWay()
    {
        QVERIFY(t().take(D1, distinct(1)).ok());
        mail::AccountChange change{.account = t()->account(Bob)->id};
        change.quotaBytes = 1;
        change.disabled = true;
        QVERIFY(await<mail::Account>([&](auto done) {
            t()->changeAccount(change, std::move(done));
        }).ok());
        QVERIFY(t().send(distinct(2)).isEmpty());
        QCOMPARE(t().take(D2, distinct(2))->messages.size(), size_t(1));
    }

    void stepsThroughCopies()
    {
        for (int i = 0; i < 25; ++i) {
            QVERIFY(t().take(QString::number(i), distinct(i), i % 2 != 0 ? Alice : Bob, false,
                           i % 3 != 0)
                        .ok());
        }
        const qint64 last = *t().copies().lastCopy();
        const core::AccountId bob = t()->account(Bob)->id;
        QStringList all;
        for (qint64 after = 0;;) {
            const auto copies = t().copies().copies(bob, true, after, last - 5, 3);
            QVERIFY(copies.ok());
            if (copies->empty())
                break;
            for (const auto &copy : *copies)
                all += copy.document;
            after = copies->back().copy;
        }
        QCOMPARE(all.join(u' '), QStringLiteral("2 4 8 10 14 16"));
        QCOMPARE(t().copies().copies({}, false, 0, last, 1000)->size(), size_t(25));
        QCOMPARE(t().copies().copies(bob, false, 0, last, 1000)->size(), size_t(13));
    }

    // --- Messages become documents

    void storedThenRead()
    {
        const QString id = t().send(distinct(1));
        mail::RemoteTask task = t().task();
        QCOMPARE(task.what, What::Store);
        QCOMPARE(task.messageId, id);
        QCOMPARE(task.address, Bob);
        QVERIFY(task.document.isEmpty() && task.keyTime.isEmpty());
        QVERIFY(task.received && !task.read);
        const qint64 beforeMs = core::nowMs();
        QVERIFY(t().settle(
            {.what = Settled::Keyed, .copy = task.copy, .keyTime = Time, .keyToken = Token}));
        task = t().task();
        QCOMPARE(task.what, What::Store);
        QCOMPARE(task.keyTime, Time);
        QCOMPARE(task.keyToken, Token);
        QVERIFY(task.keyMs >= beforeMs);
        QVERIFY(t().settle({.what = Settled::Stored, .copy = task.copy, .document = D1}));
        QVERIFY(t().due().empty());
        QVERIFY(!*t().copies().nextDue());
        QCOMPARE(t().messageOf(D1), id);
        // A list that shows it makes no message of it, for whomever it is.
        const auto known = t().look(t().listed(D1, false, {Bob, Alice}, Alice, true));
        QVERIFY(known.missing.empty() && !known.news);

        QVERIFY(t().seen(id, true));
        task = t().task();
        QCOMPARE(task.what, What::SetRead);
        QCOMPARE(task.document, D1);
        QVERIFY(task.read);
        // Changed again amid it: that is told as well.
        QVERIFY(t().seen(id, false));
        QVERIFY(t().settle({.what = Settled::Told, .copy = task.copy, .read = true}));
        task = t().task();
        QCOMPARE(task.what, What::SetRead);
        QVERIFY(!task.read);
        QVERIFY(t().settle({.what = Settled::Told, .copy = task.copy, .read = false}));
        QVERIFY(t().due().empty());
        // There and back is nothing to tell.
        QVERIFY(t().seen(id, true) && t().seen(id, false));
        QCOMPARE(t().task().what, What::Nothing);
        QVERIFY(t().settle({.copy = t().task().copy}));
        QVERIFY(t().due().empty());
    }

    void storedAsItWasReadMeanwhile()
    {
        const QString id = t().send(distinct(1));
        const mail::RemoteTask task = t().task();
        QVERIFY(t().seen(id, true));
        QVERIFY(t().settle(
            {.what = Settled::Stored, .copy = task.copy, .document = D1, .read = false}));
        QCOMPARE(t().task().what, What::SetRead);
        QVERIFY(t().task().read);
    }

    void removedWhenTheLastHasGone()
    {
        const QString bobs = t().take(D1, distinct(1), Bob)->messages[0].id;
        const QString alices = t().take(D1, distinct(1), Alice, false, false)->messages[0].id;
        QVERIFY(t().erase(bobs));
        QCOMPARE(t().task().what, What::Nothing);
        t().settleNothings();
        QVERIFY(t().due().empty());
        QVERIFY(t().erase(alices));
        const mail::RemoteTask task = t().task();
        QCOMPARE(task.what, What::Remove);
        QCOMPARE(task.document, D1);
        QVERIFY(task.content.value != 0); // It can be brought back.
        QVERIFY(t().settle({.what = Settled::Removed, .copy = task.copy}));
        QVERIFY(t().due().empty());
        QCOMPARE(t().copies().remoteFigures()->documents, 0);
        // A list from before makes no message of it again; what says so is told again.
        auto known = t().look(t().listed(D1, false, {Bob}, Alice, true));
        QVERIFY(known.missing.empty());
        QVERIFY(known.news);
        QCOMPARE(t().take(D1, distinct(1), Bob)->messages.size(), size_t(0));
        QCOMPARE(t().observe(t().listed(D1, false)), 0);
        const auto due = t().due();
        QVERIFY(!due.empty());
        for (const mail::RemoteTask &one : due)
            QCOMPARE(one.what, What::Remove);
        QVERIFY(t().settle({.what = Settled::Removed, .copy = due.front().copy}));
        QVERIFY(t().due().empty());
    }

    void trashIsNotGone()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(removeMessage(*t().store, {id, false, {}, {}}).ok());
        QVERIFY(t().due().empty());
        QCOMPARE(t().messageOf(D1), id);
    }

    /// What IMAP does to mailboxes is told like anything else.
    void mailboxAccessIsTold()
    {
        QVERIFY(t().take(D1, distinct(1)).ok());
        store::Store &store = *t().store;
        const core::AccountId bob = store.account(Bob)->id;
        const auto box = [&](const QString &name) {
            const auto all = store.mailboxes(bob);
            const auto at = std::find_if(all->begin(), all->end(),
                [&](const mail::Mailbox &one) { return one.name == name; });
            return at->id;
        };
        const core::MailboxId inbox = box(QStringLiteral("INBOX"));
        const auto mark = [&](core::MailboxId mailbox, quint32 uid, mail::SystemFlag flag) {
            mail::FlagStore change{.mailbox = mailbox, .uids = {{uid}}, .change = {}};
            change.change.add.system = flag;
            return await<mail::FlagsStored>(
                [&](auto done) { store.storeFlags(change, std::move(done)); })
                       ->stored.size()
                == 1;
        };
        const auto expunge = [&](core::MailboxId mailbox) {
            return await<mail::MailboxExpunged>(
                [&](auto done) { store.expunge({mailbox, {}}, std::move(done)); })
                       ->uids.size()
                == 1;
        };
        QVERIFY(mark(inbox, 1, mail::Seen));
        mail::RemoteTask task = t().task();
        QVERIFY(task.what == What::SetRead && task.read);
        QVERIFY(t().settle({.what = Settled::Told, .copy = task.copy, .read = true}));
        // A copy is nothing new for Storage, and takes the place of what goes.
        QVERIFY(await<mail::MailboxCopied>([&](auto done) {
            store.copy({inbox, {{1}}, bob, QStringLiteral("INBOX/Drafts")}, std::move(done));
        }).ok());
        QVERIFY(t().due().empty());
        QVERIFY(mark(inbox, 1, mail::Deleted) && expunge(inbox));
        t().settleNothings();
        QVERIFY(t().due().empty());
        const core::MailboxId drafts = box(QStringLiteral("INBOX/Drafts"));
        QVERIFY(mark(drafts, 1, mail::Deleted) && expunge(drafts));
        QVERIFY(t().task().what == What::Remove);
        QCOMPARE(t().task().document, D1);
        QVERIFY(t().settle({.what = Settled::Removed, .copy = t().task().copy}));
        // APPEND makes documents; of what is in \\Sent and \\Drafts its owner is the sender.
        for (const auto &[name, received] :
            {std::pair(QStringLiteral("INBOX"), true), std::pair(QStringLiteral("INBOX/Sent"), false)}) {
            mail::MailboxAppend append{.account = bob, .mailbox = name, .messages = {}};
            append.messages.push_back({.content = appendOf(distinct(2)).content, .flags = {}});
            append.storeThere = true;
            QVERIFY(await<mail::MailboxAppended>([&](auto done) {
                store.appendTo(std::move(append), std::move(done));
            }).ok());
            task = t().task();
            QVERIFY(task.what == What::Store);
            QCOMPARE(task.received, received);
            QVERIFY(t().settle(
                {.what = Settled::Stored, .copy = task.copy, .document = QStringLiteral("new-") + name}));
        }
    }

    void purgedForGood()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(t().erase(id));
        QCOMPARE(t().purge(), 1);
        const mail::RemoteTask task = t().task();
        QCOMPARE(task.what, What::Remove);
        QCOMPARE(task.content.value, 0);
        QVERIFY(t().settle({.what = Settled::Removed, .copy = task.copy}));
        QVERIFY(t().due().empty());
    }

    void anotherCopyTakesItsPlace()
    {
        const QByteArray raw = distinct(1);
        const QString first = t().take(D1, raw)->messages[0].id;
        const QString other = t().copy(raw);
        QVERIFY(t().seen(other, true));
        QVERIFY(t().due().empty()); // It is about no document yet.
        QVERIFY(t().copy(raw, Alice) != QString()); // Another account's does not do.
        QVERIFY(t().erase(first));
        t().settleNothings();
        QCOMPARE(t().messageOf(D1), other);
        const mail::RemoteTask task = t().task(); // This one is read.
        QCOMPARE(task.what, What::SetRead);
        QCOMPARE(task.messageId, other);
        QVERIFY(t().settle({.what = Settled::Told, .copy = task.copy, .read = true}));
        QVERIFY(t().due().empty());
        QVERIFY(t().erase(other));
        QCOMPARE(t().task().what, What::Remove);
    }

    void anotherCopyIsStoredInstead()
    {
        const QByteArray raw = distinct(1);
        const QString first = t().send(raw);
        const QString other = t().copy(raw);
        QVERIFY(t().erase(first));
        t().settleNothings();
        QCOMPARE(t().task().what, What::Store);
        QCOMPARE(t().task().messageId, other);
    }

    void deletedBeforeItWasStored()
    {
        const QString id = t().send(distinct(1));
        QVERIFY(t().erase(id));
        QCOMPARE(t().task().what, What::Nothing);
        t().settleNothings();
        QVERIFY(t().due().empty());
        QCOMPARE(t().copies().remoteFigures()->documents, 0);
        QVERIFY(t().restore(id));
        QCOMPARE(t().task().what, What::Store);
        QCOMPARE(t().task().messageId, id);
        QVERIFY(t().erase(id));
        t().settleNothings();
        QCOMPARE(t().purge(), 1);
        t().settleNothings();
        QVERIFY(t().due().empty());
        QCOMPARE(*t().copies().lastCopy(), 0);
    }

    void deletedWhenItMayHaveBeenStored_data()
    {
        QTest::addColumn<bool>("wasStored");
        QTest::newRow("it was") << true;
        QTest::newRow("it was not") << false;
    }
    void deletedWhenItMayHaveBeenStored()
    {
        QFETCH(bool, wasStored);
        const QString id = t().send(distinct(1));
        QVERIFY(t().settle(
            {.what = Settled::Keyed, .copy = t().task().copy, .keyTime = Time, .keyToken = Token}));
        QVERIFY(t().erase(id));
        const mail::RemoteTask task = t().task();
        QCOMPARE(task.what, What::Store); // To be looked for.
        QVERIFY(task.messageId.isEmpty());
        QCOMPARE(task.keyToken, Token);
        if (wasStored) {
            QVERIFY(t().settle({.what = Settled::Stored, .copy = task.copy, .document = D1}));
            QCOMPARE(t().task().what, What::Remove);
            QCOMPARE(t().task().document, D1);
        } else {
            QVERIFY(t().settle({.copy = task.copy}));
            QVERIFY(t().due().empty());
            QVERIFY(t().restore(id));
            QCOMPARE(t().task().what, What::Store);
            QVERIFY(t().task().keyTime.isEmpty());
        }
    }

    void restoredAndStoredAnew()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(t().erase(id));
        QVERIFY(t().settle({.what = Settled::Removed, .copy = t().task().copy}));
        QVERIFY(t().restore(id));
        QVERIFY(t().seen(id, true));
        t().settleNothings();
        const mail::RemoteTask task = t().task();
        QCOMPARE(task.what, What::Store);
        QCOMPARE(task.messageId, id);
        QVERIFY(task.document.isEmpty() && task.keyTime.isEmpty());
        QVERIFY(
            t().settle({.what = Settled::Stored, .copy = task.copy, .document = D2, .read = true}));
        QVERIFY(t().due().empty());
        QCOMPARE(t().messageOf(D2), id);
        QVERIFY(t().messageOf(D1).isEmpty());
        QCOMPARE(t().evict(0), 0); // Storage would say it in other bytes now.
        QVERIFY(t().look(t().listed(D2, true, {Bob}, Alice, true)).missing.empty());
    }

    void restoredBeforeItWasRemoved()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(t().erase(id));
        QVERIFY(t().restore(id));
        QCOMPARE(t().task().what, What::Nothing);
        t().settleNothings();
        QVERIFY(t().due().empty());
        QCOMPARE(t().messageOf(D1), id);
    }

    void accountsGoWithTheirMail()
    {
        QVERIFY(t().take(D1, distinct(1)).ok());
        QVERIFY(t().take(D2, distinct(2), Bob).ok());
        QVERIFY(t().take(D2, distinct(2), Alice).ok());
        QVERIFY(!t().send(distinct(3)).isEmpty());
        QVERIFY(await<void>([&](auto done) {
            t()->removeAccount(t()->account(Bob)->id, std::move(done));
        }).ok());
        t().settleNothings();
        const mail::RemoteTask task = t().task();
        QCOMPARE(task.what, What::Remove);
        QCOMPARE(task.document, D1);
        QCOMPARE(task.address, Bob);
        // Nothing of it comes back to the address.
        QVERIFY(t().look(t().listed(D1, false, {Bob}, {}, true)).missing.empty());
        QVERIFY(t().look(t().listed(D2, false, {Bob}, {}, true)).missing.empty());
        QCOMPARE(t().take(D1, distinct(1))->messages.size(), size_t(0));
        QVERIFY(t().settle({.what = Settled::Removed, .copy = task.copy}));
        QVERIFY(t().due().empty());
        QCOMPARE(t().messageOf(D2),
            t()->list({.account = t()->account(Alice)->id}, {})->messages.front().id);
    }

    // --- What was stored from here is recognised

    void seenBeforeItSettled_data()
    {
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("token");
        QTest::newRow("by its time") << Time << QString();
        QTest::newRow("by its token") << QString() << Token;
        QTest::newRow("by its token, another time") << QStringLiteral("2025-10-24") << Token;
    }
    void seenBeforeItSettled()
    {
        QFETCH(QString, time);
        QFETCH(QString, token);
        const QString id = t().send(distinct(1));
        const mail::RemoteTask task = t().task();
        QVERIFY(t().settle(
            {.what = Settled::Keyed, .copy = task.copy, .keyTime = Time, .keyToken = Token}));
        QCOMPARE(t().look(t().listed(D1, true)).missing.size(), size_t(1));
        QCOMPARE(
            t().take(D1, distinct(7), Bob, true, true, time, token)->messages.size(), size_t(0));
        QCOMPARE(t().messageOf(D1), id);
        QCOMPARE(t().messages(), 1);
        QCOMPARE(t().task().what, What::SetRead); // It is read there, and not here.
        QVERIFY(!t().task().read);
        QVERIFY(t().settle({.what = Settled::Stored, .copy = task.copy, .document = D1}));
        QCOMPARE(t().task().what, What::SetRead);
        QCOMPARE(t().messages(), 1);
    }

    void seenBeforeAndStrange()
    {
        QVERIFY(!t().send(distinct(1)).isEmpty());
        QVERIFY(t().settle(
            {.what = Settled::Keyed, .copy = t().task().copy, .keyTime = Time, .keyToken = Token}));
        const auto other = QStringLiteral("other");
        QCOMPARE(
            t().take(D1, distinct(7), Bob, false, true, other, other)->messages.size(), size_t(1));
        QCOMPARE(t().task().what, What::Store);
        QCOMPARE(t().take(D2, distinct(8), Bob)->messages.size(), size_t(1));
        QCOMPARE(t().messages(), 3);
    }

    /// Times are alike now and then: many messages come in the same millisecond.
    void sameTimeForAnother()
    {
        const QString alices = t().send(distinct(1), Alice);
        const QString bobs = t().send(distinct(1), Bob);
        for (const mail::RemoteTask &task : t().due()) {
            QVERIFY(t().settle({.what = Settled::Keyed,
                .copy = task.copy,
                .keyTime = Time,
                .keyToken = Token + task.address}));
        }
        QCOMPARE(t().take(D1, distinct(7), Bob, false, true, Time)->messages.size(), size_t(0));
        QCOMPARE(t().messageOf(D1), bobs);
        QCOMPARE(t().take(D2, distinct(8), Alice, false, true, Time)->messages.size(), size_t(0));
        QCOMPARE(t().messageOf(D2), alices);
        QCOMPARE(t().messages(), 2);
        QVERIFY(t().due().empty());
    }

    void mistakenForAnother()
    {
        const QString first = t().send(distinct(1));
        const QString second = t().send(distinct(2));
        const auto due = t().due();
        for (const mail::RemoteTask &task : due)
            QVERIFY(t().settle({.what = Settled::Keyed, .copy = task.copy, .keyTime = Time}));
        QVERIFY(t().take(D2, distinct(7), Bob, false, true, Time)->messages.empty());
        QCOMPARE(t().messageOf(D2), first);
        QVERIFY(t().settle({.what = Settled::Stored, .copy = due[1].copy, .document = D2}));
        QCOMPARE(t().messageOf(D2), second);
        QVERIFY(t()->message(first).ok());
        QCOMPARE(t().task().what, What::Store);
        QCOMPARE(t().task().messageId, first);
    }

    void doubledMessageGoes()
    {
        const QString id = t().send(distinct(1));
        const mail::RemoteTask task = t().task();
        const QString doubled = t().take(D1, distinct(7))->messages[0].id; // Without its key.
        QCOMPARE(t().messages(), 2);
        QVERIFY(t().settle({.what = Settled::Stored, .copy = task.copy, .document = D1}));
        QCOMPARE(t().messages(), 1);
        QCOMPARE(t().messageOf(D1), id);
        QVERIFY(!t()->message(doubled).ok());
        t().settleNothings();
        QVERIFY(t().due().empty());
    }

    // --- What others do there

    void observed()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(!t().look(t().listed(D1, false)).news);
        QVERIFY(!t().look(t().listed(D1, {})).news);
        QVERIFY(t().look(t().listed(D1, true)).news);
        QCOMPARE(t().observe(t().listed(D1, true)), 1);
        QVERIFY(t().isSeen(id));
        QVERIFY(!t().look(t().listed(D1, true)).news);
        QVERIFY(t().due().empty());
        QCOMPARE(t().observe(t().listed(D1, true)), 0);
        QCOMPARE(t().observe(t().listed(D1, {})), 0);
        QCOMPARE(t().observe(t().listed(D1, false)), 1);
        QVERIFY(!t().isSeen(id));
        QVERIFY(t().due().empty());
        QCOMPARE(t().observe(t().listed(D2, true)), 0);
    }

    void whatWaitsHereStays()
    {
        const QString id = t().take(D1, distinct(1), Bob, true)->messages[0].id;
        QVERIFY(t().isSeen(id));
        QVERIFY(t().seen(id, false));
        QCOMPARE(t().observe(t().listed(D1, false)), 0); // As it is here by now.
        QVERIFY(!t().isSeen(id));
        QVERIFY(t().due().empty());
        QVERIFY(t().seen(id, true));
        QCOMPARE(t().observe(t().listed(D1, false)), 0); // As it was.
        QVERIFY(t().isSeen(id));
        QCOMPARE(t().task().what, What::SetRead);
    }

    /// A list that was asked for before knows less.
    void outdated()
    {
        const auto later = core::nowMs() + 60'000;
        const auto before = [](mail::RemoteListed listed) {
            listed.sinceMs = core::nowMs() - 60'000;
            return listed;
        };
        const auto after = [later](mail::RemoteListed listed) {
            listed.sinceMs = later;
            return listed;
        };
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(t().seen(id, true));
        QVERIFY(t().settle({.what = Settled::Told, .copy = t().task().copy, .read = true}));
        QCOMPARE(t().observe(before(t().listed(D1, false))), 0);
        QVERIFY(t().isSeen(id));
        QVERIFY(t().due().empty());
        QCOMPARE(t().observe(after(t().listed(D1, false))), 1);
        QVERIFY(!t().isSeen(id));
        // A clock that was wrong once does not count for ever.
        auto old = t().listed(D1, true);
        old.sinceMs = 1;
        QCOMPARE(t().observe(old), 1);

        QVERIFY(t().erase(id));
        QVERIFY(t().settle({.what = Settled::Removed, .copy = t().task().copy}));
        QCOMPARE(t().observe(before(t().listed(D1, false))), 0);
        QVERIFY(t().due().empty());
        QCOMPARE(t().observe(after(t().listed(D1, false))), 0);
        QCOMPARE(t().task().what, What::Remove);

        QVERIFY(t().take(D2, distinct(2)).ok());
        QCOMPARE(t().vanish(D2), 1);
        QCOMPARE(t().observe(before(t().listed(D2, true))), 0);
        QVERIFY(t().messageOf(D2).isEmpty());
        QCOMPARE(t().observe(after(t().listed(D2, true))), 1);
        QVERIFY(!t().messageOf(D2).isEmpty());
    }

    void comesBackThereWithoutRoom()
    {
        QVERIFY(t().take(D1, distinct(1)).ok());
        QCOMPARE(t().vanish(D1), 1);
        mail::AccountChange change{.account = t()->account(Bob)->id};
        change.quotaBytes = 1;
        QVERIFY(await<mail::Account>([&](auto done) {
            t()->changeAccount(change, std::move(done));
        }).ok());
        QCOMPARE(t().observe(t().listed(D1, true)), 0);
        QCOMPARE(t().look(t().listed(D1, true)).missing.size(), size_t(1));
        QCOMPARE(t().take(D1, distinct(1), Bob, true)->messages.size(), size_t(1));
    }

    void vanishes()
    {
        const QString bobs = t().take(D1, distinct(1), Bob)->messages[0].id;
        QVERIFY(t().take(D1, distinct(1), Alice).ok());
        QVERIFY(t().take(D2, distinct(2), Bob).ok());
        QCOMPARE(t().vanish(D1), 2);
        QCOMPARE(t().vanish(D1), 0);
        QCOMPARE(t().messages(), 1);
        t().settleNothings();
        QVERIFY(t().due().empty()); // Nobody need be told.
        QVERIFY(t().restore(bobs));
        t().settleNothings();
        QCOMPARE(t().task().what, What::Store);
        QCOMPARE(t().task().messageId, bobs);
        const qint64 copy = t().task().copy;
        QVERIFY(t().settle(
            {.what = Settled::Stored, .copy = copy, .document = QStringLiteral("document-3")}));
        QVERIFY(t().due().empty());
    }

    /// Whoever has emptied Storage by mistake and puts everything back loses nothing by us.
    void comesBackThere()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QCOMPARE(t().vanish(D1), 1);
        t().settleNothings();
        QVERIFY(t().look(t().listed(D1, true)).news);
        QVERIFY(t().observe(t().listed(D1, true)) >= 0);
        t().settleNothings();
        for (const mail::RemoteTask &task : t().due())
            QVERIFY(task.what != What::Remove);
        QCOMPARE(t().messageOf(D1), id);
        QVERIFY(t().isSeen(id));
        QCOMPARE(t().messages(), 1);
    }

    void comesBackThereAfterThePurge()
    {
        QVERIFY(t().take(D1, distinct(1)).ok());
        QCOMPARE(t().vanish(D1), 1);
        QCOMPARE(t().purge(), 1);
        t().settleNothings();
        QVERIFY(t().observe(t().listed(D1, true)) >= 0);
        QVERIFY(t().due().empty());
        QCOMPARE(t().look(t().listed(D1, true)).missing.size(), size_t(1));
        QCOMPARE(t().take(D1, distinct(1), Bob, true)->messages.size(), size_t(1));
    }

    void tombstonesGoAfterADay()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(t().erase(id));
        QVERIFY(t().settle({.what = Settled::Removed, .copy = t().task().copy}));
        QVERIFY(t().take(D2, distinct(2)).ok());
        QCOMPARE(t().vanish(D2), 1);
        QCOMPARE(t().purge(), 2);
        t().settleNothings();
        QVERIFY(t().look(t().listed(D1, false, {Bob}, {}, true)).missing.empty());
        sql("UPDATE remote SET stage_ms = stage_ms - 86400000");
        QCOMPARE(t().purge(0), 0);
        QCOMPARE(*t().copies().lastCopy(), 0);
        QCOMPARE(t().look(t().listed(D1, false)).missing.size(), size_t(1));
    }

    void tombstonesAreFoundByAnIndex()
    {
        QVERIFY(t().take(D1, distinct(1)).ok());
        m_temp->store.reset();
        {
            const SQLite::Database db(
                (t().path() + QStringLiteral("/mail.db")).toStdString(), SQLite::OPEN_READONLY);
            SQLite::Statement plan(db,
                "EXPLAIN QUERY PLAN SELECT id FROM remote r WHERE stage IN (2, 4) AND stage_ms<1");
            QVERIFY(plan.executeStep());
            QVERIFY(QByteArray(plan.getColumn(3)).contains("remote_gone"));
        }
        m_temp->open();
    }

    void tombstonesStayForWhatCanBeBroughtBack()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(t().erase(id));
        QVERIFY(t().settle({.what = Settled::Removed, .copy = t().task().copy}));
        sql("UPDATE remote SET stage_ms = stage_ms - 86400000");
        QCOMPARE(t().purge(0), 0);
        QVERIFY(*t().copies().lastCopy() != 0);
        sql("UPDATE remote SET stage_ms = stage_ms + 86400000"); // As its checksum has it.
    }

    // --- The order of what waits

    void longestWaitingFirst()
    {
        QStringList ids;
        for (int i = 0; i < 10; ++i)
            ids += t().send(distinct(i));
        const auto order = [&](qint64 nowMs, int limit, const QList<qint64> &except = {}) {
            QStringList all;
            const auto due = t().copies().due(nowMs, limit, except);
            for (const mail::RemoteTask &task : *due)
                all += QString::number(ids.indexOf(task.messageId));
            return all.join(u' ');
        };
        QCOMPARE(order(0, 4), QStringLiteral("0 1 2 3"));
        const auto all = t().due();
        QCOMPARE(all.size(), size_t(10));
        QCOMPARE(order(0, 3, {all[0].copy, all[2].copy}), QStringLiteral("1 3 4"));
        QCOMPARE(order(0, 0), QString());
        const auto postpone = [&](int which, qint64 dueMs) {
            return t().settle({.what = Settled::Postponed,
                .copy = all[size_t(which)].copy,
                .dueMs = dueMs,
                .trouble = QStringLiteral("trouble %1").arg(which)});
        };
        QVERIFY(postpone(0, 5'000));
        QVERIFY(postpone(1, 3'000));
        QCOMPARE(*t().copies().nextDue(), std::optional<qint64>(0));
        QCOMPARE(order(2'999, 100), QStringLiteral("2 3 4 5 6 7 8 9"));
        QCOMPARE(order(5'000, 100), QStringLiteral("2 3 4 5 6 7 8 9 1 0"));
        for (int i = 2; i < 10; ++i)
            QVERIFY(postpone(i, 10'000 + i));
        QVERIFY(postpone(1, 4'000));
        QCOMPARE(*t().copies().nextDue(), std::optional<qint64>(4'000));
        QCOMPARE(t().copies().due(4'000, 10, {})->front().attempts, 2);
        QCOMPARE(order(Never, 2), QStringLiteral("1 0"));
        auto figures = *t().copies().remoteFigures();
        QCOMPARE(figures.pending, 10);
        QCOMPARE(figures.failing, 10);
        QCOMPARE(figures.trouble, QStringLiteral("trouble 9"));
        QVERIFY(figures.oldestMs > 0 && figures.oldestMs <= core::nowMs());

        QVERIFY(await<void>([&](auto done) { t().copies().hurry(std::move(done)); }).ok());
        QCOMPARE(order(0, 100), QStringLiteral("0 1 2 3 4 5 6 7 8 9"));
    }

    void refused()
    {
        const QString id = t().send(distinct(1));
        const qint64 copy = t().task().copy;
        QVERIFY(t().settle({.what = Settled::Refused, .copy = copy}));
        QVERIFY(t().due(Never).empty());
        QCOMPARE(t().copies().remoteFigures()->refused, 1);
        QCOMPARE(t().copies().remoteFigures()->pending, 0);
        QVERIFY(t().seen(id, true));
        t().settleNothings();
        QVERIFY(t().due(Never).empty());
        QVERIFY(await<void>([&](auto done) { t().copies().hurry(std::move(done)); }).ok());
        QCOMPARE(t().task().what, What::Store);
        QCOMPARE(t().copies().remoteFigures()->refused, 0);
    }

    void refusedAndDeleted()
    {
        const QString id = t().send(distinct(1));
        QVERIFY(t().settle({.what = Settled::Refused, .copy = t().task().copy}));
        QVERIFY(t().erase(id));
        t().settleNothings();
        QCOMPARE(t().purge(), 1);
        t().settleNothings();
        QCOMPARE(t().copies().remoteFigures()->refused, 0);
        QCOMPARE(*t().copies().lastCopy(), 0);
    }

    /// The sync has found it meanwhile: then nothing was refused.
    void refusedAndThereAllTheSame()
    {
        const QString id = t().send(distinct(1));
        const qint64 copy = t().task().copy;
        QVERIFY(t().settle({.what = Settled::Keyed, .copy = copy, .keyTime = Time}));
        QVERIFY(t().take(D1, distinct(7), Bob, false, true, Time).ok());
        QVERIFY(t().settle({.what = Settled::Refused, .copy = copy}));
        QCOMPARE(t().copies().remoteFigures()->refused, 0);
        QVERIFY(t().erase(id));
        QCOMPARE(t().task().what, What::Remove);
    }

    /// So that whoever is about to store it does not.
    void noKeyForWhatIsThere()
    {
        QVERIFY(!t().send(distinct(1)).isEmpty());
        const qint64 copy = t().task().copy;
        QVERIFY(t().settle({.what = Settled::Keyed, .copy = copy, .keyTime = Time}));
        QVERIFY(t().take(D1, distinct(7), Bob, false, true, Time).ok());
        QVERIFY(!t().settle({.what = Settled::Keyed, .copy = copy, .keyTime = Time + u'1'}));
        QVERIFY(t().due().empty());
    }

    void unknownCopies()
    {
        for (const Settled what : {Settled::Nothing, Settled::Stored, Settled::Told,
                 Settled::Removed, Settled::Refused, Settled::Postponed})
            QVERIFY(t().settle({.what = what, .copy = 4711, .document = D1}));
        QVERIFY(t().due().empty());
    }

    // --- What is kept

    void survivesReopening()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        const QString sent = t().send(distinct(2));
        QVERIFY(t().settle(
            {.what = Settled::Keyed, .copy = t().task().copy, .keyTime = Time, .keyToken = Token}));
        QVERIFY(t().settle({.what = Settled::Postponed,
            .copy = t().task().copy,
            .dueMs = 7'000,
            .trouble = QString(2'000, u'x')}));
        QVERIFY(t().take(D2, distinct(3)).ok());
        QCOMPARE(t().vanish(D2), 1);
        t().settleNothings();
        QVERIFY(await<void>([&](auto done) {
            t().copies().setScope({}, {true, 11, 12}, std::move(done));
        }).ok());
        QVERIFY(await<void>([&](auto done) {
            t().copies().setScope(core::AccountId{5}, {false, 21, 22}, std::move(done));
        }).ok());
        reopen();
        QCOMPARE(t().messageOf(D1), id);
        QVERIFY(t().due(6'999).empty());
        const mail::RemoteTask task = t().task(7'000);
        QCOMPARE(task.messageId, sent);
        QCOMPARE(task.keyTime, Time);
        QCOMPARE(task.keyToken, Token);
        QCOMPARE(task.attempts, 1);
        QCOMPARE(t().copies().remoteFigures()->trouble.size(), 500);
        QVERIFY(t().look(t().listed(D2, false, {Bob}, {}, true)).missing.empty());
        const auto all = *t().copies().scope({});
        QVERIFY(all.complete && all.readMs == 11 && all.wholeMs == 12);
        const auto one = *t().copies().scope(core::AccountId{5});
        QVERIFY(!one.complete && one.readMs == 21 && one.wholeMs == 22);
        const auto none = *t().copies().scope(core::AccountId{6});
        QVERIFY(!none.complete && none.readMs == 0 && none.wholeMs == 0);
    }

    void damageIsFound_data()
    {
        QTest::addColumn<QByteArray>("statement");
        QTest::addColumn<QString>("where");
        QTest::newRow("copy") << QByteArray("UPDATE remote SET document='x'")
                              << QStringLiteral("remote 1");
        QTest::newRow("scope") << QByteArray("UPDATE remote_scope SET complete=0")
                               << QStringLiteral("remote_scope");
        QTest::newRow("content") << QByteArray("UPDATE remote_content SET used_ms=1")
                                 << QStringLiteral("remote_content");
        QTest::newRow("ids given again")
            << QByteArray("UPDATE sqlite_sequence SET seq=0 WHERE name='remote'")
            << QStringLiteral("remote");
        QTest::newRow("bytes that are not there")
            << QByteArray("DELETE FROM content_chunk") << QStringLiteral("content 1");
    }
    void damageIsFound()
    {
        QFETCH(QByteArray, statement);
        QFETCH(QString, where);
        QVERIFY(t().take(D1, distinct(1)).ok());
        QVERIFY(await<void>([&](auto done) {
            t().copies().setScope({}, {true, 11, 12}, std::move(done));
        }).ok());
        QCOMPARE(findings(*t().store), QString());
        sql(statement);
        QVERIFY2(findings(*t().store).startsWith(where), qPrintable(findings(*t().store)));
        m_temp.reset();
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestRemoteStore)
#include "tst_remotestore.moc"
