// SPDX-License-Identifier: GPL-3.0-or-later
#include "changestest.h"
#include "store/changefeed.h"
#include "store/rows.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QUuid>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;
using core::Errc;

/// The changes of an account since a token.
class TestChanges : public QObject, private ChangesTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

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
};

QTEST_APPLESS_MAIN(TestChanges)
#include "tst_changes.moc"
