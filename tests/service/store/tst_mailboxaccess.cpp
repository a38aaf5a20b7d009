// SPDX-License-Identifier: GPL-3.0-or-later
#include "accesstest.h"

#include "core/clock.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;
using core::Errc;

namespace {

/// The contract of MailboxAccess: what it does.
class TestMailboxAccess : public QObject, private AccessTest {
    Q_OBJECT

public:
    using AccessTest::AccessTest;

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

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
};

} // namespace

int main(int argc, char **argv)
{
    return runBoth<TestMailboxAccess>(argc, argv);
}

#include "tst_mailboxaccess.moc"
