// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "remotetest.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;

namespace {

constexpr qint64 Never = std::numeric_limits<qint64>::max() / 2;

/// What the store wants Storage to be told.
class TestRemoteOutbox : public QObject, private RemoteTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

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
};

} // namespace

QTEST_GUILESS_MAIN(TestRemoteOutbox)
#include "tst_remoteoutbox.moc"
