// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake.h"

#include <QtCore/QTemporaryDir>

using namespace calls;

class TestClientTls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ownAuthority();
    void strangers_data();
    void strangers();
    void clientCertificate();

private:
    [[nodiscard]] QString file(const char *name) const
    {
        return m_directory.filePath(QLatin1StringView(name));
    }
    /// Makes `name.pem` and `name.key` for themselves.
    void certificate(const char *name, const char *alternative);
    [[nodiscard]] QStringList served(const QStringList &more = {}) const
    {
        return QStringList{QStringLiteral("--cert"), file("server.pem"), QStringLiteral("--key"),
                   file("server.key")}
        + more;
    }
    [[nodiscard]] static std::unique_ptr<Client> https(const Fake &fake, Options options)
    {
        options.url = fake.url("https");
        auto made = Client::create(options);
        return made ? *std::move(made) : nullptr;
    }

    QTemporaryDir m_directory;
};

void TestClientTls::certificate(const char *name, const char *alternative)
{
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
        {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
            QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
            QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-nodes"),
            QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"),
            QStringLiteral("/CN=") + QLatin1StringView(name), QStringLiteral("-addext"),
            QStringLiteral("subjectAltName=") + QLatin1StringView(alternative),
            QStringLiteral("-keyout"), file(name) + QStringLiteral(".key"), QStringLiteral("-out"),
            file(name) + QStringLiteral(".pem")});
    QVERIFY(openssl.waitForFinished());
    QCOMPARE(openssl.exitCode(), 0);
}

void TestClientTls::initTestCase()
{
    certificate("server", "IP:127.0.0.1");
    certificate("other", "DNS:other.example");
    certificate("client", "DNS:client.example");
}

void TestClientTls::ownAuthority()
{
    Fake fake("deployed", served());
    const auto client = https(fake, {.caFile = file("server.pem"), .poolSize = 3});
    QVERIFY(client);
    QVERIFY(probe(*client).ok());
    const QString id = fake.add({{QStringLiteral("body"), QString(5'000'000, u'x')}});
    for (int i = 0; i < 20; ++i)
        QVERIFY(get(*client, id).ok());
    QVERIFY(store(*client, newDocument())->id);
    QCOMPARE(fake.stat("accepted"), 1);
}

void TestClientTls::strangers_data()
{
    QTest::addColumn<QByteArray>("authority");
    QTest::addColumn<QByteArray>("server");
    QTest::newRow("the system's authorities") << QByteArray() << QByteArray("server");
    QTest::newRow("another authority") << QByteArray("other.pem") << QByteArray("server");
    QTest::newRow("another name") << QByteArray("other.pem") << QByteArray("other");
}

void TestClientTls::strangers()
{
    QFETCH(QByteArray, authority);
    QFETCH(QByteArray, server);
    Fake fake("deployed",
        {QStringLiteral("--cert"), file(server + ".pem"), QStringLiteral("--key"),
            file(server + ".key")});
    const auto client = https(
        fake, {.caFile = authority.isEmpty() ? QString() : file(authority), .timeoutMs = 5000});
    QVERIFY(client);
    QCOMPARE(slug(probe(*client)), "storage_unavailable");
    QCOMPARE(slug(store(*client, newDocument())), "storage_unavailable");
    QCOMPARE(fake.stat("requests"), 0);
}

void TestClientTls::clientCertificate()
{
    Fake fake("documented", served({QStringLiteral("--client-ca"), file("client.pem")}));
    const auto nobody = https(fake, {.caFile = file("server.pem"), .timeoutMs = 5000});
    QCOMPARE(slug(probe(*nobody)), "storage_unavailable");
    const auto known = https(fake,
        {.caFile = file("server.pem"),
            .certFile = file("client.pem"),
            .keyFile = file("client.key")});
    const auto form = probe(*known);
    QVERIFY2(form.ok(), form.ok() ? "" : qPrintable(form.error().detail));
    Options keyless{.url = fake.url("https"),
        .caFile = file("server.pem"),
        .certFile = file("client.pem"),
        .keyFile = file("client.pem")};
    const auto refused = Client::create(keyless);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().field, QStringLiteral("storage_key"));
}

QTEST_GUILESS_MAIN(TestClientTls)
#include "tst_clienttls.moc"
