// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtpclient.h"

#include "lmtp/limits.h"
#include "lmtp/server.h"
#include "store/store.h"

#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtCore/QThreadPool>
#include <QtTest/QTest>

#include <future>

using namespace digidig;
using lmtptest::Client;

class TestLmtpSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        auto config = config::Config::load(
            {.commandLine = {{QStringLiteral("local_domains"), QStringLiteral("example.cz")},
                 {QStringLiteral("state_dir"), m_directory->path()}}});
        QVERIFY2(config, config ? "" : qPrintable(config.error().message));
        m_config = *std::move(config);
        auto opened = store::Store::open({.stateDir = m_directory->path()});
        QVERIFY(opened);
        m_store = *std::move(opened);
        const auto policy = [this] {
            mail::DeliveryPolicy now;
            now.autoCreateAccounts = false;
            now.maxMessageBytes = m_config->get(config::keys::maxMessageBytes);
            now.junkHeader = m_config->get(config::keys::junkHeader);
            return now;
        };
        m_delivery = std::make_unique<mail::Delivery>(*m_store, policy);
        m_context.reset(new lmtp::Context{
            *m_config, *m_store, *m_delivery, policy, m_workers, m_figures, "host"});
        m_threads = std::make_unique<net::StreamThreads>(2);
        m_server = std::make_unique<lmtp::Server>(*m_context, m_registry, *m_threads, nullptr);
        const auto port = m_server->listen(QStringLiteral("127.0.0.1"), 0);
        QVERIFY(port);
        m_port = *port;
        for (const char *name : {"adam", "olga"})
            add(QString::fromLatin1(name) + QStringLiteral("@example.cz"), 0);
        add(QStringLiteral("small@example.cz"), 600);
    }
    void cleanup()
    {
        m_server->stop(10'000);
        m_server.reset();
        m_threads.reset();
        m_context.reset();
        m_delivery.reset();
        m_store.reset();
        m_config.reset();
        QCOMPARE(m_registry.count(), 0);
    }

    void eachRecipientHasItsAnswer()
    {
        Client client(m_port);
        client.begin();
        QCOMPARE(client.ask("RCPT TO:<adam@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("RCPT TO:<nobody@example.cz>"), QByteArray("550 5.1.1"));
        QCOMPARE(client.ask("RCPT TO:<small@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("RCPT TO:<olga@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("DATA"), QByteArray("354"));
        client.send("Subject: x\r\n\r\n" + QByteArray(600, 'x') + "\r\n.\r\n");
        QCOMPARE(client.answer(), QByteArray("250 2.0.0"));
        QCOMPARE(client.answer(), QByteArray("552 5.2.2"));
        QCOMPARE(client.answer(), QByteArray("250 2.0.0"));
        QCOMPARE(client.ask("NOOP"), QByteArray("250 2.0.0"));
        QCOMPARE(m_store->figures().messages, 2);
        QCOMPARE(m_store->figures().commits, 4); // Three accounts, one message.
        QCOMPARE(m_figures.stored.load(), 2);
        QCOMPARE(m_figures.refused.load(), 2);
    }

    void nothingPipelinedIsLost()
    {
        Client client(m_port);
        QByteArray all = "LHLO test\r\n";
        for (int i = 0; i < 50; ++i) {
            all += "MAIL FROM:<>\r\nRCPT TO:<adam@example.cz>\r\nRCPT TO:<olga@example.cz>\r\nBDAT "
                   "14\r\nSubject: x\r\n\r\n"
                   "BDAT 3 LAST\r\n"
                   "a\r\n";
        }
        client.send(all + "QUIT\r\n");
        QCOMPARE(client.answer(), QByteArray("220"));
        QCOMPARE(client.answer(), QByteArray("250"));
        for (int i = 0; i < 50; ++i) {
            for (const char *expected :
                {"250 2.1.0", "250 2.1.5", "250 2.1.5", "250 2.0.0", "250 2.0.0", "250 2.0.0"})
                QCOMPARE(client.answer(), QByteArray(expected));
        }
        QCOMPARE(client.answer(), QByteArray("221 2.0.0"));
        QCOMPARE(client.answer(), QByteArray("end"));
        QCOMPARE(m_store->figures().messages, 100);
    }

    void theOrderOfCommands()
    {
        Client client(m_port);
        QCOMPARE(client.answer(), QByteArray("220"));
        QCOMPARE(client.ask("MAIL FROM:<a@b>"), QByteArray("503 5.5.1"));
        QCOMPARE(client.ask("EHLO test"), QByteArray("500 5.5.1"));
        QCOMPARE(client.ask("LHLO test"), QByteArray("250"));
        QCOMPARE(client.ask("RCPT TO:<adam@example.cz>"), QByteArray("503 5.5.1"));
        QCOMPARE(client.ask("DATA"), QByteArray("503 5.5.1"));
        QCOMPARE(client.ask("MAIL FROM:<a@b>"), QByteArray("250 2.1.0"));
        QCOMPARE(client.ask("MAIL FROM:<a@b>"), QByteArray("503 5.5.1"));
        QCOMPARE(client.ask("DATA"), QByteArray("503 5.5.1"));
        QCOMPARE(client.ask("RCPT TO:<nobody@example.cz>"), QByteArray("550 5.1.1"));
        QCOMPARE(client.ask("DATA"), QByteArray("503 5.5.1"));
        QCOMPARE(client.ask("BDAT 4 LAST\r\nQUIT"),
            QByteArray("503 5.5.1")); // Its bytes are no command.
        QCOMPARE(client.answer(), QByteArray("500 5.5.1")); // The empty line behind them.
        QCOMPARE(client.ask("RSET"), QByteArray("250 2.0.0"));
        QCOMPARE(client.ask("MAIL FROM:<a@b>"), QByteArray("250 2.1.0"));
        QCOMPARE(client.ask("RCPT TO:<adam@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("BDAT 4\r\nab"), QByteArray("250 2.0.0"));
        QCOMPARE(client.ask("DATA"), QByteArray("503 5.5.1"));
        QCOMPARE(client.ask("RCPT TO:<olga@example.cz>"), QByteArray("503 5.5.1"));
        QCOMPARE(client.ask("BDAT 0 LAST"), QByteArray("250 2.0.0"));
        QCOMPARE(client.ask("VRFY adam"), QByteArray("252 2.0.0"));
        QCOMPARE(client.ask("HELP"), QByteArray("214 2.0.0"));
        QCOMPARE(client.ask("STARTTLS"), QByteArray("454 4.7.0"));
        QCOMPARE(client.ask("MAIL FROM:<\xc5\xbe@b>"), QByteArray("553 5.6.7"));
        QCOMPARE(client.ask("MAIL FROM:<\xc5\xbe@b> SMTPUTF8"), QByteArray("250 2.1.0"));
        QCOMPARE(m_store->figures().messages, 1);
    }

    void tooLarge()
    {
        set(QStringLiteral("max_message_bytes"), 2000);
        Client client(m_port);
        QCOMPARE(client.answer(), QByteArray("220"));
        QCOMPARE(client.ask("LHLO test"), QByteArray("250"));
        QCOMPARE(client.ask("MAIL FROM:<a@b> SIZE=2001"), QByteArray("552 5.3.4"));
        QCOMPARE(client.ask("MAIL FROM:<a@b> SIZE=2000"), QByteArray("250 2.1.0"));
        QCOMPARE(client.ask("RCPT TO:<adam@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("RCPT TO:<olga@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("DATA"), QByteArray("354"));
        client.send(QByteArray(2001, 'x') + "\r\n.\r\n");
        QCOMPARE(client.answer(), QByteArray("552 5.3.4"));
        QCOMPARE(client.answer(), QByteArray("552 5.3.4"));
        // What fits exactly is taken, whatever is put in front of it.
        QCOMPARE(client.ask("MAIL FROM:<a@b>"), QByteArray("250 2.1.0"));
        QCOMPARE(client.ask("RCPT TO:<adam@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("BDAT 2000 LAST\r\n" + QByteArray(1998, 'x')), QByteArray("250 2.0.0"));
        // A chunk that is refused ends the message.
        QCOMPARE(client.ask("MAIL FROM:<a@b>"), QByteArray("250 2.1.0"));
        QCOMPARE(client.ask("RCPT TO:<adam@example.cz>"), QByteArray("250 2.1.5"));
        client.send("BDAT 2001\r\n" + QByteArray(2001, 'x'));
        QCOMPARE(client.answer(), QByteArray("552 5.3.4"));
        client.send("BDAT 1 LAST\r\nx");
        QCOMPARE(client.answer(), QByteArray("503 5.5.1"));
        QCOMPARE(client.ask("RSET"), QByteArray("250 2.0.0"));
        QCOMPARE(m_store->figures().messages, 1);
    }

    void whatDoesNotEndIsCutOff()
    {
        set(QStringLiteral("max_message_bytes"), 2000);
        Client client(m_port);
        client.begin();
        QCOMPARE(client.ask("RCPT TO:<adam@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("DATA"), QByteArray("354"));
        const QByteArray piece(1 << 20, 'x');
        for (int i = 0; i < 18; ++i)
            client.send(piece);
        QCOMPARE(client.answer(), QByteArray("421 4.7.0"));
        QCOMPARE(client.answer(), QByteArray("end"));
    }

    void limits()
    {
        Client client(m_port);
        QCOMPARE(client.answer(), QByteArray("220"));
        QCOMPARE(client.ask(QByteArray(lmtp::MaxLine + 1, 'x')), QByteArray("500 5.5.2"));
        QCOMPARE(client.ask("LHLO test"), QByteArray("250"));
        QCOMPARE(client.ask("MAIL FROM:<a@b>"), QByteArray("250 2.1.0"));
        QByteArray many;
        for (int i = 0; i < lmtp::MaxRecipients; ++i)
            many += "RCPT TO:<adam@example.cz>\r\n";
        client.send(many);
        for (int i = 0; i < lmtp::MaxRecipients; ++i)
            QCOMPARE(client.answer(), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("RCPT TO:<adam@example.cz>"), QByteArray("452 4.5.3"));
        for (int i = 1; i < lmtp::MaxMistakes; ++i)
            QCOMPARE(client.ask("x"), QByteArray("500 5.5.1"));
        QCOMPARE(client.ask("x"), QByteArray("500 5.5.1"));
        QCOMPARE(client.answer(), QByteArray("421 4.7.0"));
        QCOMPARE(client.answer(), QByteArray("end"));
    }

    void strangersAreTurnedAway()
    {
        set(QStringLiteral("lmtp_trusted_networks"), QJsonArray{QStringLiteral("192.0.2.0/24")});
        Client client(m_port);
        QCOMPARE(client.answer(), QByteArray("554 5.7.1"));
        QCOMPARE(client.answer(), QByteArray("end"));
        QCOMPARE(m_figures.turnedAway.load(), 1);
    }

    void aServiceThatIsOffTakesNothing()
    {
        Client before(m_port);
        QCOMPARE(before.answer(), QByteArray("220"));
        set(QStringLiteral("enabled"), false);
        QCOMPARE(before.ask("LHLO test"), QByteArray("421 4.3.2"));
        Client client(m_port);
        QCOMPARE(client.answer(), QByteArray("421 4.3.2"));
        QCOMPARE(client.answer(), QByteArray("end"));
    }

    void aClientThatLeavesIsNoTrouble()
    {
        for (int i = 0; i < 20; ++i) {
            Client client(m_port);
            client.send(
                "LHLO test\r\nMAIL FROM:<a@b>\r\nRCPT TO:<adam@example.cz>\r\nDATA\r\nx\r\n.\r\n");
        }
        QTRY_COMPARE_WITH_TIMEOUT(m_server->sessionCount(), 0, 30'000);
    }

    void junkAndTagsFindTheirFolders()
    {
        makeMailbox(QStringLiteral("adam@example.cz"), QStringLiteral("Lists"));
        Client client(m_port);
        client.begin();
        QCOMPARE(client.ask("RCPT TO:<adam+lists@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("RCPT TO:<adam+Lists@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("RCPT TO:<adam+none@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("BDAT 18 LAST\r\nSubject: x\r\n\r\nab"), QByteArray("250 2.0.0"));
        QCOMPARE(client.answer(), QByteArray("250 2.0.0"));
        QCOMPARE(client.answer(), QByteArray("250 2.0.0"));
        QCOMPARE(client.ask("MAIL FROM:<a@b>"), QByteArray("250 2.1.0"));
        QCOMPARE(client.ask("RCPT TO:<adam+Lists@example.cz>"), QByteArray("250 2.1.5"));
        QCOMPARE(client.ask("DATA"), QByteArray("354"));
        QCOMPARE(client.ask("x-spam-flag: yes\r\n\r\nx\r\n."), QByteArray("250 2.0.0"));
        QCOMPARE(countIn(QStringLiteral("adam@example.cz"), QStringLiteral("Lists")), 2);
        QCOMPARE(countIn(QStringLiteral("adam@example.cz"), QStringLiteral("INBOX")), 1);
        QCOMPARE(countIn(QStringLiteral("adam@example.cz"), QStringLiteral("INBOX/Junk")), 1);
    }

private:
    void add(const QString &address, qint64 quota)
    {
        std::promise<bool> promise;
        m_store->createAccount(
            address, {}, quota, [&](auto made) { promise.set_value(made.ok()); });
        QVERIFY(promise.get_future().get());
    }
    void set(const QString &key, const QJsonValue &value)
    {
        const auto change = m_config->update({{key, value}}, {});
        QVERIFY(std::holds_alternative<config::Config::Outcome>(change));
    }
    void makeMailbox(const QString &address, const QString &name)
    {
        std::promise<bool> promise;
        m_store->createMailbox(
            m_store->account(address)->id, name, [&](auto made) { promise.set_value(made.ok()); });
        QVERIFY(promise.get_future().get());
    }
    qint64 countIn(const QString &address, const QString &name)
    {
        const auto all = m_store->mailboxes(m_store->account(address)->id);
        for (const mail::Mailbox &mailbox : *all) {
            if (mailbox.name == name)
                return mailbox.messages;
        }
        return -1;
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<config::Config> m_config;
    std::unique_ptr<store::Store> m_store;
    std::unique_ptr<mail::Delivery> m_delivery;
    QThreadPool m_workers;
    lmtp::Figures m_figures;
    net::ConnectionRegistry m_registry;
    std::unique_ptr<lmtp::Context> m_context;
    std::unique_ptr<net::StreamThreads> m_threads;
    std::unique_ptr<lmtp::Server> m_server;
    quint16 m_port = 0;
};

QTEST_GUILESS_MAIN(TestLmtpSession)
#include "tst_lmtpsession.moc"
