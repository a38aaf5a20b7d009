// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/delivery.h"
#include "mail/dropfolder.h"
#include "mail/junk.h"
#include "store/store.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <future>

using namespace digidig;

namespace {

const QByteArray Message = "From: Eva <eva@example.cz>\r\nTo: adam@example.cz\r\nSubject: Ahoj\r\n"
                           "Message-ID: <1@example.cz>\r\n\r\nDobr\xc3\xbd den.\r\n";

} // namespace

class TestDelivery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_policy = {};
        auto opened = store::Store::open({.stateDir = m_directory->filePath(QStringLiteral("state"))});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
        m_store = *std::move(opened);
        m_delivery = std::make_unique<mail::Delivery>(*m_store, [this] { return m_policy; });
    }
    void cleanup()
    {
        m_delivery.reset();
        m_store.reset();
        m_directory.reset();
    }

    void repeatedRecipientsCountOnce()
    {
        const auto outcome = deliver({QStringLiteral("adam@example.cz"), QStringLiteral("<Adam@Example.cz>"),
            QStringLiteral("olga@example.cz")});
        QVERIFY(outcome);
        QCOMPARE(outcome->messages.size(), size_t(2));
        const auto detail = m_store->detail(outcome->messages[0].id);
        QVERIFY(detail);
        QCOMPARE(detail->message.subject, QStringLiteral("Ahoj"));
        QCOMPARE(detail->message.sender, QStringLiteral("eva@example.cz"));
        QCOMPARE(m_store->figures().contents, 1);
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("recipients");
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<int>("errc");
        const QStringList good{QStringLiteral("adam@example.cz")};
        QTest::newRow("nobody") << QStringList() << Message << int(core::Errc::Invalid);
        QTest::newRow("no address") << QStringList{QStringLiteral("adam")} << Message
                                    << int(core::Errc::Invalid);
        QTest::newRow("empty") << good << QByteArray() << int(core::Errc::Invalid);
        QTest::newRow("too large") << good << QByteArray(5000, 'x') << int(core::Errc::TooLarge);
        QTest::newRow("not ours") << QStringList{QStringLiteral("a@elsewhere.org")} << Message
                                  << int(core::Errc::NotFound);
        QStringList many;
        for (int i = 0; i < 1001; ++i)
            many += QStringLiteral("a%1@example.cz").arg(i);
        QTest::newRow("too many") << many << Message << int(core::Errc::LimitExceeded);
    }
    void refusals()
    {
        QFETCH(QStringList, recipients);
        QFETCH(QByteArray, raw);
        QFETCH(int, errc);
        m_policy.localDomains = QStringList{QStringLiteral("example.cz")};
        m_policy.maxMessageBytes = 4096;
        const auto outcome = deliver(recipients, raw);
        QVERIFY(!outcome);
        QCOMPARE(int(outcome.error().errc), errc);
        QCOMPARE(m_store->figures().messages, 0);
    }

    void unknownRecipientsNeedPermission()
    {
        m_policy.autoCreateAccounts = false;
        const auto outcome = deliver({QStringLiteral("new@example.cz")});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().slug, QByteArray("unknown_recipient"));
    }

    void eachRecipientByItself()
    {
        QVERIFY(deliver({QStringLiteral("adam@example.cz"), QStringLiteral("olga@example.cz")}));
        m_policy.autoCreateAccounts = false;
        const qint64 commits = m_store->figures().commits;
        const auto owner = std::make_shared<const QByteArray>(Message);
        mail::Incoming incoming;
        incoming.raw = *owner;
        incoming.owner = owner;
        incoming.each = {{QStringLiteral("adam@example.cz"), {QStringLiteral("inbox/drafts")}, "X-For: a\r\n"},
            {QStringLiteral("new@example.cz")}, {QStringLiteral("olga@example.cz"), {}, "X-For: o\r\n"},
            {QStringLiteral("olga@example.cz"), {QStringLiteral("none"), QStringLiteral("\\Sent")}}};
        const auto outcome = deliver(std::move(incoming));
        QVERIFY(outcome);
        QCOMPARE(m_store->figures().commits, commits + 1);
        QCOMPARE(outcome->failed.size(), size_t(1));
        QCOMPARE(outcome->failed[0].target, size_t(1));
        QCOMPARE(outcome->failed[0].error.slug, QByteArray("unknown_recipient"));
        QCOMPARE(outcome->messages.size(), size_t(3));
        const char *const expected[][2]
            = {{"INBOX/Drafts", "X-For: a\r\n"}, {"INBOX", "X-For: o\r\n"}, {"INBOX/Sent", ""}};
        for (size_t i = 0; i < 3; ++i) {
            const auto message = m_store->message(outcome->messages[i].id);
            QVERIFY(message);
            QCOMPARE(message->mailboxName, QString::fromLatin1(expected[i][0]));
            const auto content = m_store->content(message->content);
            QVERIFY(content);
            QCOMPARE(*(*content)->read(0, 10'000), expected[i][1] + Message);
        }
    }

    void allRecipientsFail()
    {
        m_policy.autoCreateAccounts = false;
        const auto owner = std::make_shared<const QByteArray>(Message);
        mail::Incoming incoming;
        incoming.raw = *owner;
        incoming.owner = owner;
        incoming.each = {{QStringLiteral("a@example.cz")}, {QStringLiteral("b@example.cz")}};
        const auto outcome = deliver(std::move(incoming));
        QVERIFY(outcome);
        QCOMPARE(outcome->failed.size(), size_t(2));
        QVERIFY(outcome->messages.empty());
        QCOMPARE(m_store->figures().contents, 0);
    }

    void junk_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<bool>("isJunk");
        const QString flag = QStringLiteral("X-Spam-Flag: YES");
        QTest::newRow("none") << QByteArray() << flag << false;
        QTest::newRow("as it is") << QByteArray("X-Spam-Flag: YES\r\n") << flag << true;
        QTest::newRow("any case") << QByteArray("x-spam-FLAG:\tyes\r\n") << flag << true;
        QTest::newRow("more behind") << QByteArray("X-Spam-Flag: YES, score=9\r\n") << flag << true;
        QTest::newRow("another word") << QByteArray("X-Spam-Flag: YESTERDAY\r\n") << flag << false;
        QTest::newRow("second field") << QByteArray("X-Spam-Flag: NO\r\nX-Spam-Flag: YES\r\n") << flag << true;
        QTest::newRow("no rule") << QByteArray("X-Spam-Flag: YES\r\n") << QString() << false;
    }
    void junk()
    {
        QFETCH(QByteArray, header);
        QFETCH(QString, rule);
        QFETCH(bool, isJunk);
        const auto owner = std::make_shared<const QByteArray>(header + Message);
        mail::Incoming incoming;
        incoming.raw = *owner;
        incoming.owner = owner;
        // As it is configured, and as the account has it.
        m_policy.junkHeader = rule;
        incoming.each = {{QStringLiteral("adam@example.cz")}, {QStringLiteral("olga@example.cz")}};
        incoming.each[1].junkHeader = QStringLiteral("Subject: Ahoj");
        const auto outcome = deliver(std::move(incoming));
        QVERIFY(outcome);
        QCOMPARE(m_store->message(outcome->messages[0].id)->mailboxName,
            isJunk ? QStringLiteral("INBOX/Junk") : QStringLiteral("INBOX"));
        QCOMPARE(m_store->message(outcome->messages[1].id)->mailboxName, QStringLiteral("INBOX/Junk"));
    }

    void rulesForJunk_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<bool>("isRule");
        const auto row = [](const char *rule, bool isRule) { QTest::newRow(rule) << QString::fromUtf8(rule) << isRule; };
        row("X-Spam-Flag: YES", true);
        row("X-Spam:yes", true);
        row("", false);
        row("X-Spam-Flag", false);
        row("X-Spam-Flag:", false);
        row("X-Spam-Flag:  ", false);
        row(": YES", false);
        row("X Spam: YES", false);
        row("X-Spam: ano\r\nX: y", false);
        row("X-Spam: \u017e", false);
    }
    void rulesForJunk()
    {
        QFETCH(QString, rule);
        QFETCH(bool, isRule);
        QCOMPARE(mail::isHeaderRule(rule), isRule);
    }

    void dropFolderIsEmptied()
    {
        const QString drop = m_directory->filePath(QStringLiteral("drop"));
        mail::DropFolder folder(*m_delivery, [&] { return drop; });
        QVERIFY(!folder.fetch({})); // not there
        put(drop + QStringLiteral("/adam@example.cz/new"), QStringLiteral("1.host"), Message);
        put(drop + QStringLiteral("/adam@example.cz/new"), QStringLiteral("2.host"), Message + "more\r\n");
        put(drop + QStringLiteral("/olga@example.cz/new"), QStringLiteral("1.host"), Message);
        put(drop + QStringLiteral("/not an address/new"), QStringLiteral("1.host"), Message);

        const auto one = folder.fetch(QStringLiteral("adam@example.cz"));
        QVERIFY(one);
        QCOMPARE(one->stored, 2);
        const auto rest = folder.fetch({});
        QVERIFY(rest);
        QCOMPARE(rest->stored, 1);
        const auto nothing = folder.fetch({});
        QVERIFY(nothing);
        QCOMPARE(nothing->stored, 0);
        QCOMPARE(folder.storedInAll(), 3);
        QCOMPARE(QDir(drop + QStringLiteral("/adam@example.cz/new")).entryList(QDir::Files).size(), 0);
        QCOMPARE(m_store->figures().messages, 3);
    }

    void aFileLeftBehindByACrashIsNotStoredTwice()
    {
        const QString drop = m_directory->filePath(QStringLiteral("drop"));
        const QString maildir = drop + QStringLiteral("/adam@example.cz/new");
        mail::DropFolder folder(*m_delivery, [&] { return drop; });
        put(maildir, QStringLiteral("1.host"), Message);
        QCOMPARE(folder.fetch({})->stored, 1);
        put(maildir, QStringLiteral("1.host"), Message); // As if the removal had not reached the disk.
        QCOMPARE(folder.fetch({})->stored, 0);
        QCOMPARE(m_store->figures().messages, 1);
        QVERIFY(QDir(maildir).isEmpty());
    }

    void whatCannotBeTakenStays()
    {
        const QString drop = m_directory->filePath(QStringLiteral("drop"));
        const QString maildir = drop + QStringLiteral("/adam@example.cz/new");
        mail::DropFolder folder(*m_delivery, [&] { return drop; });
        m_policy.maxMessageBytes = 1000;
        put(maildir, QStringLiteral("large"), QByteArray(2000, 'x'));
        put(maildir, QStringLiteral("small"), Message);
        const auto fetched = folder.fetch({});
        QVERIFY(fetched);
        QCOMPARE(fetched->stored, 1);
        QCOMPARE(fetched->failed, 1);
        QCOMPARE(QDir(maildir).entryList(QDir::Files), QStringList{QStringLiteral("large")});
    }

private:
    core::Result<mail::Appended> deliver(const QStringList &recipients, const QByteArray &raw = Message)
    {
        const auto owner = std::make_shared<const QByteArray>(raw);
        mail::Incoming incoming;
        incoming.raw = *owner;
        incoming.owner = owner;
        incoming.recipients = recipients;
        return deliver(std::move(incoming));
    }

    core::Result<mail::Appended> deliver(mail::Incoming incoming)
    {
        std::promise<core::Result<mail::Appended>> promise;
        m_delivery->deliver(std::move(incoming), [&](auto outcome) { promise.set_value(std::move(outcome)); });
        return promise.get_future().get();
    }

    static void put(const QString &directory, const QString &name, const QByteArray &bytes)
    {
        QDir().mkpath(directory);
        QFile file(directory + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<store::Store> m_store;
    std::unique_ptr<mail::Delivery> m_delivery;
    mail::DeliveryPolicy m_policy;
};

QTEST_GUILESS_MAIN(TestDelivery)
#include "tst_delivery.moc"
