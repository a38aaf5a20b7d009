// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "mail/search.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;
using What = mail::BatchChange::What;

namespace {

const QString Bob = QStringLiteral("bob@example.org");
const QString Eve = QStringLiteral("eve@example.org");

core::Result<mail::BatchOutcome> changeMany(mail::MailStore &store, mail::BatchChange change)
{
    return await<mail::BatchOutcome>(
        [&](auto done) { store.changeMany(std::move(change), std::move(done)); });
}

QStringList deliverMany(mail::MailStore &store, int count, const QString &address = Bob)
{
    QStringList ids;
    for (int i = 0; i < count; ++i) {
        const QByteArray number = QByteArray::number(i);
        auto append = appendOf(
            Mail{.subject = "number " + number, .body = "needle" + number + "\r\n"}.bytes(),
            address);
        append.receivedMs += (i % 3) * 1000; // Rows are not in the order of times.
        ids += deliver(store, std::move(append))->messages.front().id;
    }
    return ids;
}

mail::Mailbox mailboxOf(TempStore &store, const QString &address, const QString &name)
{
    const auto account = store->account(address);
    const auto all = store->mailboxes(account->id);
    for (const mail::Mailbox &one : *all) {
        if (one.name == name)
            return one;
    }
    qFatal("no mailbox %s", qPrintable(name));
}

mail::FlagChange seen()
{
    mail::FlagChange change;
    change.add.system = mail::Seen;
    return change;
}

mail::BatchChange changeOf(const QStringList &ids, What what)
{
    mail::BatchChange change;
    change.ids = ids;
    change.what = what;
    return change;
}

} // namespace

class TestBatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void flags()
    {
        TempStore store;
        const QStringList ids = deliverMany(*store, 5) + deliverMany(*store, 5, Eve);
        auto change = changeOf(ids, What::Change);
        change.flags = seen();
        change.flags.add.keywords = QStringList{QStringLiteral("work")};
        const auto outcome = changeMany(*store, change);
        QVERIFY(outcome.ok());
        QCOMPARE(outcome->changed, 10);
        QVERIFY(outcome->failed.empty());
        QCOMPARE(mailboxOf(store, Bob, QStringLiteral("INBOX")).unseen, 0);
        QCOMPARE(mailboxOf(store, Eve, QStringLiteral("INBOX")).unseen, 0);
        const auto message = store->message(ids.last());
        QVERIFY(message->flags.has(mail::Seen));
        QCOMPARE(message->flags.keywords, (QStringList{QStringLiteral("work")}));
        QCOMPARE(message->modSeq, store->account(Eve)->highestModSeq);
        QCOMPARE(findings(*store), QString());

        // What is as wanted spends no MODSEQ.
        const auto before = store->account(Bob)->highestModSeq;
        const auto again = changeMany(*store, change);
        QCOMPARE(again->changed, 0);
        QCOMPARE(again->unchanged, 10);
        QCOMPARE(store->account(Bob)->highestModSeq, before);
    }

    void eachHasAModSeqOfItsOwn()
    {
        TempStore store;
        const QStringList ids = deliverMany(*store, 20);
        auto change = changeOf(ids, What::Change);
        change.flags = seen();
        QVERIFY(changeMany(*store, change).ok());
        QSet<qint64> modSeqs;
        for (const QString &id : ids)
            modSeqs += store->message(id)->modSeq.value;
        QCOMPARE(modSeqs.size(), ids.size());
    }

    void moveAndFlagAtOnce()
    {
        TempStore store;
        const QStringList ids = deliverMany(*store, 5);
        auto change = changeOf(ids.mid(0, 3), What::Change);
        change.flags = seen();
        change.mailbox = QStringLiteral("INBOX/Archive");
        QCOMPARE(changeMany(*store, change)->changed, 3);
        const auto archive = mailboxOf(store, Bob, QStringLiteral("INBOX/Archive"));
        QCOMPARE(archive.messages, 3);
        QCOMPARE(archive.unseen, 0);
        QCOMPARE(archive.uidNext, core::Uid{4});
        const auto inbox = mailboxOf(store, Bob, QStringLiteral("INBOX"));
        QCOMPARE(inbox.messages, 2);
        QCOMPARE(inbox.unseen, 2);
        QCOMPARE(findings(*store), QString());
    }

    void trashKeepsWhatIsThere()
    {
        TempStore store;
        const QStringList ids = deliverMany(*store, 4);
        QVERIFY(removeMessage(*store, {ids[0], false, {}, {}}).ok());
        const auto outcome = changeMany(*store, changeOf(ids, What::Trash));
        QCOMPARE(outcome->changed, 3);
        QCOMPARE(outcome->unchanged, 1);
        QCOMPARE(mailboxOf(store, Bob, QStringLiteral("INBOX/Trash")).messages, 4);
        QCOMPARE(findings(*store), QString());
    }

    void trashIsMadeWhereThereIsNone()
    {
        TempStore store;
        const QStringList ids = deliverMany(*store, 2) + deliverMany(*store, 2, Eve);
        for (const QString &address : {Bob, Eve}) {
            const auto trash = mailboxOf(store, address, QStringLiteral("INBOX/Trash"));
            QVERIFY(await<mail::MailboxesRemoved>([&](auto done) {
                store->removeMailbox({trash.account, trash.publicId}, std::move(done));
            }).ok());
        }
        QCOMPARE(changeMany(*store, changeOf(ids, What::Trash))->changed, 4);
        QCOMPARE(mailboxOf(store, Eve, QStringLiteral("INBOX/Trash")).messages, 2);
        QCOMPARE(findings(*store), QString());
    }

    void removeForGoodCanBeBroughtBack()
    {
        TempStore store;
        const QStringList ids = deliverMany(*store, 4);
        QCOMPARE(changeMany(*store, changeOf(ids, What::Remove))->changed, 4);
        const auto account = store->account(Bob);
        QCOMPARE(account->messages, 0);
        QCOMPARE(account->usedBytes, 0);
        QCOMPARE(store->figures().messages, 0);
        QCOMPARE(findings(*store), QString());
        QCOMPARE(await<std::vector<mail::Restored>>([&](auto done) {
            store->restore({account->id, ids, {}}, std::move(done));
        })->size(),
            size_t(4));
        QCOMPARE(findings(*store), QString());
    }

    void someFailAndTheOthersAreChanged()
    {
        TempStore store;
        const QStringList own = deliverMany(*store, 2);
        const QStringList foreign = deliverMany(*store, 1, Eve);
        auto change =
            changeOf(own + foreign + QStringList{QStringLiteral("nonsense")}, What::Change);
        change.flags = seen();
        change.onlyAccount = store->account(Bob)->id;
        const auto outcome = changeMany(*store, change);
        QCOMPARE(outcome->changed, 2);
        QCOMPARE(outcome->failed.size(), size_t(2));
        QCOMPARE(outcome->failed[0].id, foreign.front());
        QCOMPARE(outcome->failed[1].error.slug, QByteArray("email_not_found"));
        QVERIFY(!store->message(foreign.front())->flags.has(mail::Seen));

        change.onlyAccount = {};
        change.mailbox = QStringLiteral("Only Bob has this");
        QVERIFY(await<mail::Mailbox>([&](auto done) {
            store->createMailbox(store->account(Bob)->id, *change.mailbox, std::move(done));
        }).ok());
        const auto moved = changeMany(*store, change);
        QCOMPARE(moved->changed, 2);
        QCOMPARE(moved->failed[0].error.slug, QByteArray("mailbox_not_found"));
        QCOMPARE(findings(*store), QString());
    }

    void tooManyAreRefused()
    {
        TempStore store;
        QStringList ids;
        for (int i = 0; i <= mail::MaxBatch; ++i)
            ids += QString::number(i);
        const auto outcome = changeMany(*store, changeOf(ids, What::Trash));
        QVERIFY(!outcome.ok());
        QCOMPARE(outcome.error().errc, core::Errc::Invalid);
    }

    void stepIsDoneOnce()
    {
        TempStore store;
        const QStringList ids = deliverMany(*store, 3);
        auto change = changeOf(ids + QStringList{QStringLiteral("nonsense")}, What::Trash);
        change.step = "job:1";
        change.mark = 42;
        const auto first = changeMany(*store, change);
        QCOMPARE(first->changed, 3);
        // Whatever has happened since, and whatever is asked for now.
        auto back = changeOf(ids, What::Change);
        back.mailbox = QStringLiteral("INBOX");
        QCOMPARE(changeMany(*store, back)->changed, 3);
        change.mark = 43;
        store.store.reset();
        store.open();
        const auto second = changeMany(*store, change);
        QCOMPARE(second->changed, 3);
        QCOMPARE(second->mark, 42);
        QCOMPARE(second->failed.size(), size_t(1));
        QCOMPARE(second->failed[0].id, QStringLiteral("nonsense"));
        QCOMPARE(second->failed[0].error.slug, QByteArray("email_not_found"));
        QCOMPARE(mailboxOf(store, Bob, QStringLiteral("INBOX")).messages, 3);
        // Settled, it is a new one.
        auto next = changeOf({}, What::Trash);
        next.step = "job:2";
        next.settled = "job:1";
        QVERIFY(changeMany(*store, next).ok());
        QCOMPARE(changeMany(*store, change)->mark, 43);
    }

    void eventsAreTold()
    {
        TempStore store;
        const QStringList ids = deliverMany(*store, 3);
        std::vector<mail::MailEvent> events;
        QStringList outOfDate;
        store->setObserver([&](const mail::Changes &changes) {
            events.insert(events.end(), changes.events.begin(), changes.events.end());
            outOfDate += changes.ids;
        });
        QVERIFY(changeMany(*store, changeOf(ids, What::Trash)).ok());
        QCOMPARE(events.size(), size_t(3));
        QCOMPARE(events[1].what, mail::MailEvent::What::Moved);
        QCOMPARE(events[1].fromMailbox, QStringLiteral("INBOX"));
        QCOMPARE(events[1].mailbox, QStringLiteral("INBOX/Trash"));
        QCOMPARE(events[1].uid, core::Uid{2});
        QCOMPARE(outOfDate, ids);
        store->setObserver({});
    }

    void selectWalksAllOnce_data()
    {
        QTest::addColumn<mail::Filter>("filter");
        mail::Filter all;
        QTest::newRow("all") << all;
        mail::Filter inbox;
        inbox.mailbox = QStringLiteral("INBOX");
        QTest::newRow("mailbox") << inbox;
        mail::Filter unread;
        unread.unread = true;
        QTest::newRow("unread") << unread;
        mail::Filter text;
        text.text = QStringLiteral("needle1");
        QTest::newRow("text") << text;
        mail::Filter nothing;
        nothing.from = QStringLiteral("nobody at all");
        QTest::newRow("nothing") << nothing;
    }
    void selectWalksAllOnce()
    {
        QFETCH(mail::Filter, filter);
        TempStore store;
        QStringList ids = deliverMany(*store, 15);
        ids += deliverMany(*store, 15, Eve);
        store->indexNow();
        QStringList expected;
        for (const QString &id : ids) {
            mail::Page page;
            page.limit = 100;
            const auto listing = store->list(filter, page);
            for (const auto &message : listing->messages) {
                if (message.id == id)
                    expected += id;
            }
        }
        const auto count = store->count(filter);
        QCOMPARE(count->messages, expected.size());
        deliverMany(*store, 2); // Behind what was counted.
        QStringList seenIds;
        mail::Selection selection{.after = {}, .through = count->last, .limit = 4};
        while (count->messages > 0) {
            const auto some = store->select(filter, selection);
            QVERIFY(some.ok());
            seenIds += some->ids;
            if (some->ids.size() < selection.limit)
                break;
            selection.after = some->last;
            // Changes what the filter matches; the walk goes on where it stood.
            auto change = changeOf(some->ids, What::Change);
            change.flags = seen();
            QVERIFY(changeMany(*store, change).ok());
        }
        QCOMPARE(seenIds, expected);
    }
};

QTEST_GUILESS_MAIN(TestBatch)
#include "tst_batch.moc"
