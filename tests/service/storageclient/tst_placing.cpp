// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/placing.h"

#include "mail/address.h"
#include "mail/mailboxname.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::storageclient;

namespace {

/// Where documents belong, and whom they concern.
class TestPlacing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void places_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("mailbox");
        QTest::addColumn<QString>("use");
        const auto row = [](const char *folder, const char *mailbox, const char *use) {
            QTest::newRow(*folder != 0 ? folder : "none") << QString::fromUtf8(
                folder) << QString::fromUtf8(mailbox) << QString::fromUtf8(use);
        };
        row("", "INBOX", "");
        row("INBOX", "INBOX", "");
        row("inbox", "INBOX", "");
        row(" INBOX ", "INBOX", "");
        row("Inbox/work", "INBOX/work", "");
        row("Work", "Work", "");
        row("  Work  ", "Work", "");
        row("Žluťoučký/kůň", "Žluťoučký/kůň", "");
        row("Archive", "", "\\Archive");
        row("INBOX/archive", "", "\\Archive");
        row("trash", "", "\\Trash");
        row("Deleted Items", "", "\\Trash");
        row("Junk", "", "\\Junk");
        row("Spam", "", "\\Junk");
        row("INBOX/SPAM ", "", "\\Junk");
        row("Spam/2024", "Spam/2024", "");
        // Somebody else's.
        row("Sent", "INBOX", "");
        row("Sent Items", "INBOX", "");
        row("INBOX/Sent", "INBOX", "");
        row("Drafts", "INBOX", "");
        // No names of mailboxes.
        row("a//b", "INBOX", "");
        row("*", "INBOX", "");
        row("a%b", "INBOX", "");
        row("a\nb", "INBOX", "");
        row("/", "INBOX", "");
    }
    void places()
    {
        QFETCH(QString, folder);
        QFETCH(QString, mailbox);
        QFETCH(QString, use);
        const Place place = placeOf(folder, true);
        QCOMPARE(place.mailbox, mailbox);
        QCOMPARE(place.specialUse, use);
        const Place sent = placeOf(folder, false);
        QCOMPARE(sent.mailbox, QString());
        QCOMPARE(sent.specialUse, QStringLiteral("\\Sent"));
    }

    void anyTextHasAPlace()
    {
        QRandomGenerator random(42);
        for (int i = 0; i < 5'000; ++i) {
            QString folder;
            for (int n = random.bounded(i % 100 == 0 ? 5'000 : 30); n > 0; --n)
                folder += QChar(
                    random.bounded(4) == 0 ? random.bounded(0x10000) : u'/' + random.bounded(0x50));
            const Place place = placeOf(folder, true);
            QVERIFY(place.mailbox.isEmpty() != place.specialUse.isEmpty());
            if (!place.mailbox.isEmpty())
                QVERIFY(mail::mailboxName(place.mailbox).ok());
        }
    }

    void folders()
    {
        QCOMPARE(folderOf(QStringLiteral("INBOX"), {}), QStringLiteral("INBOX"));
        QCOMPARE(folderOf(QStringLiteral("Work/old"), {}), QStringLiteral("Work/old"));
        QCOMPARE(folderOf(QStringLiteral("INBOX/Koš"), QStringLiteral("\\Trash")),
            QStringLiteral("Trash"));
        // There and back again.
        for (const char *use : {"\\Trash", "\\Junk", "\\Archive"}) {
            const QString folder = folderOf(QStringLiteral("x"), QLatin1String(use));
            QCOMPARE(placeOf(folder, true).specialUse, QLatin1String(use));
        }
    }

    void whom_data()
    {
        QTest::addColumn<QString>("recipient");
        QTest::addColumn<QString>("whom");
        const auto row = [](const char *recipient, const char *whom) {
            QTest::newRow(*recipient != 0 ? recipient : "none")
                << QString::fromUtf8(recipient) << QString::fromUtf8(whom);
        };
        row("", "");
        row("a@b.cz", "a@b.cz");
        row("A@B.cz", "a@b.cz");
        row(" <a@b.cz> ", "a@b.cz");
        row("Ann <a@b.cz>, c@d.cz", "a@b.cz c@d.cz");
        row("a@b.cz,A@B.CZ, Ann <a@b.cz>", "a@b.cz");
        row("\"Doe, Ann\" <a@b.cz>, c@d.cz", "a@b.cz c@d.cz");
        row("Ann <a@b.cz", "");
        row("<<a@b.cz>>", "a@b.cz");
        row("ann", "");
        row("a@b@c", "");
        row(",,, ,", "");
        row("kůň@příklad.cz", "kůň@příklad.cz");
    }
    void whom()
    {
        QFETCH(QString, recipient);
        QFETCH(QString, whom);
        Document document;
        document.id = QStringLiteral("7");
        document.recipient = recipient;
        document.sender = recipient;
        const auto listed = storageclient::listed(
            document, [](const QString &address) { return address.startsWith(u'a'); });
        QCOMPARE(listed.document, QStringLiteral("7"));
        QStringList all;
        for (const auto &[address, mayCreate] : listed.recipients) {
            all += address;
            QCOMPARE(mayCreate, address.startsWith(u'a'));
        }
        QCOMPARE(all.join(u' '), whom);
        QCOMPARE(listed.sender, all.value(0));
    }

    void readState()
    {
        const auto nobody = [](const QString &) { return false; };
        Document document;
        document.read = true;
        QVERIFY(!listed(document, nobody).read); // Storage has not said it.
        document.given = Document::Read;
        QCOMPARE(listed(document, nobody).read, std::optional(true));
        document.read = false;
        QCOMPARE(listed(document, nobody).read, std::optional(false));
    }

    void bounded()
    {
        Document document;
        for (int i = 0; i < 20'000; ++i)
            document.recipient += QStringLiteral("r%1@example.org, ").arg(i);
        document.recipient += QString(1'000'000, u'<') + QString(1'000'000, u',');
        const auto listed = storageclient::listed(document, [](const QString &) { return true; });
        QCOMPARE(listed.recipients.size(), size_t(1000));
        QCOMPARE(listed.recipients.back().address, QStringLiteral("r999@example.org"));
    }

    void anyTextHasAddressesOrNone()
    {
        QRandomGenerator random(7);
        for (int i = 0; i < 20'000; ++i) {
            Document document;
            for (int n = random.bounded(40); n > 0; --n)
                document.recipient += QStringLiteral("<>@,. \"\\ab\u00e9\n\t")[random.bounded(13)];
            const auto listed =
                storageclient::listed(document, [](const QString &) { return true; });
            for (const auto &to : listed.recipients)
                QCOMPARE(mail::normalizeAddress(to.address), std::optional(to.address));
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestPlacing)
#include "tst_placing.moc"
