// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "mail/search.h"
#include "store/threadlist.h"

#include <QtCore/QMap>
#include <QtCore/QRandomGenerator>
#include <QtCore/QSet>
#include <QtTest/QTest>

#include <sqlite3.h>

using namespace digidig;
using namespace digidig::test;
using core::Errc;

namespace {

const QString Bob = QStringLiteral("bob@example.org");
constexpr qint64 Begin = 1'761'215'400'000;

} // namespace

/// Conversations of the store: lists of them, and their trees.
class TestThreads : public QObject {
    Q_OBJECT

    std::unique_ptr<TempStore> m_temp;
    mail::MailStore *m_mail = nullptr;
    core::AccountId m_bob;
    qint64 m_now = Begin;

    mail::Appended::One send(Mail mail, const QString &mailbox = {}, const QStringList &flags = {})
    {
        auto append = appendOf(mail.bytes());
        append.targets.front().mailbox = mailbox;
        append.targets.front().flags = *mail::parseFlags(flags);
        append.receivedMs = m_now += 1000;
        const auto outcome = deliver(*m_mail, std::move(append));
        if (!outcome)
            qFatal("%s", qPrintable(outcome.error().message));
        return outcome->messages.front();
    }
    /// A message of a conversation, by the id of the message and of the one it answers.
    QString send(
        const QByteArray &id, const QByteArray &answers = {}, const QByteArray &subject = "hello")
    {
        Mail mail;
        mail.messageId = id + "@x";
        if (!answers.isEmpty())
            mail.references = '<' + answers + "@x>";
        mail.subject = subject;
        mail.body = id + "\r\n";
        return send(mail).id;
    }
    mail::Filter filter() const { return {.account = m_bob}; }
    mail::ThreadListing list(
        const mail::Filter &filter, int limit = 500, const QByteArray &cursor = {})
    {
        auto listing = m_mail->threads(filter, {limit, cursor});
        if (!listing)
            qFatal("%s", qPrintable(listing.error().message));
        return *std::move(listing);
    }
    static QStringList ids(const mail::ThreadListing &listing)
    {
        QStringList ids;
        for (const auto &thread : listing.threads)
            ids += thread.id;
        return ids;
    }
    QString threadOf(const QString &id) { return m_mail->message(id)->threadId; }

private Q_SLOTS:
    void init()
    {
        m_temp = std::make_unique<TempStore>();
        m_mail = m_temp->store.get();
        m_now = Begin;
        m_bob = await<mail::Account>([&](auto done) {
            m_temp->store->createAccount(Bob, {}, 0, std::move(done));
        })->id;
    }
    void cleanup() { QCOMPARE(findings(*m_mail), QString()); }

    void aRowSaysWhatItsMessagesAre()
    {
        const QString first = send("a", {}, "[list] Re: Plan");
        send("x", {}, "other");
        Mail mail;
        mail.from = "Dana <dana@example.org>";
        mail.messageId = "b@x";
        mail.references = "<a@x>";
        send(mail, QStringLiteral("INBOX/Sent"),
            {QStringLiteral("\\Seen"), QStringLiteral("\\Flagged")});
        mail.messageId = "c@x";
        mail.body = "again\r\n";
        const QString last = send(mail).id;

        const auto listing = list(filter());
        QCOMPARE(listing.threads.size(), size_t(2));
        QCOMPARE(listing.next, QByteArray());
        const auto &plan = listing.threads[0];
        QCOMPARE(plan.id, threadOf(first));
        QCOMPARE(plan.subject, QStringLiteral("Plan"));
        QCOMPARE(plan.participants,
            (QStringList{QStringLiteral("Dana <dana@example.org>"),
                QStringLiteral("Alice <alice@example.org>")}));
        QVERIFY(!plan.moreParticipants);
        QCOMPARE(plan.count, 3);
        QCOMPARE(plan.unread, 2);
        QVERIFY(plan.flagged);
        QVERIFY(!plan.hasAttachment);
        QVERIFY(!plan.truncated);
        QCOMPARE(plan.firstMs, Begin + 1000);
        QCOMPARE(plan.lastMs, Begin + 4000);
        QCOMPARE(plan.latestId, last);
        const auto &other = listing.threads[1];
        QCOMPARE(other.subject, QStringLiteral("other"));
        QCOMPARE(other.count, 1);
        QVERIFY(!other.flagged);
    }

    void participantsAreBounded()
    {
        for (int i = 0; i < 12; ++i) {
            Mail mail;
            mail.from =
                QByteArray(i == 11 ? 5000 : 3, 'x') + QByteArray::number(i) + "@example.org";
            mail.references = "<root@x>";
            send(mail);
        }
        const auto listing = list(filter());
        const auto &thread = listing.threads.front();
        QCOMPARE(thread.participants.size(), mail::ThreadSummary::MaxParticipants);
        QVERIFY(thread.moreParticipants);
        QVERIFY(thread.participants.front().size() <= 200);
    }

    void filtersChooseConversations()
    {
        const QString a = send("a", {}, "apples");
        const QString b = send("b", {}, "pears");
        Mail mail;
        mail.messageId = "a2@x";
        mail.references = "<a@x>";
        const QString sent =
            send(mail, QStringLiteral("INBOX/Sent"), {QStringLiteral("\\Seen")}).id;
        const QString ta = threadOf(a);
        const QString tb = threadOf(b);
        QCOMPARE(ids(list(filter())), (QStringList{ta, tb}));

        auto inbox = filter();
        inbox.mailbox = QStringLiteral("INBOX");
        QCOMPARE(ids(list(inbox)), (QStringList{tb, ta})); // Its last there is older.
        QCOMPARE(list(inbox).threads[1].count, 2); // All of it, wherever it is.
        auto box = filter();
        box.mailbox = QStringLiteral("INBOX/Sent");
        QCOMPARE(ids(list(box)), QStringList{ta});
        auto read = filter();
        read.unread = false;
        QCOMPARE(ids(list(read)), QStringList{ta});
        auto flagged = filter();
        flagged.flagged = true;
        QVERIFY(list(flagged).threads.empty());
        auto words = filter();
        mail::narrow(
            *mail::parseSearch(QStringLiteral("apples OR pears -in:INBOX/Sent"), 0), &words);
        QCOMPARE(ids(list(words)), (QStringList{tb, ta}));
        m_temp->store->indexNow();
        QCOMPARE(ids(list(words)), (QStringList{tb, ta}));
        auto nowhere = filter();
        nowhere.mailbox = QStringLiteral("Nowhere");
        const auto refused = m_mail->threads(nowhere, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().slug, QByteArray("mailbox_not_found"));
    }

    void wrongPagesAreRefused()
    {
        for (const char *id : {"a", "b", "c"})
            send(id);
        const QByteArray cursor = list(filter(), 1).next;
        QVERIFY(!cursor.isEmpty());
        QVERIFY(m_mail->threads(filter(), {1, cursor}).ok());
        auto unread = filter();
        unread.unread = true;
        const QByteArray ofEmails = m_mail->list(filter(), {.limit = 1})->next;
        for (const auto &outcome :
            {m_mail->threads(unread, {1, cursor}), m_mail->threads(filter(), {1, "x"}),
                m_mail->threads(filter(), {1, ofEmails}), m_mail->threads(filter(), {0, {}}),
                m_mail->threads(filter(), {1001, {}}), m_mail->threads({}, {})}) {
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().errc, Errc::Invalid);
        }
    }

    /// Each conversation that was there at the first page comes once, in its order, whatever
    /// arrives.
    void pagesHoldWhileMailArrives_data()
    {
        QTest::addColumn<QString>("query");
        QTest::newRow("all") << QString();
        QTest::newRow("unread") << QStringLiteral("is:unread");
        QTest::newRow("mailbox") << QStringLiteral("in:INBOX");
        QTest::newRow("words") << QStringLiteral("hello -subject:nothing");
        QTest::newRow("index") << QStringLiteral("quince");
    }
    void pagesHoldWhileMailArrives()
    {
        QFETCH(QString, query);
        mail::Filter wanted = filter();
        mail::narrow(*mail::parseSearch(query, 0), &wanted);
        QRandomGenerator random(17);
        int messages = 0;
        const auto arrive = [&](int many) {
            for (; many > 0; --many) {
                Mail mail;
                mail.messageId = "m" + QByteArray::number(messages) + "@x";
                mail.body = random.bounded(3) == 0 ? "quince\r\n" : "hello\r\n";
                if (messages > 0 && random.bounded(3) != 0)
                    mail.references = "<m" + QByteArray::number(random.bounded(messages)) + "@x>";
                ++messages;
                send(mail, random.bounded(4) == 0 ? QStringLiteral("INBOX/Sent") : QString(),
                    random.bounded(2) == 0 ? QStringList() : QStringList{QStringLiteral("\\Seen")});
            }
        };
        arrive(150);
        m_temp->store->indexNow();
        for (const int limit : {1, 3, 7, 500}) {
            // What is expected, from the list of the messages.
            QStringList expected;
            mail::Page all{.limit = 1000};
            const auto messagesNow = m_mail->list(wanted, all);
            for (const auto &message : messagesNow->messages) {
                if (!expected.contains(message.threadId))
                    expected += message.threadId;
            }
            QStringList found;
            QByteArray cursor;
            do {
                const auto part = list(wanted, limit, cursor);
                QVERIFY(part.threads.size() <= size_t(limit));
                found += ids(part);
                cursor = part.next;
                // Threads must not become one here: new mail answers one message only.
                arrive(2);
            } while (!cursor.isEmpty());
            QCOMPARE(found, expected);
        }
    }

    /// What stays is found, also while other mail goes.
    void pagesMissNothingWhileMailGoes()
    {
        QRandomGenerator random(23);
        QStringList all;
        QStringList kept;
        for (int i = 0; i < 120; ++i) {
            const QByteArray root = "t" + QByteArray::number(random.bounded(30));
            all += send("m" + QByteArray::number(i), root);
        }
        QSet<QString> found;
        QByteArray cursor;
        do {
            const auto part = list(filter(), 3, cursor);
            for (const auto &thread : part.threads)
                found += thread.id;
            cursor = part.next;
            for (int i = 0; i < 5 && !all.isEmpty(); ++i) {
                const QString id = all.takeAt(random.bounded(int(all.size())));
                QVERIFY(removeMessage(*m_mail, {id, true, {}, {}}).ok());
            }
        } while (!cursor.isEmpty());
        QVERIFY(!all.isEmpty());
        for (const QString &id : all)
            QVERIFY(found.contains(threadOf(id)));
    }

    /// A page costs what it shows, however much mail there is.
    void aPageCostsWhatItShows()
    {
        struct Cost {
            qint64 steps = 0, rows = 0, secondSteps = 0, secondRows = 0;
        };
        const auto grow = [this](int until, int &messages) {
            for (; messages < until; ++messages) {
                Mail mail;
                mail.messageId = 'm' + QByteArray::number(messages) + "@x";
                mail.references = "<t" + QByteArray::number(messages / 2) + "@x>";
                auto append = appendOf(mail.bytes());
                append.receivedMs = m_now += 1000;
                m_mail->append(std::move(append), {});
            }
            m_temp->store->flush();
        };
        const auto measure = [&] {
            // Not the store's own file: closing a second descriptor would drop its locks.
            m_temp->store.reset();
            Cost cost;
            {
                store::Connection db(
                    m_temp->path() + QStringLiteral("/mail.db"), store::Connection::Mode::Read);
                const auto page = [&](const QByteArray &cursor, qint64 &steps, qint64 &rows) {
                    const auto listing = store::listThreads(db, filter(), {20, cursor});
                    rows = listing.rowsExamined;
                    steps = 0;
                    for (sqlite3_stmt *s = sqlite3_next_stmt(db.handle(), nullptr); s;
                         s = sqlite3_next_stmt(db.handle(), s))
                        steps += sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 1);
                    return listing.next;
                };
                const QByteArray next = page({}, cost.steps, cost.rows);
                (void)page(next, cost.secondSteps, cost.secondRows);
            }
            m_temp->open();
            m_mail = m_temp->store.get();
            return cost;
        };
        int messages = 0;
        grow(200, messages);
        const Cost small = measure();
        grow(4000, messages);
        const Cost large = measure();
        QCOMPARE(large.rows, small.rows);
        QCOMPARE(large.secondRows, small.secondRows);
        QVERIFY2(small.rows <= 2 * 20 + 1, qPrintable(QString::number(small.rows)));
        QVERIFY2(small.secondRows <= 3 * 20 + 2, qPrintable(QString::number(small.secondRows)));
        QVERIFY(small.steps > 0);
        QVERIFY2(large.steps <= small.steps + small.steps / 10,
            qPrintable(QStringLiteral("%1 → %2").arg(small.steps).arg(large.steps)));
        QVERIFY2(large.secondSteps <= small.secondSteps + small.secondSteps / 10,
            qPrintable(QStringLiteral("%1 → %2").arg(small.secondSteps).arg(large.secondSteps)));
    }

    void theTreeOfAConversation()
    {
        const QString a = send("a", {}, "Plan");
        const QString b = send("b", "a");
        const QString d = send("d", "c"); // c is nowhere …
        const QString e = send("e", "c");
        send("stranger");
        const auto first = m_mail->thread(m_bob, threadOf(d));
        QVERIFY(first);
        QCOMPARE(first->summary.count, 2);
        QCOMPARE(first->forest.size(), size_t(3));
        QCOMPARE(first->forest[0].message, -1);
        QCOMPARE(first->forest[0].missingId, QStringLiteral("c@x"));
        // … and joins both when it comes.
        const QString c = send("c", "a");
        const auto thread = m_mail->thread(m_bob, threadOf(a));
        QVERIFY(thread);
        QCOMPARE(thread->summary.count, 5);
        QCOMPARE(thread->summary.subject, QStringLiteral("Plan"));
        QStringList shape;
        for (const auto &node : thread->forest)
            shape += QString(node.depth, u'.') + thread->messages[size_t(node.message)].id;
        QCOMPARE(shape,
            (QStringList{
                a, u'.' + b, u'.' + c, QStringLiteral("..") + d, QStringLiteral("..") + e}));
        const auto &message = thread->messages.front();
        QCOMPARE(message.mailboxPublicId, m_mail->mailboxes(m_bob)->front().publicId);
        QCOMPARE(message.text, QString());
    }

    void othersConversationsAreNotThere()
    {
        const QString id = threadOf(send("a"));
        const auto eve = *await<mail::Account>([&](auto done) {
            m_temp->store->createAccount(QStringLiteral("eve@example.org"), {}, 0, std::move(done));
        });
        QVERIFY(m_mail->thread(m_bob, id).ok());
        for (const auto &[account, name] :
            {std::pair(eve.id, id), std::pair(m_bob, QStringLiteral("T999")),
                std::pair(m_bob, QString()), std::pair(m_bob, QStringLiteral("T01"))}) {
            const auto outcome = m_mail->thread(account, name);
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().slug, QByteArray("thread_not_found"));
        }
        QVERIFY(list({.account = eve.id}).threads.empty());
    }

    void longConversationsAreCutOff()
    {
        QString last;
        for (int i = 0; i < mail::ThreadSummary::MaxMessages + 5; ++i)
            last = send(
                "m" + QByteArray::number(i), i == 0 ? "root" : "m" + QByteArray::number(i - 1));
        const auto thread = m_mail->thread(m_bob, threadOf(last));
        QVERIFY(thread);
        QVERIFY(thread->summary.truncated);
        QCOMPARE(thread->summary.count, mail::ThreadSummary::MaxMessages + 5);
        QCOMPARE(thread->messages.size(), size_t(mail::ThreadSummary::MaxMessages));
        QCOMPARE(thread->messages.back().id, last);
        QCOMPARE(thread->forest.back().depth, mail::ThreadSummary::MaxMessages - 1);
    }
};

QTEST_APPLESS_MAIN(TestThreads)
#include "tst_threads.moc"
