// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/awaited.h"
#include "storageclient/client.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtTest/QTest>

/// A Storage service (tests/e2e/fakestorage.py) on a free port of its own.
class Fake {
public:
    explicit Fake(const char *form = "deployed", const QStringList &more = {})
    {
        QStringList arguments{QStringLiteral("-B"),
            QStringLiteral(DIGIDIG_TEST_DATA "/../e2e/fakestorage.py"), QStringLiteral("--form"),
            QLatin1StringView(form)};
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral("python3"), arguments + more);
        m_port = line().value(u"port").toInt();
        if (m_port == 0)
            qFatal("the fake Storage service does not start");
    }
    ~Fake()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(10'000))
            m_process.kill();
        m_process.waitForFinished();
    }

    [[nodiscard]] QUrl url(const char *scheme = "http") const
    {
        return QUrl(QStringLiteral("%1://127.0.0.1:%2").arg(QLatin1StringView(scheme)).arg(m_port));
    }
    /// Gives an order, and returns what it answers.
    QJsonObject order(const char *what, QJsonObject more = {})
    {
        more[u"do"] = QLatin1StringView(what);
        m_process.write(QJsonDocument(more).toJson(QJsonDocument::Compact) + '\n');
        return line();
    }
    void fault(const char *mode, QJsonObject more = {})
    {
        more[u"mode"] = QLatin1StringView(mode);
        order("fault", more);
    }
    void noFaults() { order("fault"); }
    [[nodiscard]] int stat(const char *name)
    {
        return order("stats").value(QLatin1StringView(name)).toInt();
    }
    /// The id of a new e-mail.
    QString add(const QJsonObject &fields = {})
    {
        return order("add", {{QStringLiteral("documents"), QJsonArray{fields}}})
            .value(u"ids")
            .toArray()
            .at(0)
            .toString();
    }
    /// How many of the last requests had this beginning, as `GET /x`.
    [[nodiscard]] int requests(const QString &beginning)
    {
        int count = 0;
        const auto requests = order("requests").value(u"requests").toArray();
        for (const auto request : requests) {
            const QString text =
                request[u"method"].toString() + u' ' + request[u"target"].toString();
            count += text.startsWith(beginning) ? 1 : 0;
        }
        return count;
    }

private:
    QJsonObject line()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(30'000))
                qFatal("the fake Storage service says nothing");
        }
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }

    QProcess m_process;
    int m_port = 0;
};

namespace calls {

using namespace digidig;
using namespace digidig::storageclient;

inline std::unique_ptr<Client> client(const Fake &fake, Options options = {})
{
    options.url = fake.url();
    auto made = Client::create(options);
    if (!made)
        qFatal("no client: %s", qPrintable(made.error().message));
    return *std::move(made);
}

inline core::Result<Form> probe(Client &client)
{
    return core::awaited<Form>([&](auto done) { client.probe(std::move(done)); });
}

struct Listing {
    core::Result<Listed> listed;
    std::vector<Document> documents;
};

inline Listing list(Client &client, const ListQuery &query, const Caller &caller = {})
{
    std::vector<Document> documents;
    auto listed = core::awaited<Listed>([&](auto done) {
        client.list(
            caller, query,
            [&documents](Document &&document) {
                documents.push_back(std::move(document));
                return Flow::Next;
            },
            std::move(done));
    });
    return {std::move(listed), std::move(documents)};
}

inline core::Result<Document> get(Client &client, const QString &id, const Caller &caller = {})
{
    return core::awaited<Document>([&](auto done) { client.get(caller, id, std::move(done)); });
}

inline core::Result<Stored> store(Client &client, const NewDocument &document)
{
    return core::awaited<Stored>([&](auto done) { client.store({}, document, std::move(done)); });
}

inline core::Result<std::optional<QString>> find(Client &client, const NewDocument &document)
{
    return core::awaited<std::optional<QString>>(
        [&](auto done) { client.findStored({}, document, std::move(done)); });
}

inline core::Result<bool> setRead(Client &client, const QString &id, bool read)
{
    return core::awaited<bool>([&](auto done) { client.setRead({}, id, read, std::move(done)); });
}

inline core::Result<void> remove(Client &client, const QString &id)
{
    return core::awaited<void>([&](auto done) { client.remove({}, id, std::move(done)); });
}

inline core::Result<std::optional<qint64>> unread(Client &client, const QString &address)
{
    return core::awaited<std::optional<qint64>>(
        [&](auto done) { client.unreadCount({}, address, std::move(done)); });
}

inline NewDocument newDocument(const QString &subject = QStringLiteral("Žluťoučký kůň"))
{
    static qint64 number = 0;
    return {.sender = QStringLiteral("s@elsewhere.example"),
        .recipient = QStringLiteral("a@example.com"),
        .subject = subject,
        .body = QStringLiteral("Text\n"),
        .key = StoreKey::make(1'700'000'000'123, ++number)};
}

template <typename T>
QByteArray slug(const core::Result<T> &result)
{
    return result.ok() ? QByteArray("ok") : result.error().slug;
}

} // namespace calls
