// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/recipients.h"
#include "store/store.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <future>

using namespace digidig;
using namespace digidig::lmtp;

class TestLmtpRecipients : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto opened =
            store::Store::open({.stateDir = m_directory.filePath(QStringLiteral("state"))});
        QVERIFY(opened);
        m_store = *std::move(opened);
        const auto adam = add(QStringLiteral("adam@example.cz"), 1000);
        change({.account = adam,
            .aliases = QStringList{
                QStringLiteral("office@example.cz"), QStringLiteral("a+b@example.cz")}});
        change({.account = add(QStringLiteral("off@example.cz")), .disabled = true});
        add(QStringLiteral("eva+eve@example.cz"));
    }

    void find_data()
    {
        QTest::addColumn<QString>("local");
        QTest::addColumn<qint64>("size");
        QTest::addColumn<QString>("delimiter");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *local, const QByteArray &expected,
                             qint64 size = -1, const char *delimiter = "+") {
            QTest::newRow(name) << QString::fromUtf8(local) << size
                                << QString::fromLatin1(delimiter) << expected;
        };
        row("account", "adam", "adam@example.cz in ");
        row("any case", "ADAM", "adam@example.cz in ");
        row("alias", "office", "office@example.cz in ");
        row("tag", "adam+Lists", "adam@example.cz in INBOX/Lists,Lists");
        row("tag of an alias", "office+x", "office@example.cz in INBOX/x,x");
        row("tag with the delimiter", "adam+x+y", "adam@example.cz in INBOX/x+y,x+y");
        row("empty tag", "adam+", "adam@example.cz in ");
        row("alias with the delimiter", "a+b", "a+b@example.cz in ");
        row("account with the delimiter", "eva+eve", "eva+eve@example.cz in ");
        row("delimiter first", "+adam", "550 5.1.1");
        row("another delimiter", "adam-x", "adam@example.cz in INBOX/x,x", -1, "-");
        row("no delimiter", "adam+x", "550 5.1.1", -1, "");
        row("unknown", "nobody", "550 5.1.1");
        row("unknown with a tag", "nobody+x", "550 5.1.1");
        row("no address", "a b", "550 5.1.1");
        row("disabled", "off", "550 5.2.1");
        row("fits", "adam", "adam@example.cz in ", 1000);
        row("never fits", "adam", "552 5.2.2", 1001);
    }
    void find()
    {
        QFETCH(QString, local);
        QFETCH(qint64, size);
        QFETCH(QString, delimiter);
        QFETCH(QByteArray, expected);
        mail::DeliveryPolicy policy;
        policy.autoCreateAccounts = false;
        QCOMPARE(look(local, QStringLiteral("example.cz"), size, policy, delimiter), expected);
    }

    void accountsThatAreNotThereYet()
    {
        mail::DeliveryPolicy policy;
        policy.localDomains = QStringList{QStringLiteral("example.cz")};
        QCOMPARE(look(QStringLiteral("new+x"), QStringLiteral("example.cz"), -1, policy),
            QByteArray("new@example.cz in "));
        QCOMPARE(look(QStringLiteral("new"), QStringLiteral("example.org"), -1, policy),
            QByteArray("550 5.1.1"));
        policy.domainsKnown = false;
        QCOMPARE(look(QStringLiteral("new"), QStringLiteral("example.org"), -1, policy),
            QByteArray("451 4.3.0"));
    }

private:
    QByteArray look(const QString &local, const QString &domain, qint64 size,
        const mail::DeliveryPolicy &policy, const QString &delimiter = QStringLiteral("+"))
    {
        const Path path{(local + u'@' + domain).toUtf8(), local, domain};
        const auto outcome = findRecipient(
            path, size < 0 ? std::nullopt : std::optional(size), *m_store, policy, delimiter);
        if (const auto *reply = std::get_if<Reply>(&outcome))
            return QByteArray::number(reply->code) + ' ' + reply->status;
        const auto &recipient = std::get<Recipient>(outcome);
        return recipient.address.toUtf8() + " in " + recipient.firstOf.join(u',').toUtf8();
    }

    core::AccountId add(const QString &address, qint64 quota = 0)
    {
        std::promise<core::Result<mail::Account>> promise;
        m_store->createAccount(
            address, {}, quota, [&](auto made) { promise.set_value(std::move(made)); });
        return promise.get_future().get()->id;
    }

    void change(mail::AccountChange change)
    {
        std::promise<core::Result<mail::Account>> promise;
        m_store->changeAccount(
            std::move(change), [&](auto made) { promise.set_value(std::move(made)); });
        QVERIFY(promise.get_future().get());
    }

    QTemporaryDir m_directory;
    std::unique_ptr<store::Store> m_store;
};

QTEST_GUILESS_MAIN(TestLmtpRecipients)
#include "tst_lmtprecipients.moc"
