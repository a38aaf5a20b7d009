// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;
using core::Errc;

namespace {

const QString Bob = QStringLiteral("bob@example.org");

/// The contract of MailStore for the tree of mailboxes, and for what was deleted with them.
class TestMailboxes : public QObject {
    Q_OBJECT

    std::unique_ptr<TempStore> m_temp;
    mail::MailStore *m_mail = nullptr;
    core::AccountId m_bob;

    std::vector<mail::Mailbox> all() { return *m_mail->mailboxes(m_bob); }
    QStringList names()
    {
        QStringList names;
        for (const auto &box : all())
            names += box.name;
        return names;
    }
    mail::Mailbox box(const QString &name)
    {
        for (const auto &one : all()) {
            if (one.name == name)
                return one;
        }
        return {};
    }
    core::Result<mail::Mailbox> create(const QString &name, const QString &use = {})
    {
        return await<mail::Mailbox>(
            [&](auto done) { m_mail->createMailbox(m_bob, name, use, std::move(done)); });
    }
    core::Result<mail::Mailbox> change(const mail::MailboxChange &change)
    {
        return await<mail::Mailbox>(
            [&](auto done) { m_mail->changeMailbox(change, std::move(done)); });
    }
    core::Result<mail::Mailbox> rename(const QString &from, const QString &to)
    {
        mail::MailboxChange wanted{.account = m_bob, .id = box(from).publicId};
        wanted.name = to;
        return change(wanted);
    }
    core::Result<mail::MailboxesRemoved> remove(const QString &name, bool recursive = false)
    {
        return await<mail::MailboxesRemoved>([&](auto done) {
            m_mail->removeMailbox({m_bob, box(name).publicId, recursive, {}}, std::move(done));
        });
    }
    core::Result<std::vector<mail::Restored>> restore(
        const QStringList &ids, const std::optional<QString> &mailbox = {})
    {
        return await<std::vector<mail::Restored>>([&](auto done) {
            m_mail->restore({m_bob, ids, mailbox}, std::move(done));
        });
    }
    QString send(const QString &mailbox = {}, const QByteArray &subject = "hello")
    {
        Mail mail;
        mail.subject = subject;
        auto append = appendOf(mail.bytes());
        append.targets.front().mailbox = mailbox;
        const auto outcome = deliver(*m_mail, std::move(append));
        return outcome ? outcome->messages.front().id : QString();
    }

private Q_SLOTS:
    void init()
    {
        m_temp = std::make_unique<TempStore>();
        m_mail = m_temp->store.get();
        m_bob = await<mail::Account>([&](auto done) {
            m_temp->store->createAccount(Bob, {}, 0, std::move(done));
        })->id;
    }
    void cleanup() { QCOMPARE(findings(*m_mail), QString()); }

    void renamingTakesTheTreeAlong()
    {
        QVERIFY(create(QStringLiteral("Work/2024/May")).ok());
        QVERIFY(create(QStringLiteral("Workshop")).ok());
        const QString id = send(QStringLiteral("Work/2024/May"));
        const auto before = box(QStringLiteral("Work/2024/May"));
        const auto top = box(QStringLiteral("Work"));
        QCOMPARE(top.children, 1);
        QCOMPARE(before.parentId, box(QStringLiteral("Work/2024")).publicId);

        const auto renamed = rename(QStringLiteral("Work"), QStringLiteral("Old/Jobs/Práce"));
        QVERIFY2(renamed.ok(), qPrintable(renamed.ok() ? QString() : renamed.error().message));
        QCOMPARE(renamed->publicId, top.publicId);
        QCOMPARE(renamed->parentId, box(QStringLiteral("Old/Jobs")).publicId);
        QCOMPARE(renamed->children, 1);
        QVERIFY(renamed->highestModSeq > before.highestModSeq);
        QVERIFY(renamed->state != top.state);
        const auto after = box(QStringLiteral("Old/Jobs/Práce/2024/May"));
        QCOMPARE(after.publicId, before.publicId);
        QCOMPARE(after.uidValidity, before.uidValidity);
        QCOMPARE(after.messages, 1);
        QVERIFY(after.highestModSeq > before.highestModSeq);
        QCOMPARE(m_mail->message(id)->mailboxName, after.name);
        QCOMPARE(m_mail->message(id)->uid.value, 1U);
        QVERIFY(names().contains(QStringLiteral("Workshop")));
        QVERIFY(!names().contains(QStringLiteral("Work")));
        // The name is free, and its next bearer is another mailbox.
        const auto again = create(QStringLiteral("Work"));
        QVERIFY(again.ok());
        QVERIFY(again->uidValidity > top.uidValidity);
        QVERIFY(again->publicId != top.publicId);
    }

    void renamingTellsThatAnswersAreOld()
    {
        std::atomic<bool> everything = false;
        m_mail->setObserver(
            [&](const mail::Changes &changes) { everything = everything || changes.everything; });
        QVERIFY(create(QStringLiteral("A")).ok());
        QVERIFY(!everything);
        QVERIFY(rename(QStringLiteral("A"), QStringLiteral("B")).ok());
        QVERIFY(everything);
        m_mail->setObserver({});
    }

    void wrongNamesAreRefused_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<int>("expected");
        const auto invalid = int(Errc::Invalid);
        QTest::newRow("empty") << QStringLiteral("A") << QString() << invalid;
        QTest::newRow("below itself") << QStringLiteral("A") << QStringLiteral("A/X/A") << invalid;
        QTest::newRow("empty level") << QStringLiteral("A") << QStringLiteral("X//Y") << invalid;
        QTest::newRow("trailing delimiter")
            << QStringLiteral("A") << QStringLiteral("X/") << invalid;
        QTest::newRow("control") << QStringLiteral("A") << QStringLiteral("X\nY") << invalid;
        QTest::newRow("wildcard") << QStringLiteral("A") << QStringLiteral("X*") << invalid;
        QTest::newRow("too long") << QStringLiteral("A") << QString(2000, u'x') << invalid;
        QTest::newRow("too deep") << QStringLiteral("A") << QStringLiteral("x/").repeated(20) + u'y'
                                  << invalid;
        QTest::newRow("children too deep")
            << QStringLiteral("A") << QStringLiteral("x/").repeated(19) + u'y' << invalid;
        QTest::newRow("taken") << QStringLiteral("A") << QStringLiteral("C")
                               << int(Errc::AlreadyExists);
        QTest::newRow("INBOX") << QStringLiteral("A") << QStringLiteral("inbox")
                               << int(Errc::AlreadyExists);
        QTest::newRow("NFC of a taken one")
            << QStringLiteral("A") << QStringLiteral("e\u0301") << int(Errc::AlreadyExists);
    }
    void wrongNamesAreRefused()
    {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        QFETCH(const int, expected);
        for (const char16_t *name : {u"A/B", u"C", u"\u00e9"})
            QVERIFY(create(QString::fromUtf16(name)).ok());
        const QStringList before = names();
        const auto refused = rename(from, to);
        QVERIFY(!refused.ok());
        QCOMPARE(int(refused.error().errc), expected);
        QCOMPARE(refused.error().field, QStringLiteral("name"));
        QCOMPARE(names(), before);
    }

    void renamingInboxMovesItsMail()
    {
        const QString first = send();
        QStringList ids{first};
        for (int i = 0; i < 2100; ++i) // More than two steps.
            m_mail->append(appendOf(Mail().bytes()), {});
        const QString last = send();
        const auto inbox = box(QStringLiteral("INBOX"));
        const auto renamed = rename(QStringLiteral("INBOX"), QStringLiteral("INBOX/Old"));
        QVERIFY2(renamed.ok(), qPrintable(renamed.ok() ? QString() : renamed.error().message));
        QCOMPARE(renamed->name, QStringLiteral("INBOX/Old"));
        QCOMPARE(renamed->messages, 2102);
        QCOMPARE(renamed->unseen, 2102);
        QVERIFY(renamed->publicId != inbox.publicId);
        const auto now = box(QStringLiteral("INBOX"));
        QCOMPARE(now.publicId, inbox.publicId);
        QCOMPARE(now.messages, 0);
        QCOMPARE(now.uidNext.value, inbox.uidNext.value);
        QVERIFY(now.highestModSeq > inbox.highestModSeq);
        // In order, with their identities; folders below INBOX stay.
        QCOMPARE(m_mail->message(first)->uid.value, 1U);
        QCOMPARE(m_mail->message(last)->uid.value, 2102U);
        QVERIFY(names().contains(QStringLiteral("INBOX/Sent")));
    }

    void settings()
    {
        const auto made = create(QStringLiteral("Koš"));
        mail::MailboxChange wanted{.account = m_bob, .id = made->publicId};
        wanted.specialUse = QStringLiteral("\\trash");
        QCOMPARE(change(wanted).error().slug, QByteArray("special_use_taken"));
        mail::MailboxChange old{
            .account = m_bob, .id = box(QStringLiteral("INBOX/Trash")).publicId};
        old.specialUse = QString();
        QVERIFY(change(old).ok());
        const auto trash = change(wanted);
        QVERIFY(trash.ok());
        QCOMPARE(trash->specialUse, QStringLiteral("\\Trash"));
        const QString id = send();
        QCOMPARE(removeMessage(*m_mail, {id, false, {}, {}})->mailbox, QStringLiteral("Koš"));

        mail::MailboxChange quiet{.account = m_bob, .id = made->publicId};
        quiet.subscribed = false;
        quiet.ifState = made->state;
        QCOMPARE(change(quiet).error().slug, QByteArray("precondition_failed"));
        quiet.ifState = trash->state;
        const auto unsubscribed = change(quiet);
        QVERIFY(!unsubscribed->subscribed);
        quiet.ifState = unsubscribed->state;
        const auto same = change(quiet); // Nothing changes, and nothing is counted.
        QVERIFY(same->highestModSeq == unsubscribed->highestModSeq);

        for (const char *use : {"Trash", "\\All", "\\Flagged", "\\Seen", "x"}) {
            quiet.ifState = {};
            quiet.specialUse = QString::fromLatin1(use);
            QCOMPARE(int(change(quiet).error().errc), int(Errc::Invalid));
        }
        mail::MailboxChange inbox{.account = m_bob, .id = box(QStringLiteral("INBOX")).publicId};
        inbox.specialUse = QStringLiteral("\\Archive");
        QCOMPARE(int(change(inbox).error().errc), int(Errc::Invalid));
        QCOMPARE(create(QStringLiteral("S"), QStringLiteral("\\Sent")).error().slug,
            QByteArray("special_use_taken"));
        QCOMPARE(create(QStringLiteral("I"), QStringLiteral("\\important"))->specialUse,
            QStringLiteral("\\Important"));
    }

    void foreignMailboxesAreNotThere()
    {
        const auto eve = await<mail::Account>([&](auto done) {
            m_temp->store->createAccount(QStringLiteral("eve@example.org"), {}, 0, std::move(done));
        });
        const QString id = box(QStringLiteral("INBOX/Sent")).publicId;
        QCOMPARE(m_mail->mailbox(m_bob, id)->name, QStringLiteral("INBOX/Sent"));
        QCOMPARE(m_mail->mailbox(eve->id, id).error().slug, QByteArray("mailbox_not_found"));
        QCOMPARE(m_mail->mailbox(m_bob, QStringLiteral("x")).error().slug,
            QByteArray("mailbox_not_found"));
        mail::MailboxChange wanted{.account = eve->id, .id = id};
        wanted.name = QStringLiteral("Mine");
        QCOMPARE(change(wanted).error().slug, QByteArray("mailbox_not_found"));
        const auto removed = await<mail::MailboxesRemoved>([&](auto done) {
            m_mail->removeMailbox({eve->id, id, true, {}}, std::move(done));
        });
        QCOMPARE(removed.error().slug, QByteArray("mailbox_not_found"));
    }

    void removedMailboxesCanBeBroughtBack()
    {
        QVERIFY(create(QStringLiteral("P/Q")).ok());
        const auto old = box(QStringLiteral("P/Q"));
        const QString one = send(QStringLiteral("P/Q"), "one");
        const QString two = send(QStringLiteral("P"), "two");
        for (int i = 0; i < 1500; ++i) { // More than one step.
            auto append = appendOf(Mail().bytes());
            append.targets.front().mailbox = QStringLiteral("P/Q");
            m_mail->append(std::move(append), {});
        }
        QCOMPARE(
            remove(QStringLiteral("INBOX"), true).error().slug, QByteArray("inbox_not_removable"));
        QCOMPARE(remove(QStringLiteral("P")).error().slug, QByteArray("mailbox_has_children"));
        QVERIFY(names().contains(QStringLiteral("P/Q")));
        const auto removed = remove(QStringLiteral("P"), true);
        QVERIFY2(removed.ok(), qPrintable(removed.ok() ? QString() : removed.error().message));
        QCOMPARE(removed->mailboxes, 2);
        QCOMPARE(removed->messages, 1502);
        QVERIFY(!names().contains(QStringLiteral("P")));
        QCOMPARE(int(m_mail->message(one).error().errc), int(Errc::NotFound));

        auto listing = m_mail->deleted(m_bob, {500, {}});
        QCOMPARE(listing->total, 1502);
        QStringList seen;
        for (;;) {
            for (const auto &message : listing->messages)
                seen += message.id;
            if (listing->next.isEmpty())
                break;
            listing = m_mail->deleted(m_bob, {500, listing->next});
        }
        QCOMPARE(seen.size(), 1502);
        seen.removeDuplicates();
        QCOMPARE(seen.size(), 1502);

        const auto restored = restore({one, two, one});
        QVERIFY2(restored.ok(), qPrintable(restored.ok() ? QString() : restored.error().message));
        QCOMPARE(restored->size(), size_t(2));
        QCOMPARE(restored->front().id, one);
        QCOMPARE(m_mail->message(one)->mailboxName, QStringLiteral("P/Q"));
        QCOMPARE(m_mail->message(one)->subject, QStringLiteral("one"));
        QVERIFY(box(QStringLiteral("P/Q")).uidValidity > old.uidValidity);
        QCOMPARE(m_mail->deleted(m_bob, {})->total, 1500);
        QCOMPARE(restore({one}).error().slug, QByteArray("email_not_found"));
    }

    void restoringIsAllOrNothing()
    {
        const QString id = send();
        QVERIFY(removeMessage(*m_mail, {id, true, {}, {}}).ok());
        const auto gone = m_mail->deleted(m_bob, {});
        QCOMPARE(gone->messages.front().mailboxName, QStringLiteral("INBOX"));
        QCOMPARE(gone->messages.front().subject, QStringLiteral("hello"));
        QCOMPARE(gone->messages.front().sender, QStringLiteral("alice@example.org"));
        QVERIFY(!restore({id, QStringLiteral("0199aaaa-0000-7000-8000-000000000000")}).ok());
        QCOMPARE(
            restore({id}, QStringLiteral("Nowhere")).error().slug, QByteArray("mailbox_not_found"));
        QCOMPARE(m_mail->deleted(m_bob, {})->total, 1);
        const auto restored = restore({id}, QStringLiteral("INBOX/Archive"));
        QVERIFY(restored.ok());
        QCOMPARE(restored->front().mailboxName, QStringLiteral("INBOX/Archive"));
        QCOMPARE(m_mail->figures().messages, 1);
        QCOMPARE(box(QStringLiteral("INBOX/Archive")).messages, 1);
        for (const QByteArray &cursor :
            {QByteArray("?"), QByteArray("MTox"), QByteArray(500, 'A')}) {
            const bool fine = m_mail->deleted(m_bob, {5, cursor}).ok();
            QCOMPARE(fine, cursor == "MTox"); // "1:1": before everything.
        }
    }

    void restoringJoinsItsThreadAgain()
    {
        Mail first;
        first.messageId = "1@x";
        Mail answer;
        answer.messageId = "2@x";
        answer.references = "<1@x>";
        const auto one = deliver(*m_mail, appendOf(first.bytes()))->messages.front().id;
        const auto two = deliver(*m_mail, appendOf(answer.bytes()))->messages.front().id;
        QVERIFY(removeMessage(*m_mail, {one, true, {}, {}}).ok());
        QVERIFY(restore({one}).ok());
        QCOMPARE(m_mail->message(one)->threadId, m_mail->message(two)->threadId);
        QVERIFY(m_mail->message(one)->uid.value == 3U);
        QVERIFY(m_mail->message(one)->modSeq > m_mail->message(two)->modSeq);
        // Found again by its text, whichever index answers.
        mail::Filter filter{.account = m_bob};
        filter.text = QStringLiteral("Hello Bob");
        QCOMPARE(m_mail->list(filter, {})->messages.size(), size_t(2));
    }

    void quotaHoldsForWhatComesBack()
    {
        const QString one = send();
        const QString two = send(QString(), "other");
        QVERIFY(removeMessage(*m_mail, {one, true, {}, {}}).ok());
        QVERIFY(removeMessage(*m_mail, {two, true, {}, {}}).ok());
        mail::AccountChange wanted{.account = m_bob};
        wanted.quotaBytes = Mail().bytes().size() + 10;
        QVERIFY(await<mail::Account>([&](auto done) {
            m_temp->store->changeAccount(wanted, std::move(done));
        }).ok());
        QCOMPARE(restore({one, two}).error().slug, QByteArray("quota_exceeded"));
        QVERIFY(restore({one}).ok());
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestMailboxes)
#include "tst_mailboxes.moc"
