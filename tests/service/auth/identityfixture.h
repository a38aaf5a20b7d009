// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/identity.h"
#include "jwttesting.h"

#include <QtCore/QJsonArray>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <atomic>
#include <map>

namespace digidig::testing {

inline const QByteArray Secret = "a secret of the tests";

inline QByteArray tokenFor(const QString &username, qint64 endMs = 4'000'000'000'000)
{
    static int made = 0;
    return tokenOf({{QStringLiteral("username"), username},
                       {QStringLiteral("roles"), QJsonArray{QStringLiteral("user")}},
                       {QStringLiteral("exp"), endMs / 1000},
                       {QStringLiteral("jti"), QString::number(++made)}},
        Secret);
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
            return core::Error{core::Errc::Internal, QStringLiteral("no answer"), {}, {}, {}};
        return **value;
    }
};

/// Identity's client in front of a server that says what the test wants.
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

} // namespace digidig::testing
