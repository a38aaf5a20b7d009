// SPDX-License-Identifier: GPL-3.0-or-later
#include "accesstest.h"

#include "core/clock.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;
using core::Errc;

namespace {

/// The contract of MailboxAccess: what it tells of changes.
class TestMailboxDelta : public QObject, private AccessTest {
    Q_OBJECT

public:
    using AccessTest::AccessTest;

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

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
    return runBoth<TestMailboxDelta>(argc, argv);
}

#include "tst_mailboxdelta.moc"
