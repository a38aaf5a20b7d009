// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/credentials.h"
#include "auth/identity.h"
#include "auth/passwords.h"
#include "jwttesting.h"

#include <QtCore/QJsonArray>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <atomic>
#include <map>

using namespace digidig;
using core::Errc;

namespace {

const QByteArray Secret = "a secret of the tests";

QByteArray tokenFor(const QString &username, qint64 endMs = 4'000'000'000'000)
{
    static int made = 0;
    return testing::tokenOf({{QStringLiteral("username"), username},
                                {QStringLiteral("roles"), QJsonArray{QStringLiteral("user")}},
                                {QStringLiteral("exp"), endMs / 1000},
                                {QStringLiteral("jti"), QString::number(++made)}},
        Secret);
}

QByteArray loggedIn(const QString &username)
{
    const QJsonObject answer{
        {QStringLiteral("access_token"), QString::fromLatin1(tokenFor(username))},
        {QStringLiteral("refresh_token"), QStringLiteral("x")},
        {QStringLiteral("token_type"), QStringLiteral("bearer")}};
    return QJsonDocument(answer).toJson();
}

/// Answers each request as it is told: `path` to status and content. Lives on the test's thread.
class FakeServer : public QTcpServer {
public:
    struct Said {
        int status = 200;
        QByteArray content;
    };
    std::map<QByteArray, Said> answers; ///< By path; others are 404.
    QByteArrayList asked; ///< Paths.
    QByteArray lastContent;
    std::map<QByteArray, QByteArray> authorizations; ///< The last one of each path.
    bool hangs = false;

    FakeServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *const client = nextPendingConnection()) {
                client->setParent(this);
                connect(client, &QTcpSocket::readyRead, this, [this, client] { read(client); });
                connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
            }
        });
    }
    [[nodiscard]] QUrl url() const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort()));
    }
    void user(const QByteArray &path, const QByteArray &name)
    {
        answers[path] = {200, R"({"status":"OK","username":")" + name + R"(","roles":["user"]})"};
    }

private:
    std::map<QTcpSocket *, QByteArray> m_input;

    void read(QTcpSocket *client)
    {
        QByteArray &input = m_input[client];
        input += client->readAll();
        const qsizetype end = input.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        qsizetype length = 0;
        QByteArray authorization;
        for (const QByteArray &line : input.left(end).split('\n')) {
            const QByteArray value = line.mid(line.indexOf(':') + 1).trimmed();
            if (line.toLower().startsWith("content-length:"))
                length = value.toInt();
            if (line.toLower().startsWith("authorization:"))
                authorization = value;
        }
        if (input.size() < end + 4 + length)
            return;
        const QByteArray path = input.split(' ').value(1);
        lastContent = input.mid(end + 4, length);
        authorizations[path] = authorization;
        input.remove(0, end + 4 + length);
        asked += path;
        if (hangs)
            return;
        const auto found = answers.find(path);
        Said said = found == answers.end() ? Said{404, "{}"} : found->second;
        if (authorization.isEmpty() && path.endsWith("verify") && said.status == 200)
            said = {401, "{}"}; // A probe.
        client->write("HTTP/1.1 " + QByteArray::number(said.status) + " X\r\nContent-Length: "
            + QByteArray::number(said.content.size()) + "\r\n\r\n" + said.content);
    }
};

/// What a question came to, while the test's own event loop answers as Identity.
template <typename T>
struct Outcome {
    std::shared_ptr<std::optional<core::Result<T>>> value =
        std::make_shared<std::optional<core::Result<T>>>();
    std::shared_ptr<std::atomic<bool>> there = std::make_shared<std::atomic<bool>>(false);

    [[nodiscard]] core::Completion<T> completion() const
    {
        return [v = value, t = there](core::Result<T> result) {
            v->emplace(std::move(result));
            *t = true;
        };
    }
    core::Result<T> get() const
    {
        [&] { QTRY_VERIFY_WITH_TIMEOUT(there->load(), 20'000); }();
        if (!there->load())
            return core::Error{Errc::Internal, QStringLiteral("no answer"), {}, {}, {}};
        return **value;
    }
};

struct Setup {
    FakeServer server;
    std::atomic<qint64> now = 1'900'000'000'000;
    std::unique_ptr<auth::Identity> identity;

    explicit Setup(const QByteArray &secret = {}, const QByteArray &path = "/api/verify")
    {
        server.user(path, "jana");
        auth::Identity::Options options;
        options.client.url = server.url();
        options.client.retryMs = 20;
        options.client.retryMaxMs = 20;
        options.secret = secret;
        options.token = "a-token";
        options.now = [this] { return now.load(); };
        identity = std::make_unique<auth::Identity>(std::move(options));
        identity->setPolicy({60'000, 5'000, {}});
        identity->accounts().keep(
            {{{1}, QStringLiteral("id1"), QStringLiteral("jana@example.org")},
                {{2}, QStringLiteral("id2"), QStringLiteral("eva@example.org")},
                {{3}, QStringLiteral("id3"), QStringLiteral("eva@example.com")}},
            1);
    }
    void start() const
    {
        identity->start();
        QTRY_VERIFY(identity->figures().state.form != auth::IdentityForm::Unknown);
    }
    core::Result<auth::IdentityUser> ask(const QByteArray &token) const
    {
        Outcome<auth::IdentityUser> outcome;
        if (auto known = identity->known(token))
            return *known;
        identity->ask(token, outcome.completion());
        return outcome.get();
    }
    core::Result<auth::Entered> enter(
        auth::CredentialStore &store, const QString &address, const QByteArray &password) const
    {
        Outcome<auth::Entered> outcome;
        auth::verifyLogin(store, *identity, address, password, outcome.completion());
        return outcome.get();
    }
    void lose()
    {
        server.answers.clear();
        for (const char *path : {"/api/verify", "/verify", "/api/login"})
            server.answers[path] = {500, {}};
        for (int i = 0; i < 3; ++i)
            (void)ask(tokenFor(QStringLiteral("x")));
        QTRY_VERIFY(!identity->figures().state.reachable);
    }
};

class Accounts : public auth::CredentialStore {
public:
    std::map<QString, auth::Login> logins;

    core::Result<auth::Login> login(const QString &address) override
    {
        const auto found = logins.find(address);
        if (found == logins.end())
            return core::Error{Errc::NotFound, {}, {}, {}};
        return found->second;
    }
    void credentialUsed(const QString &, qint64) override { }
    void renewCredential(const auth::CredentialRenewal &) override { }
};

class TestIdentity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothFormsAreFound_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("form");
        QTest::newRow("deployed") << QByteArray("/api/verify") << QByteArray("deployed");
        QTest::newRow("documented") << QByteArray("/verify") << QByteArray("documented");
    }
    void bothFormsAreFound()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, form);
        Setup setup({}, path);
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"));
        const auto user = setup.ask(token);
        QVERIFY(user.ok());
        QCOMPARE(user->username, QStringLiteral("jana"));
        QCOMPARE(setup.server.authorizations[path], "Bearer " + token);
        QCOMPARE(slug(setup.identity->figures().state.form), form);
        // Another one answers at the same address by now.
        const QByteArray other = path == "/verify" ? "/api/verify" : "/verify";
        setup.server.answers.clear();
        setup.server.user(other, "jana");
        QVERIFY(setup.ask(tokenFor(QStringLiteral("jana"))).ok());
        QVERIFY(setup.server.asked.contains(other));
    }

    void answersHoldForAWhile()
    {
        Setup setup;
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"), setup.now + 100'000);
        QVERIFY(setup.ask(token).ok());
        const auto asked = setup.server.asked.size();
        setup.now += 59'999;
        QVERIFY(setup.identity->known(token).value().ok());
        setup.now += 1;
        QVERIFY(!setup.identity->known(token));
        QVERIFY(setup.ask(token).ok());
        QCOMPARE(setup.server.asked.size(), asked + 1);
        setup.now += 40'000; // Its end.
        QVERIFY(!setup.identity->known(token));
        // Refused ones hold for seconds.
        setup.server.answers["/api/verify"] = {401, "{}"};
        QVERIFY(setup.ask(token).error().errc == Errc::Unauthorized);
        setup.now += auth::Identity::RefusedMs - 1;
        QVERIFY(!setup.identity->known(token).value().ok());
        setup.now += 1;
        QVERIFY(!setup.identity->known(token));
    }

    void nothingIsKeptWhenNothingShallBe()
    {
        Setup setup;
        setup.identity->setPolicy({0, 5'000, {}});
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"));
        QVERIFY(setup.ask(token).ok());
        QVERIFY(!setup.identity->known(token));
    }

    void anOutageIsBridgedForAnHour()
    {
        Setup setup;
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"));
        const QByteArray shortLived = tokenFor(QStringLiteral("jana"), setup.now + 120'000);
        QVERIFY(setup.ask(token).ok());
        QVERIFY(setup.ask(shortLived).ok());
        setup.lose();
        setup.now += 119'000;
        QVERIFY(setup.ask(token).ok());
        QVERIFY(setup.ask(shortLived).ok());
        setup.now += 1'000;
        QVERIFY(setup.ask(shortLived).error().errc == Errc::Unavailable);
        setup.now += auth::Identity::LongestOutageMs - 120'001;
        QVERIFY(setup.ask(token).ok());
        setup.now += 1;
        QCOMPARE(setup.ask(token).error().slug, QByteArray("identity_unavailable"));
        // Back again.
        setup.server.user("/api/verify", "jana");
        QTRY_VERIFY(setup.identity->figures().state.reachable);
        QVERIFY(setup.ask(token).ok());
    }

    void theFirstFailureIsBridgedToo()
    {
        Setup setup;
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"));
        QVERIFY(setup.ask(token).ok());
        setup.now += 100'000;
        setup.server.answers["/api/verify"] = {503, {}};
        QVERIFY(setup.ask(token).ok());
        QVERIFY(setup.identity->figures().state.reachable);
        QVERIFY(!setup.ask(tokenFor(QStringLiteral("jana"))).ok());
    }

    void withASecretSignaturesCount()
    {
        Setup setup(Secret);
        setup.start();
        const auto asked = setup.server.asked.size();
        const QByteArray good = tokenFor(QStringLiteral("jana"));
        QVERIFY(!setup.identity->known(good));
        QVERIFY(setup.identity->known(good.chopped(2) + "AA").value().error().errc
            == Errc::Unauthorized);
        QVERIFY(!setup.identity->known(tokenFor(QStringLiteral("jana"), setup.now)).value().ok());
        QCOMPARE(setup.server.asked.size(), asked);
        const QByteArray revoked = tokenFor(QStringLiteral("jana"));
        setup.server.answers["/api/verify"] = {401, "{}"};
        QVERIFY(!setup.ask(revoked).ok());
        setup.lose();
        QVERIFY(setup.ask(good).ok());
        setup.now += 600'000;
        QVERIFY(setup.ask(revoked).error().errc == Errc::Unauthorized);
        QVERIFY(setup.identity->known(good.chopped(2) + "AA").value().error().errc
            == Errc::Unauthorized);
    }

    void answersThatMakeNoSenseAreFailures_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << 200 << QByteArray();
        QTest::newRow("no JSON") << 200 << QByteArray("OK");
        QTest::newRow("a list") << 200 << QByteArray("[]");
        QTest::newRow("not OK") << 200
                                << QByteArray(R"({"status":"NO","username":"a","roles":[]})");
        QTest::newRow("no name") << 200 << QByteArray(R"({"status":"OK","roles":[]})");
        QTest::newRow("no roles") << 200 << QByteArray(R"({"status":"OK","username":"a"})");
        QTest::newRow("a role is a number")
            << 200 << QByteArray(R"({"status":"OK","username":"a","roles":[1]})");
        QTest::newRow("a name with spaces")
            << 200 << QByteArray(R"({"status":"OK","username":"a b","roles":[]})");
        QTest::newRow("too long") << 200
                                  << QByteArray(R"({"status":"OK","username":"a","roles":[]})")
                + QByteArray(70'000, ' ');
        QTest::newRow("created") << 201
                                 << QByteArray(R"({"status":"OK","username":"a","roles":[]})");
        QTest::newRow("failing") << 500 << QByteArray(R"({"detail":"x"})");
        QTest::newRow("too many") << 429 << QByteArray();
        QTest::newRow("elsewhere") << 302 << QByteArray();
        QTest::newRow("nowhere") << 404 << QByteArray();
    }
    void answersThatMakeNoSenseAreFailures()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, content);
        Setup setup;
        setup.start();
        setup.server.answers["/api/verify"] = {status, content};
        const auto user = setup.ask(tokenFor(QStringLiteral("jana")));
        QVERIFY(!user.ok());
        QCOMPARE(user.error().slug, QByteArray("identity_unavailable"));
        setup.server.user("/api/verify", "jana");
        QVERIFY(setup.ask(tokenFor(QStringLiteral("jana"))).ok());
    }

    void equalQuestionsAreOne()
    {
        Setup setup;
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"));
        const auto asked = setup.server.asked.size();
        std::vector<Outcome<auth::IdentityUser>> outcomes(50);
        for (const auto &outcome : outcomes)
            setup.identity->ask(token, outcome.completion());
        for (const auto &outcome : outcomes)
            QVERIFY(outcome.get().ok());
        QCOMPARE(setup.server.asked.size(), asked + 1);
    }

    void whoHangsIsWaitedForOnlyForSoLong()
    {
        Setup setup;
        setup.identity->setPolicy({60'000, 100, {}});
        setup.start();
        setup.server.hangs = true;
        std::vector<Outcome<auth::IdentityUser>> outcomes(30);
        for (const auto &outcome : outcomes)
            setup.identity->ask(tokenFor(QStringLiteral("jana")), outcome.completion());
        for (const auto &outcome : outcomes)
            QCOMPARE(outcome.get().error().slug, QByteArray("identity_unavailable"));
        QVERIFY(!setup.identity->figures().state.reachable);
        // Known to be down: nobody waits.
        const auto refused = setup.identity->figures().state.refused;
        for (int i = 0; i < 10; ++i)
            QVERIFY(!setup.ask(tokenFor(QStringLiteral("jana"))).ok());
        QCOMPARE(setup.identity->figures().state.refused - refused, 10);
        setup.server.hangs = false;
        QTRY_VERIFY(setup.identity->figures().state.reachable);
    }

    void theEndTellsAllWhoWait()
    {
        Setup setup;
        setup.start();
        setup.server.hangs = true;
        std::vector<Outcome<auth::IdentityUser>> outcomes(30);
        for (const auto &outcome : outcomes)
            setup.identity->ask(tokenFor(QStringLiteral("jana")), outcome.completion());
        setup.identity.reset();
        for (const auto &outcome : outcomes)
            QVERIFY(outcome.there->load() && !outcome.get().ok());
    }

    void namesAreOfOneAccount()
    {
        const Setup setup;
        const auto who = [&](const char *name, const QStringList &roles = {}) {
            return setup.identity->principal({QString::fromUtf8(name), roles});
        };
        QVERIFY(who("jana")->account == core::AccountId{1});
        QCOMPARE(who("jana")->name, QStringLiteral("identity:jana"));
        QCOMPARE(who("jana")->accountPublicId, QStringLiteral("id1"));
        QVERIFY(who("jana")->role == auth::Role::Account);
        QVERIFY(who("JANA@example.org")->account == core::AccountId{1});
        QVERIFY(who("eva@example.com")->account == core::AccountId{3});
        for (const char *name : {"eva", "nobody", "jana@example.com", "", "@", "jan"})
            QVERIFY2(who(name).error().errc == Errc::Forbidden, name);
        QVERIFY(who("nobody", {QStringLiteral("admin")})->role == auth::Role::Admin);
        QVERIFY(who("jana", {QStringLiteral("Admin")})->role == auth::Role::Account);
        auth::AccountNames &names = setup.identity->accounts();
        names.remove({3});
        QVERIFY(who("eva")->account == core::AccountId{2});
        names.add({{4}, {}, QStringLiteral("jana@example.com")}, 10);
        QVERIFY(!who("jana").ok());
        // Older news do not take away what is newer.
        names.keep({{{1}, {}, QStringLiteral("jana@example.org"), true}}, 10);
        QVERIFY(!who("jana").ok());
        names.keep({{{1}, {}, QStringLiteral("jana@example.org"), true}}, 11);
        QVERIFY(who("jana").error().errc == Errc::Forbidden);
        names.keep({{{1}, {}, QStringLiteral("jana@example.org"), false}}, 11);
        QVERIFY(who("jana").ok());
    }

    void passwordsOfIdentityLetIn()
    {
        Setup setup;
        setup.start();
        const QString jana = QStringLiteral("jana@example.org");
        const QString eva = QStringLiteral("eva@example.org");
        Accounts store;
        store.logins[jana] = {{1}, jana, false, {{.hash = *auth::hashPassword("her own here")}}};
        store.logins[eva] = {{2}, eva, false, {}};
        const auto asked = setup.server.asked.size();
        QVERIFY(setup.enter(store, jana, "her own here").ok());
        QCOMPARE(setup.server.asked.size(), asked);

        setup.server.answers["/api/login"] = {200, loggedIn(QStringLiteral("jana"))};
        const auto entered = setup.enter(store, jana, "that of Identity");
        QVERIFY(entered.ok());
        QVERIFY(entered->account == core::AccountId{1});
        QCOMPARE(setup.server.asked.value(asked), QByteArray("/api/login"));
        const auto count = setup.server.asked.size();
        QVERIFY(setup.enter(store, jana, "that of Identity").ok());
        QCOMPARE(setup.server.asked.size(), count); // Remembered.

        // Whoever Identity means by it, it is not this account.
        QVERIFY(setup.enter(store, eva, "that of Identity").error().errc == Errc::Unauthorized);
        QVERIFY(
            setup.enter(store, QStringLiteral("no@example.org"), "that of Identity").error().errc
            == Errc::Unauthorized);
        setup.server.user("/api/verify", "eva"); // Of which there are two.
        setup.server.answers["/api/login"] = {200, loggedIn(QStringLiteral("eva"))};
        QVERIFY(setup.enter(store, eva, "another password").error().errc == Errc::Forbidden);
        setup.server.answers["/api/login"] = {401, "{}"};
        QVERIFY(setup.enter(store, jana, "a wrong one").error().errc == Errc::Unauthorized);
        for (const QByteArray &odd :
            {QByteArray(), QByteArray(2000, 'x'), QByteArray("\xff\xfe\xff")}) {
            const auto before = setup.server.asked.size();
            QVERIFY(setup.enter(store, jana, odd).error().errc == Errc::Unauthorized);
            QCOMPARE(setup.server.asked.size(), before);
        }

        setup.lose();
        setup.now += 600'000;
        QVERIFY(setup.enter(store, jana, "that of Identity").ok());
        QCOMPARE(setup.enter(store, jana, "a wrong one").error().slug,
            QByteArray("identity_unavailable"));
        store.logins[jana].disabled = true;
        QCOMPARE(setup.enter(store, jana, "that of Identity").error().slug,
            QByteArray("account_disabled"));
    }

    void domainsAreRead_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QStringList>("domains");
        QTest::addColumn<bool>("good");
        const QStringList both{QStringLiteral("a.example"), QStringLiteral("b.example")};
        QTest::newRow("a list") << QByteArray(R"(["A.example","b.example","a.example"])") << both
                                << true;
        QTest::newRow("of objects")
            << QByteArray(R"([{"name":"a.example"},{"domain":"b.example"}])") << both << true;
        QTest::newRow("within an object")
            << QByteArray(R"({"domains":["a.example",{"name":"b.example"}]})") << both << true;
        QTest::newRow("none") << QByteArray("[]") << QStringList() << true;
        QTest::newRow("no list") << QByteArray("{}") << QStringList() << false;
        QTest::newRow("numbers") << QByteArray("[1]") << QStringList() << false;
        QTest::newRow("addresses") << QByteArray(R"(["a@b"])") << QStringList() << false;
        QTest::newRow("spaces") << QByteArray(R"(["a b"])") << QStringList() << false;
        QTest::newRow("empty") << QByteArray(R"([""])") << QStringList() << false;
    }
    void domainsAreRead()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QStringList, domains);
        QFETCH(const bool, good);
        const auto read = auth::wire::domainsOf(answer);
        QCOMPARE(read.has_value(), good);
        QCOMPARE(read.value_or(QStringList()), domains);
    }

    void domainsAreJoined()
    {
        Setup setup;
        QVERIFY(!setup.identity->localDomains().known);
        setup.server.answers["/api/domains"] = {200, R"(["a.example"])"};
        setup.start();
        QTRY_VERIFY(setup.identity->localDomains().known);
        setup.identity->setPolicy({0, 5'000, {QStringLiteral("b.example")}});
        auto domains = setup.identity->localDomains().domains;
        domains.sort();
        QCOMPARE(domains, (QStringList{QStringLiteral("a.example"), QStringLiteral("b.example")}));
        QCOMPARE(setup.server.authorizations["/api/domains"], QByteArray("Bearer a-token"));
        // That it has none does not mean that all are ours.
        setup.identity->setPolicy({0, 5'000, {}});
        setup.server.answers["/api/domains"] = {200, "[]"};
        setup.identity->refreshDomains();
        QTRY_VERIFY(!setup.identity->localDomains().known);
    }

    void theLeastRecentlyUsedGoes()
    {
        auth::IdentityCache<int> cache(2);
        cache.put("a", 1);
        cache.put("b", 2);
        QCOMPARE(cache.find("a"), std::optional(1));
        cache.put("c", 3);
        QVERIFY(!cache.find("b"));
        QCOMPARE(cache.find("a"), std::optional(1));
        cache.put("a", 4);
        QCOMPARE(cache.find("a"), std::optional(4));
        QCOMPARE(cache.size(), 2);
        cache.remove("a");
        cache.remove("x");
        QCOMPARE(cache.size(), 1);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestIdentity)

#include "tst_identity.moc"
