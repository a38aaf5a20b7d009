// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailboxindex.h"

#include <QtTest/QTest>

#include <atomic>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <thread>

using namespace digidig;
using mail::IndexRow;
using mail::MailboxIndex;
using mail::MailEvent;

namespace {

constexpr core::MailboxId Inbox{1};
constexpr core::MailboxId Sent{2};
constexpr core::AccountId Bob{1};

/// A store of mailboxes that only ever get messages, whose readings can be held up.
class FakeAccess final : public mail::MailboxAccess {
public:
    core::Result<mail::MailboxDelta> delta(
        core::MailboxId mailbox, std::optional<core::ModSeq> since) override
    {
        std::unique_lock lock(m_mutex);
        ++readings;
        const quint32 before = since ? quint32(since->value) : 0;
        mail::MailboxDelta delta;
        delta.mailbox.id = mailbox;
        const quint32 count = m_counts[mailbox.value];
        delta.mailbox.highestModSeq = {count};
        for (quint32 uid = before + 1; uid <= count; ++uid) {
            IndexRow row;
            row.uid = {uid};
            row.modSeq = {uid};
            delta.rows.push_back(row);
        }
        delta.whole = !since;
        rows += int(delta.rows.size());
        ++m_entered;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return !m_held; });
        if (fails)
            return core::Error{*fails, QStringLiteral("no"), {}, {}};
        return delta;
    }

    /// A message is committed; noting it is the test's.
    void add(core::MailboxId mailbox = Inbox, quint32 messages = 1)
    {
        const std::lock_guard lock(m_mutex);
        m_counts[mailbox.value] += messages;
    }
    void hold(bool on)
    {
        const std::lock_guard lock(m_mutex);
        m_held = on;
        m_entered = 0;
        m_changed.notify_all();
    }
    void waitForReading(int count = 1)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_entered >= count; });
    }

    std::atomic<int> readings = 0;
    std::atomic<int> rows = 0;
    std::optional<core::Errc> fails;

    core::Result<std::optional<std::vector<core::Uid>>> vanished(
        core::MailboxId, core::ModSeq) override
    {
        return std::optional<std::vector<core::Uid>>();
    }
    core::Result<std::vector<mail::ContentFacts>> facts(
        std::span<const core::ContentId>, quint32) override
    {
        return std::vector<mail::ContentFacts>();
    }
    core::Result<std::vector<bool>> matches(
        std::span<const core::ContentId>, const mail::TextCondition &) override
    {
        return std::vector<bool>();
    }
    void storeFlags(mail::FlagStore, core::Completion<mail::FlagsStored>) override { }
    void copy(mail::MailboxCopy, core::Completion<mail::MailboxCopied>) override { }
    void expunge(mail::MailboxExpunge, core::Completion<mail::MailboxExpunged>) override { }
    void appendTo(mail::MailboxAppend, core::Completion<mail::MailboxAppended>) override { }
    void claimRecent(core::MailboxId, core::Completion<core::Uid>) override { }
    core::Result<core::Uid> recentFrom(core::MailboxId) override { return core::Uid{1}; }
    core::Result<std::vector<mail::Subscription>> subscriptions(core::AccountId) override
    {
        return std::vector<mail::Subscription>();
    }
    void create(
        core::AccountId, const QString &, const QString &, core::Completion<mail::Mailbox>) override
    {
    }
    void subscribe(core::AccountId, const QString &, bool, core::Completion<void>) override { }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<qint64, quint32> m_counts;
    bool m_held = false;
    int m_entered = 0;
};

mail::Changes changeOf(core::MailboxId mailbox)
{
    return {.mailboxes = {mailbox}};
}

mail::Changes elsewhere()
{
    return {.everything = true, .events = {{.what = MailEvent::What::Elsewhere}}};
}

class TestMailboxIndex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsOnlyWhatWasNoted()
    {
        FakeAccess access;
        MailboxIndex index(access);
        access.add(Inbox, 1000);
        QVERIFY(!index.known(Inbox));
        QCOMPARE(index.current(Inbox)->size(), 1000);
        QCOMPARE(index.known(Inbox)->size(), 1000);
        QCOMPARE(index.current(Inbox)->size(), 1000);
        QCOMPARE(access.readings.load(), 1);

        access.add();
        index.note(changeOf(Sent)); // None of its business.
        QCOMPARE(index.current(Inbox)->size(), 1000);
        QCOMPARE(access.readings.load(), 1);
        index.note(changeOf(Inbox));
        QVERIFY(!index.known(Inbox));
        QCOMPARE(index.current(Inbox)->size(), 1001);
        QCOMPARE(access.readings.load(), 2);
        QCOMPARE(access.rows.load(), 1001);

        access.add();
        index.note(elsewhere());
        QCOMPARE(index.current(Inbox)->size(), 1002);
    }

    void whatIsGoneIsForgotten()
    {
        FakeAccess access;
        MailboxIndex index(access);
        QVERIFY(index.current(Inbox).ok());
        access.fails = core::Errc::NotFound;
        index.note(changeOf(Inbox));
        QVERIFY(index.current(Inbox).error().errc == core::Errc::NotFound);
        QVERIFY(!index.known(Inbox));
        QVERIFY(index.current(Inbox).error().errc == core::Errc::NotFound);
    }

    void aFailureIsNotKept()
    {
        FakeAccess access;
        MailboxIndex index(access);
        access.add(Inbox, 3);
        QVERIFY(index.current(Inbox).ok());
        access.fails = core::Errc::Unavailable;
        access.add();
        index.note(changeOf(Inbox));
        QVERIFY(index.current(Inbox).error().errc == core::Errc::Unavailable);
        access.fails.reset();
        QCOMPARE(index.current(Inbox)->size(), 4);
        QCOMPARE(access.rows.load(), 5); // What was read before the failure counts still.
    }

    /// Those who ask while it is read get what is read, unless something was committed since.
    void concurrentCallersShareAReading()
    {
        FakeAccess access;
        MailboxIndex index(access);
        access.add(Inbox, 10);
        access.hold(true);
        const auto ask = [&] {
            return std::async(std::launch::async, [&] { return index.current(Inbox)->size(); });
        };
        auto first = ask();
        access.waitForReading();
        std::vector<std::future<qsizetype>> sharing;
        for (int i = 0; i < 4; ++i)
            sharing.push_back(ask());
        access.add();
        index.note(changeOf(Inbox));
        auto late = ask();
        access.hold(false);
        QCOMPARE(first.get(), 10);
        QCOMPARE(late.get(), 11);
        for (auto &one : sharing)
            QVERIFY(one.get() >= 10);
        QVERIFY2(access.readings <= 2, qPrintable(QString::number(access.readings)));
    }

    void whatNobodyHoldsIsBounded()
    {
        FakeAccess access;
        MailboxIndex index(access);
        for (qint64 id = 1; id <= 10; ++id) {
            access.add({id}, 1000);
            QVERIFY(index.current({id}).ok());
        }
        QVERIFY(index.known({1}));
        const auto watch = index.watch({2}, [] {});
        QVERIFY(index.current({1}).ok()); // Used last.
        index.setBytes(index.known({1})->bytes() * 5 / 2);
        QVERIFY(index.known({1}));
        QVERIFY(index.known({10}));
        QVERIFY(index.known({2})); // Held.
        for (qint64 id = 3; id <= 9; ++id)
            QVERIFY(!index.known({id}));
        QVERIFY(index.current({3}).ok());
        QVERIFY(!index.known({10})); // Used longest ago by now.
        index.setBytes(0);
        QVERIFY(!index.known({1}));
        QVERIFY(index.known({2}));
        QVERIFY(index.current({4}).ok());
        QVERIFY(!index.known({4}));
    }

    void watchersAreTold()
    {
        FakeAccess access;
        MailboxIndex index(access);
        int inbox = 0;
        int sent = 0;
        QStringList bob;
        auto one = index.watch(Inbox, [&] { ++inbox; });
        auto two = index.watch(Sent, [&] { ++sent; });
        auto three = index.watchAccount(Bob, [&](const MailEvent &e) { bob += e.mailbox; });
        mail::Changes changes = changeOf(Inbox);
        changes.events = {{.account = Bob, .mailbox = QStringLiteral("INBOX")},
            {.what = MailEvent::What::Flags, .account = {2}, .mailbox = QStringLiteral("other")},
            {.what = MailEvent::What::MailboxCreated,
                .account = Bob,
                .mailbox = QStringLiteral("new")}};
        changes.events[0].what = MailEvent::What::Delivered;
        index.note(changes);
        QCOMPARE(inbox, 1);
        QCOMPARE(sent, 0);
        QCOMPARE(bob, QStringList({QStringLiteral("INBOX"), QStringLiteral("new")}));
        index.note(elsewhere());
        QCOMPARE(inbox, 2);
        QCOMPARE(sent, 1);
        QCOMPARE(bob.size(), 3);
        one.reset();
        three.reset();
        index.note(elsewhere());
        QCOMPARE(inbox, 2);
        QCOMPARE(sent, 2);
        QCOMPARE(bob.size(), 3);
    }

    /// A watcher that ends itself, and one that ends another, which then hears nothing any more.
    void watchesEndWithinCalls()
    {
        FakeAccess access;
        MailboxIndex index(access);
        int calls = 0;
        std::unique_ptr<MailboxIndex::Watch> other;
        std::unique_ptr<MailboxIndex::Watch> self = index.watch(Inbox, [&] {
            ++calls;
            self.reset();
            other.reset();
        });
        other = index.watch(Inbox, [&] { calls += 100; });
        index.note(changeOf(Inbox));
        index.note(changeOf(Inbox));
        QCOMPARE(calls, 1);
    }

    /// A watch outlives the index.
    void watchOutlivesTheIndex()
    {
        FakeAccess access;
        std::unique_ptr<MailboxIndex::Watch> watch;
        {
            MailboxIndex index(access);
            watch = index.watch(Inbox, [] {});
        }
        watch.reset();
    }

    void endingWaitsForTheCall()
    {
        FakeAccess access;
        MailboxIndex index(access);
        std::promise<void> entered;
        std::promise<void> leave;
        std::atomic<bool> over = false;
        auto watch = index.watch(Inbox, [&] {
            entered.set_value();
            leave.get_future().wait();
            over = true;
        });
        auto noting = std::async(std::launch::async, [&] { index.note(changeOf(Inbox)); });
        entered.get_future().wait();
        auto ending = std::async(std::launch::async, [&] {
            watch.reset();
            return over.load();
        });
        leave.set_value();
        QVERIFY(ending.get());
        noting.get();
    }

    /// Whoever asks after a change was noted finds it, whatever others do meanwhile.
    void nobodyMissesAnything()
    {
        FakeAccess access;
        MailboxIndex index(access);
        index.setBytes(0); // Views come and go, too.
        std::atomic<quint32> committed = 0;
        std::atomic<bool> stop = false;
        std::atomic<int> wrong = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                std::unique_ptr<MailboxIndex::Watch> watch;
                for (int round = 0; !stop; ++round) {
                    if (round % 7 == i)
                        watch = index.watch(Inbox, [&] { (void)index.known(Inbox); });
                    else if (round % 11 == i)
                        watch.reset();
                    const quint32 least = committed;
                    const auto view = index.current(Inbox);
                    if (!view || quint32(view->size()) < least)
                        ++wrong;
                }
            });
        }
        for (quint32 i = 1; i <= 500; ++i) {
            access.add();
            index.note(changeOf(Inbox));
            committed = i;
        }
        stop = true;
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(wrong.load(), 0);
        QCOMPARE(index.current(Inbox)->size(), 500);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestMailboxIndex)
#include "tst_mailboxindex.moc"
