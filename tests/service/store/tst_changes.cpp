// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "store/changefeed.h"
#include "store/rows.h"

#include <QtCore/QHash>
#include <QtCore/QRandomGenerator>
#include <QtCore/QRegularExpression>
#include <QtCore/QUuid>
#include <QtTest/QTest>

#include <limits>
#include <mutex>
#include <thread>

using namespace digidig;
using namespace digidig::test;
using core::Errc;

namespace {

const QString Bob = QStringLiteral("bob@example.org");
const QString Trash = QStringLiteral("INBOX/Trash");
constexpr qint64 Forever = std::numeric_limits<qint64>::max();

/// What a client knows of a message.
struct Known {
    qint64 mailbox = 0, modSeq = 0;
    quint32 uid = 0;
    QStringList flags;
    QString thread;
    bool operator==(const Known &) const = default;
};

Known known(const mail::Message &m)
{
    return {m.mailbox.value, m.modSeq.value, m.uid.value, mail::flagNames(m.flags), m.threadId};
}

using Messages = QHash<QString, Known>;

/// All mail of an account, by the ordinary list.
Messages listed(mail::MailStore &store, core::AccountId account)
{
    Messages all;
    mail::Page page{.limit = 100};
    do {
        const auto part = store.list({.account = account}, page);
        if (!part)
            qFatal("%s", qPrintable(part.error().message));
        for (const auto &message : part->messages)
            all.insert(message.id, known(message));
        page.cursor = part->next;
    } while (!page.cursor.isEmpty());
    return all;
}

/// A client that knows an account by following its changes.
class Mirror {
public:
    Mirror(mail::MailStore &store, core::AccountId account)
        : m_store(store)
        , m_account(account)
    {
    }

    /// One page; false: that was all there is now.
    bool follow(int limit)
    {
        const auto page = m_store.changes({m_account, m_token, limit});
        if (!page) {
            if (page.error().slug != "cursor_expired")
                qFatal("%s", qPrintable(page.error().message));
            ++expired;
            messages.clear();
            m_token = "0";
            return true;
        }
        qint64 last = 0;
        for (const auto &row : page->changes) {
            if (row.modSeq.value < last)
                qFatal("changes out of order");
            last = row.modSeq.value;
            if (row.message)
                messages.insert(row.id, known(*row.message));
            else
                messages.remove(row.id);
        }
        if (page->changes.size() > size_t(limit))
            qFatal("a page is too long");
        m_token = page->token;
        return page->more;
    }
    /// Begins with the list, as a client would that has one already.
    void beginWithList()
    {
        m_token = m_store.changes({m_account})->token;
        messages = listed(m_store, m_account);
    }

    Messages messages;
    int expired = 0;

private:
    mail::MailStore &m_store;
    const core::AccountId m_account;
    QByteArray m_token = "0";
};

/// Does what people and programs do to an account, at random.
class Writer {
public:
    Writer(store::Store &store, core::AccountId account, quint32 seed)
        : m_store(store)
        , m_account(account)
        , m_random(seed)
        , m_seed(seed)
    {
    }

    void run(int actions)
    {
        for (int i = 0; i < actions; ++i)
            act(i);
    }

private:
    std::optional<mail::Message> any()
    {
        const auto part = m_store.list({.account = m_account}, {.limit = 200});
        if (!part || part->messages.empty())
            return std::nullopt;
        return part->messages[m_random.bounded(quint32(part->messages.size()))];
    }
    std::optional<mail::Mailbox> box()
    {
        const auto boxes = m_store.mailboxes(m_account);
        return (*boxes)[m_random.bounded(quint32(boxes->size()))];
    }

    // Others are at it as well: what one of these finds gone is no failure.
    void act(int i)
    {
        const QByteArray name = QByteArray::number(m_seed) + '-' + QByteArray::number(i);
        switch (m_random.bounded(12)) {
        case 0:
        case 1:
        case 2:
        case 3: {
            Mail mail;
            mail.messageId = name + "@x";
            // Now and then it connects two threads.
            for (int refs = int(m_random.bounded(3)); refs > 0; --refs)
                mail.references += '<' + QByteArray::number(1 + m_random.bounded(3)) + '-'
                    + QByteArray::number(m_random.bounded(i + 1)) + "@x> ";
            (void)deliver(m_store, appendOf(mail.bytes()));
            break;
        }
        case 4:
        case 5:
        case 6:
            if (const auto message = any()) {
                mail::MessageChange wanted{message->id, {}, {}, {}, {}};
                wanted.flags.add = {m_random.bounded(32U), {}};
                wanted.flags.remove = {m_random.bounded(32U), {}};
                if (const auto target = box(); m_random.bounded(2) == 0)
                    wanted.mailbox = target->name;
                (void)change(m_store, wanted);
            }
            break;
        case 7:
        case 8:
            if (const auto message = any())
                (void)removeMessage(m_store, {message->id, m_random.bounded(2) == 0, {}, {}});
            break;
        case 9:
            if (const auto gone = m_store.deleted(m_account, {}); !gone->messages.empty()) {
                (void)await<std::vector<mail::Restored>>([&](auto done) {
                    const auto at = m_random.bounded(quint32(gone->messages.size()));
                    m_store.restore({m_account, {gone->messages[at].id}, {}}, std::move(done));
                });
            }
            break;
        case 10:
            (void)await<mail::Mailbox>([&](auto done) {
                m_store.createMailbox(
                    m_account, QStringLiteral("Box/") + QString::fromLatin1(name), std::move(done));
            });
            break;
        default:
            if (const auto target = box(); target->name.startsWith(u"Box/")) {
                if (m_random.bounded(2) == 0) {
                    (void)await<mail::MailboxesRemoved>([&](auto done) {
                        m_store.removeMailbox(
                            {m_account, target->publicId, true, {}}, std::move(done));
                    });
                } else {
                    mail::MailboxChange wanted{.account = m_account, .id = target->publicId};
                    wanted.name = target->name + u'x';
                    (void)await<mail::Mailbox>(
                        [&](auto done) { m_store.changeMailbox(wanted, std::move(done)); });
                }
            }
        }
    }

    store::Store &m_store;
    const core::AccountId m_account;
    QRandomGenerator m_random;
    const quint32 m_seed;
};

} // namespace

/// The changes of an account since a token.
class TestChanges : public QObject {
    Q_OBJECT

    std::unique_ptr<TempStore> m_temp;
    store::Store *m_store = nullptr;
    core::AccountId m_bob;
    int m_sent = 0;

    core::AccountId account(const QString &address)
    {
        return await<mail::Account>([&](auto done) {
            m_store->createAccount(address, {}, 0, std::move(done));
        })->id;
    }
    QString send()
    {
        Mail mail;
        mail.body = QByteArray::number(++m_sent) + "\r\n";
        return deliver(*m_store, appendOf(mail.bytes()))->messages.front().id;
    }
    void move(const QString &id, const QString &mailbox)
    {
        QVERIFY(change(*m_store, {id, {}, mailbox, {}, {}}).ok());
    }
    void remove(const QString &id) { QVERIFY(removeMessage(*m_store, {id, true, {}, {}}).ok()); }
    core::Result<mail::ChangePage> page(const QByteArray &since = {}, int limit = 500)
    {
        return m_store->changes({m_bob, since, limit});
    }
    QByteArray now() { return page()->token; }
    /// `+` or `-` and the id of each row.
    QStringList rows(const QByteArray &since)
    {
        const auto found = page(since);
        QStringList rows;
        if (!found)
            return {QString::fromLatin1(found.error().slug)};
        for (const auto &row : found->changes)
            rows += (row.message ? u'+' : u'-') + row.id;
        return rows;
    }
    qint64 trim(qint64 olderThanMs, qint64 atMost = Forever)
    {
        return *await<qint64>(
            [&](auto done) { m_store->trimChanges(olderThanMs, atMost, std::move(done)); });
    }

private Q_SLOTS:
    void init()
    {
        m_temp = std::make_unique<TempStore>();
        m_store = m_temp->store.get();
        m_bob = account(Bob);
    }
    void cleanup()
    {
        if (m_temp->store) // Else the test has failed already.
            QCOMPARE(findings(*m_temp->store), QString());
    }

    void nothingButTheTokenWithoutOne()
    {
        send();
        const auto start = page();
        QVERIFY(start.ok());
        QVERIFY(start->changes.empty());
        QVERIFY(!start->more);
        QVERIFY(QRegularExpression(QStringLiteral("^[A-Za-z0-9_-]+$"))
                    .match(QString::fromLatin1(start->token))
                    .hasMatch());
        const auto none = page(start->token);
        QVERIFY(none->changes.empty());
        QCOMPARE(none->token, start->token);
    }

    void rowsSayWhatIsNow()
    {
        const QByteArray begin = now();
        const QString kept = send();
        const QString moved = send();
        const QString gone = send();
        const QByteArray later = now();
        QCOMPARE(rows(begin), (QStringList{u'+' + kept, u'+' + moved, u'+' + gone}));
        move(moved, Trash);
        remove(gone);
        // A move is no deletion.
        QCOMPARE(rows(later), (QStringList{u'+' + moved, u'-' + gone}));
        QCOMPARE(rows(begin), (QStringList{u'+' + kept, u'+' + moved, u'-' + gone}));
        QCOMPARE(rows("0"), (QStringList{u'+' + kept, u'+' + moved}));
        const auto found = page(later);
        const auto &message = *found->changes[0].message;
        QCOMPARE(message.mailboxName, Trash);
        QCOMPARE(message.modSeq, found->changes[0].modSeq);
        QVERIFY(!message.mailboxPublicId.isEmpty());
        // Back again.
        const QByteArray before = now();
        QVERIFY(await<std::vector<mail::Restored>>([&](auto done) {
            m_store->restore({m_bob, {gone}, {}}, std::move(done));
        }).ok());
        QCOMPARE(rows(before), QStringList{u'+' + gone});
        QCOMPARE(rows(later), (QStringList{u'+' + moved, u'+' + gone}));
    }

    void wrongTokensAreRefused()
    {
        send();
        const core::AccountId eve = account(QStringLiteral("eve@example.org"));
        const QByteArray others = m_store->changes({eve})->token;
        QByteArray damaged = now();
        damaged[damaged.size() / 2] = damaged[damaged.size() / 2] == 'x' ? 'y' : 'x';
        for (const QByteArray &token :
            {others, damaged, now().chopped(4), now() + "AAAA", QByteArray("1"), QByteArray("-"),
                QByteArray("00"), QByteArray(100'000, 'A'), QByteArray("\xff")}) {
            const auto outcome = page(token);
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().errc, Errc::Invalid);
            QCOMPARE(outcome.error().field, QStringLiteral("since"));
        }
        QVERIFY(!page({}, 0));
        QVERIFY(!page({}, 1001));
        QCOMPARE(m_store->changes({core::AccountId{4711}}).error().slug,
            QByteArray("account_not_found"));
    }

    /// Each token works up to the very change that is forgotten.
    void theHorizonIsExact()
    {
        std::vector<QByteArray> tokens;
        std::vector<QString> ids;
        for (int i = 0; i < 5; ++i)
            ids.push_back(send());
        for (int i = 0; i < 5; ++i) {
            tokens.push_back(now());
            remove(ids[size_t(i)]);
        }
        tokens.push_back(now());
        const core::AccountId eve = account(QStringLiteral("eve@example.org"));
        const QByteArray others = m_store->changes({eve})->token;
        QCOMPARE(trim(0), 0); // They are young …
        QCOMPARE(rows(tokens[0]).size(), 5);
        QCOMPARE(trim(0, 3), 2); // … but too many.
        const auto check = [&] {
            QCOMPARE(rows(tokens[0]), QStringList{QStringLiteral("cursor_expired")});
            QCOMPARE(page(tokens[1]).error().errc, Errc::NotFound);
            QCOMPARE(rows(tokens[2]), (QStringList{u'-' + ids[2], u'-' + ids[3], u'-' + ids[4]}));
            QCOMPARE(rows(tokens[4]), QStringList{u'-' + ids[4]});
            QCOMPARE(rows(tokens[5]), QStringList());
            QCOMPARE(rows("0"), QStringList());
            QVERIFY(m_store->changes({eve, others}).ok());
        };
        check();
        m_temp->store.reset();
        m_temp->open();
        m_store = m_temp->store.get();
        check();
        QCOMPARE(findings(*m_store), QString());
        QCOMPARE(trim(Forever), 3);
        QCOMPARE(rows(tokens[4]), QStringList{QStringLiteral("cursor_expired")});
        QCOMPARE(rows(tokens[5]), QStringList());
        // No id is given again, and what comes now is known.
        const QByteArray after = now();
        const QString id = send();
        remove(id);
        QCOMPARE(rows(after), QStringList{u'-' + id});
        // With its account its horizon goes.
        QVERIFY(
            await<void>([&](auto done) { m_store->removeAccount(m_bob, std::move(done)); }).ok());
    }

    /// Who begins with nothing need not know what was deleted before.
    void beginningAnewOutlivesTheHorizon()
    {
        for (int i = 0; i < 6; ++i)
            send();
        const QString gone = send();
        remove(gone);
        QCOMPARE(trim(Forever), 1);
        Mirror mirror(*m_store, m_bob);
        QVERIFY(mirror.follow(2));
        const QString late = send();
        while (mirror.follow(2)) { }
        QCOMPARE(mirror.expired, 0);
        QCOMPARE(mirror.messages, listed(*m_store, m_bob));
        // But what is deleted while it reads, it must.
        Mirror second(*m_store, m_bob);
        QVERIFY(second.follow(1));
        remove(late);
        QCOMPARE(trim(Forever), 1);
        while (second.follow(2)) { }
        QCOMPARE(second.expired, 1);
        QCOMPARE(second.messages, listed(*m_store, m_bob));
    }

    /// In small steps, of many accounts at once.
    void manyAreTrimmedInSteps()
    {
        const QString id = send();
        const QByteArray begin = now();
        for (int i = 0; i < 2500; ++i)
            m_store->change({id, {}, i % 2 == 0 ? Trash : QStringLiteral("INBOX"), {}, {}}, {});
        m_store->flush();
        QCOMPARE(rows(begin), QStringList{u'+' + id});
        QCOMPARE(trim(Forever, 0), 2500);
        QCOMPARE(trim(Forever, 0), 0);
        QCOMPARE(rows(begin), QStringList{QStringLiteral("cursor_expired")});
    }

    /// A page does not pass over moves without end.
    void moveAfterMove()
    {
        const QString id = send();
        const QByteArray begin = now();
        for (int i = 0; i < 10'500; ++i) {
            m_store->change({id, {}, i % 2 == 0 ? Trash : QStringLiteral("INBOX"), {}, {}}, {});
            if (i % 1000 == 999)
                m_store->flush(); // The queue is bounded.
        }
        m_store->flush();
        const auto first = page(begin, 50);
        QVERIFY(first.ok());
        QVERIFY(first->changes.empty());
        QVERIFY(first->more);
        QCOMPARE(first->rowsExamined, 10'050);
        const auto second = page(first->token, 50);
        QCOMPARE(second->changes.size(), size_t(1));
        QVERIFY(!second->more);
    }

    /// Rows of one MODSEQ, cut in two at each place.
    void rowsOfOneModSeq()
    {
        const QByteArray begin = now();
        QStringList all;
        for (int i = 0; i < 4; ++i)
            all += send();
        m_temp->store.reset();
        QStringList expected;
        {
            store::Connection db(
                m_temp->path() + QStringLiteral("/mail.db"), store::Connection::Mode::Write);
            db.run("BEGIN");
            auto bob = *store::find<store::AccountRow>(db, "WHERE id=?", m_bob.value);
            bob.highestModSeq += 2;
            const qint64 modSeq = bob.highestModSeq - 1;
            for (int i = 0; i < 3; ++i) {
                store::VanishedRow row{
                    0, bob.id, 1, 1000 + i, modSeq, QByteArray(16, char('a' + i)), 1};
                store::insert(db, row);
            }
            db.run("UPDATE message SET modseq=? WHERE id > 1", modSeq);
            db.run("UPDATE account SET highest_modseq=?, sum=? WHERE id=?", bob.highestModSeq,
                store::sumOf(bob), bob.id);
            db.run("COMMIT");
            for (int limit = 1; limit < 9; ++limit) {
                QByteArray token = begin;
                QStringList found;
                mail::ChangePage part;
                do {
                    part = store::listChanges(db, {m_bob, token, limit});
                    token = part.token;
                    for (const auto &row : part.changes)
                        found += row.id;
                } while (part.more);
                if (limit == 1)
                    expected = found;
                QCOMPARE(found, expected);
                QCOMPARE(found.size(), 7);
                QVERIFY(part.changes.size() <= size_t(limit));
            }
            db.run("BEGIN");
            db.run("DELETE FROM vanished WHERE uid >= 1000");
            for (const QString &id : all) {
                const auto uuid = QUuid::fromString(id).toRfc4122();
                qint64 rowId = db.integer("SELECT id FROM message WHERE public_id=?", uuid);
                store::Query query = db.query(store::selectAll<store::MessageRow>() + "WHERE id=?");
                query.bind(rowId).step();
                const auto row = store::loaded<store::MessageRow>(query);
                db.run("UPDATE message SET sum=? WHERE id=?", store::sumOf(row), rowId);
            }
            auto inbox =
                *store::find<store::MailboxRow>(db, "WHERE account=? AND name='INBOX'", bob.id);
            inbox.highestModSeq = modSeq;
            db.run("UPDATE mailbox SET highest_modseq=?, sum=? WHERE id=?", modSeq,
                store::sumOf(inbox), inbox.id);
            db.run("COMMIT");
        }
        m_temp->open();
        m_store = m_temp->store.get();
    }

    void mirrorsEndUpEqual_data()
    {
        QTest::addColumn<bool>("trimming");
        QTest::newRow("all is kept") << false;
        QTest::newRow("the log is trimmed meanwhile") << true;
    }
    /// Whoever follows, whatever others do at the same time, ends up with exactly what the list
    /// has.
    void mirrorsEndUpEqual()
    {
        QFETCH(bool, trimming);
        for (int i = 0; i < 10; ++i)
            send();
        std::atomic<int> running = 3;
        std::vector<std::thread> threads;
        for (quint32 seed = 1; seed <= 3; ++seed) {
            threads.emplace_back([&, seed] {
                Writer(*m_store, m_bob, seed).run(250);
                --running;
            });
        }
        QRandomGenerator random(5);
        Mirror fromNothing(*m_store, m_bob);
        std::vector<Mirror> fromList;
        for (int pages = 0; running > 0; ++pages) {
            (void)fromNothing.follow(1 + int(random.bounded(10)));
            if (pages % 16 == 0 && fromList.size() < 5) {
                fromList.emplace_back(*m_store, m_bob);
                fromList.back().beginWithList();
            }
            for (Mirror &mirror : fromList) {
                if (random.bounded(3) == 0)
                    (void)mirror.follow(1 + int(random.bounded(20)));
            }
            if (trimming && random.bounded(20) == 0)
                (void)trim(0, 40);
        }
        for (std::thread &thread : threads)
            thread.join();
        const Messages expected = listed(*m_store, m_bob);
        QVERIFY(expected.size() > 20);
        while (fromNothing.follow(7)) { }
        QCOMPARE(fromNothing.messages, expected);
        QVERIFY(!fromList.empty());
        for (Mirror &mirror : fromList) {
            while (mirror.follow(7)) { }
            QCOMPARE(mirror.messages, expected);
        }
        Mirror late(*m_store, m_bob);
        while (late.follow(11)) { }
        QCOMPARE(late.messages, expected);
        QCOMPARE(late.expired, 0);
    }
};

QTEST_APPLESS_MAIN(TestChanges)
#include "tst_changes.moc"
