// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;
using What = mail::MailEvent::What;

namespace {

const QString Bob = QStringLiteral("bob@example.org");

/// A store, and what it tells.
struct Told {
    TempStore store;
    std::mutex mutex;
    std::vector<mail::MailEvent> events;

    Told()
    {
        store->setObserver([this](const mail::Changes &changes) {
            const std::lock_guard lock(mutex);
            events.insert(events.end(), changes.events.begin(), changes.events.end());
        });
    }
    ~Told() { store->setObserver({}); }
    std::vector<mail::MailEvent> take()
    {
        const std::lock_guard lock(mutex);
        return std::exchange(events, {});
    }
    /// Of one message that lies in the inbox.
    QString deliverOne()
    {
        const auto done = deliver(*store, appendOf(Mail().bytes()));
        take();
        return done->messages.front().id;
    }
};

mail::MessageRemoval removalOf(const QString &id)
{
    mail::MessageRemoval removal;
    removal.id = id;
    return removal;
}

} // namespace

class TestMailEvents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void delivery()
    {
        Told told;
        auto append = appendOf(Mail().bytes());
        append.targets.front().flags.system = mail::Flagged;
        const auto done = deliver(*told.store, std::move(append));
        const auto events = told.take();
        QCOMPARE(events.front().what, What::AccountCreated);
        QCOMPARE(events.front().address, Bob);
        QCOMPARE(events.at(1).what, What::MailboxCreated);
        const mail::MailEvent &event = events.back();
        QCOMPARE(event.what, What::Delivered);
        QCOMPARE(event.id, done->messages.front().id);
        QCOMPARE(event.account, done->messages.front().account);
        QCOMPARE(event.address, Bob);
        QCOMPARE(event.mailbox, QStringLiteral("INBOX"));
        QCOMPARE(event.uid, done->messages.front().uid);
        QCOMPARE(event.modSeq, done->messages.front().modSeq);
        QCOMPARE(event.flags.system, quint32(mail::Flagged));
        QCOMPARE(event.size, Mail().bytes().size());
    }

    void flagsAndMove()
    {
        Told told;
        const QString id = told.deliverOne();
        mail::MessageChange flags;
        flags.id = id;
        flags.flags.add.system = mail::Seen;
        const auto seen = change(*told.store, flags);
        auto events = told.take();
        QCOMPARE(events.size(), 1U);
        QCOMPARE(events.front().what, What::Flags);
        QCOMPARE(events.front().modSeq, seen->modSeq);
        QCOMPARE(events.front().flags.system, quint32(mail::Seen));
        QVERIFY(change(*told.store, flags).ok());
        QCOMPARE(told.take().size(), 0U); // Nothing has changed.

        mail::MessageChange move;
        move.id = id;
        move.mailbox = QStringLiteral("INBOX/Archive");
        const auto moved = change(*told.store, move);
        events = told.take();
        QCOMPARE(events.size(), 1U);
        QCOMPARE(events.front().what, What::Moved);
        QCOMPARE(events.front().fromMailbox, QStringLiteral("INBOX"));
        QCOMPARE(events.front().mailbox, QStringLiteral("INBOX/Archive"));
        QCOMPARE(events.front().uid, moved->uid);
    }

    void removal()
    {
        Told told;
        const QString id = told.deliverOne();
        QVERIFY(removeMessage(*told.store, removalOf(id)).ok());
        auto events = told.take();
        QCOMPARE(events.size(), 1U);
        QCOMPARE(events.front().what, What::Moved);
        QCOMPARE(events.front().mailbox, QStringLiteral("INBOX/Trash"));
        const core::ModSeq before = events.front().modSeq;
        QVERIFY(removeMessage(*told.store, removalOf(id)).ok());
        events = told.take();
        QCOMPARE(events.size(), 1U);
        QCOMPARE(events.front().what, What::Deleted);
        QCOMPARE(events.front().mailbox, QStringLiteral("INBOX/Trash"));
        QVERIFY(events.front().modSeq > before);
        QVERIFY(!removeMessage(*told.store, removalOf(id)).ok());
        QCOMPARE(told.take().size(), 0U); // What failed has not happened.
    }

    void mailboxAndAccount()
    {
        Told told;
        (void)told.deliverOne();
        const auto account = told.store->account(Bob);
        const auto made = await<mail::Mailbox>([&](auto done) {
            told.store->createMailbox(account->id, QStringLiteral("Work/2026"), std::move(done));
        });
        QVERIFY(made.ok());
        auto events = told.take();
        QCOMPARE(events.size(), 2U);
        QCOMPARE(events.front().mailbox, QStringLiteral("Work"));
        QCOMPARE(events.back().mailbox, QStringLiteral("Work/2026"));
        QVERIFY(await<void>([&](auto done) {
            told.store->removeAccount(account->id, std::move(done));
        }).ok());
        events = told.take();
        QCOMPARE(events.size(), 1U);
        QCOMPARE(events.front().what, What::AccountRemoved);
        QCOMPARE(events.front().address, Bob);
    }

    /// Many at once are told in the order of their MODSEQ, each once, and before who asked has the
    /// answer.
    void order()
    {
        Told told;
        (void)told.deliverOne();
        std::vector<std::future<void>> senders;
        for (int sender = 0; sender < 4; ++sender) {
            senders.push_back(std::async(std::launch::async, [&told] {
                for (int i = 0; i < 50; ++i)
                    (void)deliver(*told.store, appendOf(Mail().bytes()));
            }));
        }
        for (auto &sender : senders)
            sender.get();
        const auto events = told.take();
        QCOMPARE(events.size(), 200U);
        for (size_t i = 1; i < events.size(); ++i)
            QCOMPARE(events[i].modSeq.value, events[i - 1].modSeq.value + 1);
    }
};

QTEST_GUILESS_MAIN(TestMailEvents)
#include "tst_mailevents.moc"
