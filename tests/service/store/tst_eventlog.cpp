// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include "store/sql.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;
using What = mail::MailEvent::What;

namespace {

std::vector<mail::EventLog::Entry> kept(store::Store &store, qint64 after = 0, int limit = 100)
{
    const auto entries = store.eventLog().kept(after, limit);
    return entries ? *entries : std::vector<mail::EventLog::Entry>();
}

mail::MessageRemoval removalOf(const QString &id, bool permanent = false)
{
    mail::MessageRemoval removal;
    removal.id = id;
    removal.permanent = permanent;
    return removal;
}

void forget(store::Store &store, qint64 upTo)
{
    QVERIFY(await<void>([&](auto done) { store.eventLog().forget(upTo, std::move(done)); }).ok());
}

} // namespace

/// What commits did is kept with them, for one listener.
class TestEventLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void offAtFirst()
    {
        TempStore store;
        QVERIFY(deliver(*store, appendOf(Mail().bytes())).ok());
        QVERIFY(kept(*store).empty());
    }

    void everythingThatIsTold()
    {
        TempStore store;
        store->eventLog().setKept(true);
        std::mutex mutex;
        std::vector<mail::MailEvent> told;
        store->setObserver([&](const mail::Changes &changes) {
            const std::lock_guard lock(mutex);
            told.insert(told.end(), changes.events.begin(), changes.events.end());
        });
        auto append = appendOf(Mail().bytes());
        append.targets.front().flags.system = mail::Flagged;
        append.targets.front().flags.keywords = {QStringLiteral("práce")};
        const auto done = deliver(*store, std::move(append));
        QVERIFY(removeMessage(*store, removalOf(done->messages.front().id)).ok());
        QVERIFY(removeMessage(*store, removalOf(done->messages.front().id, true)).ok());
        store->flush();
        store->setObserver({});
        std::vector<mail::MailEvent> logged;
        qint64 last = 0;
        for (const auto &entry : kept(*store)) {
            QVERIFY(entry.id > last);
            QVERIFY(entry.atMs > 1'761'000'000'000);
            last = entry.id;
            logged.insert(logged.end(), entry.events.begin(), entry.events.end());
        }
        QCOMPARE(logged.size(), told.size());
        for (size_t i = 0; i < told.size(); ++i) {
            QCOMPARE(int(logged[i].what), int(told[i].what));
            QCOMPARE(logged[i].id, told[i].id);
            QCOMPARE(logged[i].account, told[i].account);
            QCOMPARE(logged[i].address, told[i].address);
            QCOMPARE(logged[i].mailbox, told[i].mailbox);
            QCOMPARE(logged[i].fromMailbox, told[i].fromMailbox);
            QCOMPARE(logged[i].uid, told[i].uid);
            QCOMPARE(logged[i].modSeq, told[i].modSeq);
            QVERIFY(logged[i].flags == told[i].flags);
            QCOMPARE(logged[i].size, told[i].size);
        }
        QCOMPARE(int(logged.back().what), int(What::Deleted));
    }

    void whatFailedIsNotInIt()
    {
        TempStore store;
        store->eventLog().setKept(true);
        QVERIFY(!removeMessage(*store, removalOf(QStringLiteral("none"))).ok());
        QVERIFY(kept(*store).empty());
    }

    void forgottenAndNotGivenAgain()
    {
        TempStore store;
        store->eventLog().setKept(true);
        for (int i = 0; i < 5; ++i)
            QVERIFY(deliver(*store, appendOf(Mail().bytes())).ok());
        const auto all = kept(*store);
        QCOMPARE(all.size(), size_t(5));
        QCOMPARE(kept(*store, all[1].id, 2).front().id, all[2].id);
        QCOMPARE(kept(*store, all[1].id, 2).size(), size_t(2));
        forget(*store, all[3].id);
        QCOMPARE(kept(*store).size(), size_t(1));
        forget(*store, all[4].id);
        QVERIFY(deliver(*store, appendOf(Mail().bytes())).ok());
        QVERIFY(kept(*store).front().id > all[4].id);
    }

    void itOutlivesTheProcess()
    {
        TempStore store;
        store->eventLog().setKept(true);
        QVERIFY(deliver(*store, appendOf(Mail().bytes())).ok());
        const auto before = kept(*store);
        store.store.reset();
        store.open();
        const auto after = kept(*store);
        QCOMPARE(after.size(), before.size());
        QCOMPARE(after.back().events.back().id, before.back().events.back().id);
    }

    void damagedOnesSayThatSomethingHappened()
    {
        TempStore store;
        store->eventLog().setKept(true);
        QVERIFY(deliver(*store, appendOf(Mail().bytes())).ok());
        store.store.reset();
        {
            store::Connection db(
                store.path() + QStringLiteral("/mail.db"), store::Connection::Mode::Write);
            db.run("UPDATE event_log SET events=substr(events,1,20)");
        }
        store.open();
        const auto entries = kept(*store);
        QCOMPARE(entries.size(), size_t(1));
        QCOMPARE(entries.front().events.size(), size_t(1));
        QCOMPARE(int(entries.front().events.front().what), int(What::Elsewhere));
    }
};

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"
