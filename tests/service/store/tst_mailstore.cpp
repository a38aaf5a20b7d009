// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "fixture.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QDirIterator>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;
using core::Errc;

namespace {

const QString Bob = QStringLiteral("bob@example.org");

/// The contract of MailStore and AccountStore, over the embedded store.
class TestMailStore : public QObject {
    Q_OBJECT

    std::unique_ptr<TempStore> m_temp;
    mail::MailStore *m_mail = nullptr;
    mail::AccountStore *m_accounts = nullptr;

    QString deliverOne(const Mail &mail, const QString &to = Bob)
    {
        const auto outcome = deliver(*m_mail, appendOf(mail.bytes(), to));
        return outcome ? outcome->messages.front().id : QString();
    }
    mail::Account bob() { return *m_accounts->account(Bob); }
    mail::Mailbox mailbox(const QString &name)
    {
        const auto all = m_mail->mailboxes(bob().id);
        for (const auto &box : *all) {
            if (box.name == name)
                return box;
        }
        return {};
    }

private Q_SLOTS:
    void init()
    {
        m_temp = std::make_unique<TempStore>();
        m_mail = m_temp->store.get();
        m_accounts = m_temp->store.get();
    }
    void cleanup() { QCOMPARE(findings(*m_mail), QString()); }

    void deliveredMessageIsRead()
    {
        Mail mail;
        mail.subject = "=?utf-8?q?=C5=BDlu=C5=A5ou=C4=8Dk=C3=BD?=";
        const auto outcome = deliver(*m_mail, appendOf(mail.bytes()));
        QVERIFY2(outcome.ok(), qPrintable(outcome.ok() ? QString() : outcome.error().detail));
        QCOMPARE(outcome->messages.size(), size_t(1));
        const auto message = m_mail->message(outcome->messages.front().id);
        QVERIFY(message.ok());
        QCOMPARE(message->subject, QStringLiteral("Žluťoučký"));
        QCOMPARE(message->sender, QStringLiteral("alice@example.org"));
        QCOMPARE(message->recipient, Bob);
        QCOMPARE(message->mailboxName, QStringLiteral("INBOX"));
        QCOMPARE(message->accountAddress, Bob);
        QCOMPARE(message->uid.value, 1U);
        QCOMPARE(message->receivedMs, 1'761'215'400'000);
        QCOMPARE(message->size, qint64(mail.bytes().size()));
        QVERIFY(message->text.contains(QStringLiteral("Hello Bob")));
        const auto detail = m_mail->detail(message->id);
        QVERIFY(detail.ok());
        QCOMPARE(detail->headers.value(QStringLiteral("From")).toString(),
            QStringLiteral("Alice <alice@example.org>"));
        QVERIFY(mime::deserialize(detail->structure).ok());
    }

    void corpusComesBackByteForByte()
    {
        QDirIterator files(QStringLiteral(DIGIDIG_TEST_DATA "/corpus"), {QStringLiteral("*.eml")},
            QDir::Files, QDirIterator::Subdirectories);
        int count = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray raw = file.readAll();
            const auto outcome = deliver(*m_mail, appendOf(raw));
            QVERIFY(outcome.ok());
            const auto message = m_mail->message(outcome->messages.front().id);
            QVERIFY(message.ok());
            auto reader = m_mail->content(message->content);
            QVERIFY(reader.ok());
            QCOMPARE((*reader)->size(), qint64(raw.size()));
            QCOMPARE(*(*reader)->read(0, raw.size() + 10), raw);
            QCOMPARE((*reader)->hash(),
                QCryptographicHash::hash(raw, QCryptographicHash::Sha256).toHex());
            ++count;
        }
        QVERIFY(count > 50);
    }

    void rangesOfLargeContent()
    {
        QByteArray raw = Mail().bytes();
        for (int i = 0; i < 60'000; ++i)
            raw += "line " + QByteArray::number(i * 7919LL) + "\r\n";
        const auto outcome = deliver(*m_mail, appendOf(raw));
        const auto message = m_mail->message(outcome->messages.front().id);
        auto reader = m_mail->content(message->content);
        for (const auto &[offset, length] : {std::pair{0LL, 10LL}, {262'140LL, 10LL},
                 {262'144LL, 262'144LL}, {100LL, 600'000LL}, {raw.size() - 5LL, 100LL},
                 {raw.size() + 5LL, 100LL}, {9'000'000'000'000LL, 9'000'000'000'000'000'000LL}})
            QCOMPARE(*(*reader)->read(offset, length),
                raw.mid(qMin<qint64>(offset, raw.size()), qMin<qint64>(length, raw.size())));
        QVERIFY(!(*reader)->read(-1, 5).ok());
    }

    void unknownThings()
    {
        auto append = appendOf(Mail().bytes());
        append.targets.front().createAccount = false;
        const auto refused = deliver(*m_mail, append);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().slug, QByteArray("unknown_recipient"));
        QVERIFY(deliverOne({}) != QString());
        append.targets.front().mailbox = QStringLiteral("Nowhere");
        QCOMPARE(deliver(*m_mail, append).error().slug, QByteArray("mailbox_not_found"));
        for (const QString &id :
            {QString(), QStringLiteral("x"), core::newUuid(), QString(36, u'-')})
            QCOMPARE(m_mail->message(id).error().slug, QByteArray("email_not_found"));
        QCOMPARE(m_accounts->account(QStringLiteral("no@no")).error().slug,
            QByteArray("account_not_found"));
        QVERIFY(m_mail->mailboxes({77}).error().errc == Errc::NotFound);
        QVERIFY(m_mail->content({77}).error().errc == Errc::NotFound);
    }

    void accounts()
    {
        const auto create = [&](const QString &address, qint64 quota) {
            return await<mail::Account>([&](auto done) {
                m_accounts->createAccount(address, "hash", quota, std::move(done));
            });
        };
        const auto made = create(QStringLiteral("Carol@Example.org"), 5);
        QVERIFY(made.ok());
        QCOMPARE(made->address, QStringLiteral("carol@example.org"));
        QVERIFY(made->hasPassword);
        QVERIFY(create(QStringLiteral("carol@example.org"), 0).error().errc == Errc::AlreadyExists);
        QVERIFY(create(QStringLiteral("carol"), 0).error().errc == Errc::Invalid);
        const auto boxes = m_mail->mailboxes(made->id);
        QVERIFY(boxes->size() >= 5);
        QCOMPARE(boxes->front().name, QStringLiteral("INBOX"));
        QCOMPARE(m_accounts->account(made->publicId)->address, made->address);
        mail::AccountChange without{.account = made->id};
        without.passwordHash = QByteArray();
        QVERIFY(await<mail::Account>([&](auto d) {
            m_accounts->changeAccount(without, std::move(d));
        }).ok());
        QVERIFY(!m_accounts->account(made->address)->hasPassword);
        QVERIFY(deliverOne({}, Bob) != QString());
        QVERIFY(
            await<void>([&](auto d) { m_accounts->removeAccount(made->id, std::move(d)); }).ok());
        QVERIFY(
            await<void>([&](auto d) { m_accounts->removeAccount(bob().id, std::move(d)); }).ok());
        QCOMPARE(m_accounts->accounts()->size(), size_t(0));
        QCOMPARE(m_mail->figures().messages, 0);
        QCOMPARE(m_mail->figures().contents, 0);
    }

    void quotaHolds()
    {
        const QByteArray raw = Mail().bytes();
        (void)await<mail::Account>(
            [&](auto d) { m_accounts->createAccount(Bob, {}, raw.size() * 2 + 5, std::move(d)); });
        QVERIFY(deliver(*m_mail, appendOf(raw)).ok());
        QVERIFY(deliver(*m_mail, appendOf(raw)).ok());
        const auto refused = deliver(*m_mail, appendOf(raw));
        QVERIFY(refused.error().errc == Errc::QuotaExceeded);
        QCOMPARE(refused.error().slug, QByteArray("quota_exceeded"));
        QCOMPARE(bob().usedBytes, qint64(raw.size() * 2));
    }

    void allTargetsOrNone()
    {
        auto append = appendOf(Mail().bytes());
        append.targets.push_back({QStringLiteral("nobody@example.org"), {}, {}, false});
        QVERIFY(!deliver(*m_mail, append).ok());
        QCOMPARE(m_mail->figures().messages, 0);
        QCOMPARE(m_mail->figures().contents, 0);
        append.targets.back().createAccount = true;
        const auto outcome = deliver(*m_mail, append);
        QCOMPARE(outcome->messages.size(), size_t(2));
        const auto a = m_mail->message(outcome->messages[0].id);
        const auto b = m_mail->message(outcome->messages[1].id);
        QCOMPARE(a->emailId, b->emailId); // one content
        QVERIFY(a->id != b->id);
        QCOMPARE(m_mail->figures().contents, 1);
    }

    void idempotency()
    {
        auto append = appendOf(Mail().bytes());
        append.idempotencyKey = "k1";
        append.fingerprint = "f1";
        const auto first = deliver(*m_mail, append);
        const auto second = deliver(*m_mail, append);
        QVERIFY(!first->replayed);
        QVERIFY(second->replayed);
        QCOMPARE(second->messages.front().id, first->messages.front().id);
        QVERIFY(second->messages.front().modSeq == first->messages.front().modSeq);
        append.fingerprint = "f2";
        QVERIFY(deliver(*m_mail, append).error().errc == Errc::Conflict);
        QCOMPARE(m_mail->figures().messages, 1);
    }

    void everyChangeTakesAModSeq()
    {
        const QString id = deliverOne({});
        const auto before = *m_mail->message(id);
        mail::MessageChange seen{id, {}, {}, before.modSeq, {}};
        seen.flags.add.system = mail::Seen;
        seen.flags.add.keywords = {QStringLiteral("work")};
        const auto after = change(*m_mail, seen);
        QVERIFY(after.ok());
        QVERIFY(after->modSeq > before.modSeq);
        QVERIFY(after->flags.has(mail::Seen));
        QVERIFY(mailbox(QStringLiteral("INBOX")).highestModSeq == after->modSeq);
        QVERIFY(bob().highestModSeq == after->modSeq);
        QCOMPARE(mailbox(QStringLiteral("INBOX")).unseen, 0);
        // stale
        QVERIFY(change(*m_mail, seen).error().errc == Errc::Conflict);
        // no change, no MODSEQ
        seen.ifModSeq.reset();
        QVERIFY(change(*m_mail, seen)->modSeq == after->modSeq);
        // another account's eyes
        seen.onlyAccount = core::AccountId{999};
        QVERIFY(change(*m_mail, seen).error().errc == Errc::NotFound);
    }

    void moveKeepsTheIdAndTakesANewUid()
    {
        const QString id = deliverOne({});
        const QString archive = QStringLiteral("INBOX/Archive");
        const auto moved = change(*m_mail, {id, {}, archive, {}, {}});
        QVERIFY(moved.ok());
        QCOMPARE(moved->id, id);
        QCOMPARE(moved->mailboxName, archive);
        const auto back = change(*m_mail, {id, {}, QStringLiteral("inbox"), {}, {}});
        QCOMPARE(back->uid.value, 2U); // 1 is never given again
        QCOMPARE(mailbox(QStringLiteral("INBOX")).messages, 1);
        QCOMPARE(mailbox(archive).messages, 0);
        QCOMPARE(mailbox(archive).uidNext.value, 2U);
        QCOMPARE(change(*m_mail, {id, {}, QStringLiteral("Nowhere"), {}, {}}).error().slug,
            QByteArray("mailbox_not_found"));
    }

    void removeGoesToTrashThenForGood()
    {
        const QString id = deliverOne({});
        const auto first = removeMessage(*m_mail, {id, false, {}, {}});
        QVERIFY(!first->permanent);
        QCOMPARE(first->mailbox, QStringLiteral("INBOX/Trash"));
        QCOMPARE(m_mail->message(id)->mailboxName, first->mailbox);
        QVERIFY(removeMessage(*m_mail, {id, false, {}, {}})->permanent);
        QVERIFY(m_mail->message(id).error().errc == Errc::NotFound);
        QCOMPARE(bob().usedBytes, 0);
        QCOMPARE(bob().messages, 0);
        QCOMPARE(m_mail->figures().contents, 1); // kept until purged
        const QString other = deliverOne({});
        QCOMPARE(m_mail->message(other)->uid.value, 2U);
        QVERIFY(removeMessage(*m_mail, {other, true, {}, {}})->permanent);
    }

    void mailboxNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("stored"); // empty: refused
        QTest::newRow("plain") << QStringLiteral("Work") << QStringLiteral("Work");
        QTest::newRow("deep") << QStringLiteral("a/b/c") << QStringLiteral("a/b/c");
        QTest::newRow("under inbox")
            << QStringLiteral("inbox/Práce") << QStringLiteral("INBOX/Práce");
        QTest::newRow("decomposed") << QStringLiteral("Pra\u0301ce") << QStringLiteral("Práce");
        QTest::newRow("empty level") << QStringLiteral("a//b") << QString();
        QTest::newRow("control") << QStringLiteral("a\nb") << QString();
        QTest::newRow("wildcard") << QStringLiteral("a*") << QString();
        QTest::newRow("long") << QString(2000, u'a') << QString();
        QTest::newRow("exists") << QStringLiteral("Inbox") << QString();
    }
    void mailboxNames()
    {
        QFETCH(QString, name);
        QFETCH(QString, stored);
        QVERIFY(!deliverOne({}).isEmpty());
        const auto made = await<mail::Mailbox>(
            [&](auto done) { m_mail->createMailbox(bob().id, name, std::move(done)); });
        QCOMPARE(made.ok() ? made->name : QString(), stored);
    }

    void uidValidityNeverRepeats()
    {
        QSet<quint32> seen;
        for (int i = 0; i < 3; ++i) {
            QVERIFY(!deliverOne({}).isEmpty());
            const auto all = m_mail->mailboxes(bob().id);
            for (const auto &box : *all) {
                QVERIFY(!seen.contains(box.uidValidity));
                seen.insert(box.uidValidity);
            }
            QVERIFY(await<void>([&](auto d) {
                m_accounts->removeAccount(bob().id, std::move(d));
            }).ok());
        }
    }

    void lateMessageJoinsThreads()
    {
        Mail a, b, link;
        a.messageId = "a@x";
        b.messageId = "b@x";
        link.messageId = "c@x";
        link.references = "<a@x> <b@x>";
        const QString first = deliverOne(a);
        const QString second = deliverOne(b);
        const auto before = *m_mail->message(second);
        QVERIFY(m_mail->message(first)->threadId != before.threadId);
        const QString third = deliverOne(link);
        const auto after = *m_mail->message(second);
        QCOMPARE(after.threadId, m_mail->message(first)->threadId);
        QCOMPARE(m_mail->message(third)->threadId, after.threadId);
        QVERIFY(after.modSeq > before.modSeq);
        // other accounts have threads of their own
        const QString elsewhere = deliverOne(link, QStringLiteral("eve@example.org"));
        QVERIFY(m_mail->message(elsewhere)->threadId != after.threadId);
        mail::Filter filter;
        filter.threadId = after.threadId;
        QCOMPARE(m_mail->list(filter, {})->messages.size(), size_t(3));
    }

    void holdsForResumedImports()
    {
        const QByteArray raw = Mail().bytes();
        const QString id = deliverOne({});
        const QByteArray hash = QCryptographicHash::hash(raw, QCryptographicHash::Sha256);
        QCOMPARE(*m_mail->copies(bob().id, QStringLiteral("INBOX"), hash), 1);
        QCOMPARE(*m_mail->copies(bob().id, QStringLiteral("INBOX/Sent"), hash), 0);
        QCOMPARE(*m_mail->copies(bob().id, QStringLiteral("INBOX"), QByteArray(32, 'x')), 0);
        QVERIFY(!m_mail->copies(bob().id, QStringLiteral("Nowhere"), hash).ok());
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestMailStore)
#include "tst_mailstore.moc"
