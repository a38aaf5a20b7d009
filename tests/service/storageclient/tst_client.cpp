// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake.h"

using namespace calls;

class TestClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void form_data();
    void form();
    void pinned();
    void observerComesLate();
    void formChanges();
    void lists_data();
    void lists();
    void pages_data();
    void pages();
    void deployedListsSentMail();
    void gets_data();
    void gets();
    void unknownId_data();
    void unknownId();
    void storesAndFinds_data();
    void storesAndFinds();
    void findsAmongMany_data();
    void findsAmongMany();
    void readState();
    void noReadStateDocumented();
    void strangeIds();
    void sinkStops();
    void pausesAndResumes();
    void cancelled();
    void destroyed();
    void refusesUselessOptions();
};

namespace {

void bothForms()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("deployed") << QByteArray("deployed");
    QTest::newRow("documented") << QByteArray("documented");
}

} // namespace

void TestClient::form_data()
{
    bothForms();
}

void TestClient::form()
{
    QFETCH(QByteArray, name);
    Fake fake(name);
    const auto client = calls::client(fake);
    const auto form = probe(*client);
    QVERIFY(form.ok());
    QCOMPARE(storageclient::slug(*form), name);
    QCOMPARE(client->state().form, *form);
    QVERIFY(client->state().reachable);
}

void TestClient::pinned()
{
    Fake fake("documented");
    const auto wrong = calls::client(fake, {.form = Form::Deployed});
    QCOMPARE(slug(probe(*wrong)), "storage_unavailable");
    const auto right = calls::client(fake, {.form = Form::Documented});
    QVERIFY(probe(*right).ok());
    QCOMPARE(fake.requests(QStringLiteral("GET /emails?limit=1")), 1);
}

void TestClient::observerComesLate()
{
    Fake fake;
    const auto client = calls::client(fake);
    QVERIFY(probe(*client).ok());
    std::atomic<int> told = 0;
    client->setObserver([&](const State &state) { told += state.form == Form::Deployed ? 1 : 100; });
    QCOMPARE(told.load(), 1);
    QVERIFY(probe(*client).ok()); // Nothing has changed.
    QCOMPARE(told.load(), 1);
    client->setObserver({});
}

void TestClient::formChanges()
{
    Fake fake("documented");
    const auto client = calls::client(fake);
    QCOMPARE(list(*client, {}).listed->form, Form::Documented);
    fake.order("form", {{QStringLiteral("form"), QStringLiteral("deployed")}});
    QCOMPARE(slug(list(*client, {}).listed), "storage_unavailable");
    QCOMPARE(list(*client, {}).listed->form, Form::Deployed);
}

void TestClient::lists_data()
{
    bothForms();
}

void TestClient::lists()
{
    QFETCH(QByteArray, name);
    Fake fake(name);
    const auto client = calls::client(fake);
    const QString subject = QStringLiteral("Příliš 🐎 \"quoted\" \\ \n");
    fake.add({{QStringLiteral("subject"), subject}});
    const auto [listed, documents] = list(*client, {});
    QVERIFY(listed.ok());
    QCOMPARE(listed->delivered, 1);
    QCOMPARE(listed->total, std::optional<qint64>(1));
    QCOMPARE(documents.size(), 1U);
    const Document &document = documents.front();
    QCOMPARE(document.subject, subject);
    QCOMPARE(document.sender, QStringLiteral("someone@elsewhere.example"));
    QCOMPARE(document.recipient, QStringLiteral("a@example.com"));
    QVERIFY(document.has(Document::Timestamp));
    QVERIFY(document.timestampMs > 1'760'000'000'000);
    QCOMPARE(document.has(Document::Body), name == "deployed");
    QCOMPARE(document.has(Document::Folder), name == "deployed");
    QCOMPARE(document.has(Document::Size), name == "documented");
    QCOMPARE(document.mistyped, Document::Fields());
}

void TestClient::pages_data()
{
    bothForms();
}

void TestClient::pages()
{
    QFETCH(QByteArray, name);
    Fake fake(name);
    const auto client = calls::client(fake);
    fake.order("generate", {{QStringLiteral("count"), 25}});
    QStringList subjects;
    for (qint64 offset = 0; offset < 30; offset += 10) {
        for (const auto &document : list(*client, {.limit = 10, .offset = offset}).documents)
            subjects += document.subject;
    }
    QCOMPARE(subjects.size(), 25);
    QCOMPARE(subjects.first(), QStringLiteral("Number 24"));
    QCOMPARE(subjects.last(), QStringLiteral("Number 0"));
    subjects.removeDuplicates();
    QCOMPARE(subjects.size(), 25);
}

void TestClient::deployedListsSentMail()
{
    Fake fake;
    const auto client = calls::client(fake);
    fake.add({{QStringLiteral("sender"), QStringLiteral("me+x@example.com")}});
    fake.add({{QStringLiteral("recipient"), QStringLiteral("me+x@example.com")}});
    fake.add();
    QCOMPARE(list(*client, {.recipient = QStringLiteral("me+x@example.com")}).listed->delivered, 2);
}

void TestClient::gets_data()
{
    bothForms();
}

void TestClient::gets()
{
    QFETCH(QByteArray, name);
    Fake fake(name);
    const auto client = calls::client(fake);
    const QString body(16 * 1024 * 1024 - 1000, u'x');
    const QString id = fake.add({{QStringLiteral("body"), body},
        {QStringLiteral("headers"), QJsonObject{{QStringLiteral("X-One"), QStringLiteral("1")}}}});
    const auto document = get(*client, id);
    QVERIFY2(document.ok(), qPrintable(document.ok() ? QString() : document.error().detail));
    QCOMPARE(document->id, id);
    QCOMPARE(document->body.size(), body.size());
    QVERIFY(document->body == body);
    QCOMPARE(document->headers.size(), name == "documented" ? 1U : 0U);
}

void TestClient::unknownId_data()
{
    bothForms();
}

void TestClient::unknownId()
{
    QFETCH(QByteArray, name);
    Fake fake(name);
    const auto client = calls::client(fake, {.failuresToOpen = 2});
    const auto id = QStringLiteral("65a000000000000000000000");
    for (int i = 0; i < 5; ++i)
        QCOMPARE(slug(get(*client, id)), "email_not_found");
    QCOMPARE(get(*client, id).error().errc, core::Errc::NotFound);
    QCOMPARE(slug(remove(*client, id)), "email_not_found");
    if (name == "deployed")
        QCOMPARE(slug(setRead(*client, id, true)), "email_not_found");
    QVERIFY(client->state().reachable);
    QCOMPARE(client->state().failures, 0);

    // Where lists fail too, it is Storage that fails.
    const QString there = fake.add();
    fake.fault("status", {{QStringLiteral("status"), 500}});
    QCOMPARE(slug(get(*client, there)), "storage_unavailable");
}

void TestClient::storesAndFinds_data()
{
    bothForms();
}

void TestClient::storesAndFinds()
{
    QFETCH(QByteArray, name);
    Fake fake(name);
    const auto client = calls::client(fake);
    NewDocument document = newDocument();
    document.body = QString(100'000, u'ž');
    document.headers = {{QStringLiteral("X-One"), QStringLiteral("1")}};
    document.folder = QStringLiteral("Sent");
    document.read = true;
    QCOMPARE(*find(*client, document), std::optional<QString>());
    const auto stored = store(*client, document);
    QVERIFY(stored.ok());
    QVERIFY(stored->id.has_value());
    QCOMPARE(*find(*client, document), stored->id);
    const auto there = get(*client, *stored->id);
    QVERIFY(there.ok());
    QCOMPARE(there->subject, document.subject);
    QVERIFY(there->body == document.body);
    if (name == "deployed") {
        QCOMPARE(there->timestamp, document.key.timestamp);
        QCOMPARE(there->folder, QStringLiteral("Sent"));
        QVERIFY(there->read);
    } else {
        QCOMPARE(there->headers.size(), 2U);
    }
    QVERIFY(remove(*client, *stored->id).ok());
    QCOMPARE(*find(*client, document), std::optional<QString>());
}

void TestClient::findsAmongMany_data()
{
    bothForms();
}

void TestClient::findsAmongMany()
{
    QFETCH(QByteArray, name);
    Fake fake(name);
    const auto client = calls::client(fake);
    const NewDocument document = newDocument(QStringLiteral("Same subject"));
    const auto stored = store(*client, document);
    QVERIFY(stored.ok() && stored->id);
    QJsonArray more;
    for (int i = 0; i < 1500; ++i)
        more.append(QJsonObject{
            {QStringLiteral("sender"), document.sender},
            {QStringLiteral("subject"), i % 100 == 0 ? document.subject : QStringLiteral("Other")},
        });
    fake.order("add", {{QStringLiteral("documents"), more}});
    QCOMPARE(*find(*client, document), stored->id);
    NewDocument absent = document;
    absent.key = StoreKey::make(1'800'000'000'000, 1);
    fake.order("reset_peak");
    QCOMPARE(*find(*client, absent), std::optional<QString>());
    // What is older than the key is not gone through.
    if (name == "deployed")
        QCOMPARE(fake.stat("requests"), 1);
}

void TestClient::readState()
{
    Fake fake;
    const auto client = calls::client(fake);
    const QString id = fake.add();
    QCOMPARE(*unread(*client, QStringLiteral("a@example.com")), std::optional<qint64>(1));
    QVERIFY(*setRead(*client, id, true));
    QVERIFY(get(*client, id)->read);
    QCOMPARE(*unread(*client, QStringLiteral("a@example.com")), std::optional<qint64>(0));
    QVERIFY(*setRead(*client, id, false));
    QVERIFY(!get(*client, id)->read);
}

void TestClient::noReadStateDocumented()
{
    Fake fake("documented");
    const auto client = calls::client(fake);
    QCOMPARE(*setRead(*client, fake.add(), true), false);
    QCOMPARE(*unread(*client, QStringLiteral("a@example.com")), std::optional<qint64>());
    QCOMPARE(fake.requests(QStringLiteral("PUT")), 0);
}

void TestClient::strangeIds()
{
    Fake fake;
    const auto client = calls::client(fake);
    for (const auto &id : {QString(), QStringLiteral("."), QStringLiteral(".."),
             QStringLiteral("../health"), QStringLiteral("a b?c#d%/\u017e"), QString(10'000, u'x')})
        QCOMPARE(slug(get(*client, id)), "email_not_found");
    QVERIFY(fake.requests(QStringLiteral("GET /health")) == 0);
}

void TestClient::sinkStops()
{
    Fake fake;
    const auto client = calls::client(fake, {.poolSize = 1});
    fake.order("announce", {{QStringLiteral("count"), 100'000}, {QStringLiteral("size"), 1000}});
    const auto listed = core::awaited<Listed>([&](auto done) {
        client->list(
            {}, {.limit = 100'000},
            [seen = 0](Document &&) mutable { return ++seen == 10 ? Flow::Stop : Flow::Next; },
            std::move(done));
    });
    QVERIFY2(listed.ok(), listed ? "" : qPrintable(listed.error().message));
    QVERIFY(listed->stopped);
    QCOMPARE(listed->delivered, 10);
    fake.order("clear");
    QCOMPARE(list(*client, {}).listed->delivered, 0);
    QCOMPARE(fake.stat("peak"), 1);
}

void TestClient::pausesAndResumes()
{
    Fake fake;
    const auto client = calls::client(fake, {.timeoutMs = 500});
    QVERIFY(probe(*client).ok());
    fake.order("announce", {{QStringLiteral("count"), 30}, {QStringLiteral("size"), 100'000}});
    std::atomic<int> seen = 0;
    std::atomic<bool> ended = false;
    core::Result<Listed> outcome = core::Error{};
    const auto id = client->list(
        {}, {.limit = 1000},
        [&](Document &&document) {
            if (document.subject != QStringLiteral("Number %1").arg(seen))
                qFatal("out of order");
            ++seen;
            return Flow::Pause;
        },
        [&](core::Result<Listed> result) {
            outcome = std::move(result);
            ended = true;
        });
    for (int i = 1; i <= 30; ++i) {
        QTRY_COMPARE(seen.load(), i);
        if (i == 3) // As long as its time-out: that does not count what the sink takes.
            QTest::qWait(700);
        QCOMPARE(seen.load(), i);
        client->resume(id);
    }
    QTRY_VERIFY(ended);
    QVERIFY2(outcome.ok(), outcome.ok() ? "" : qPrintable(outcome.error().message));
    QCOMPARE(outcome->delivered, 30);
}

void TestClient::cancelled()
{
    Fake fake;
    const auto client = calls::client(fake, {.poolSize = 1});
    QVERIFY(probe(*client).ok());
    fake.fault("hang");
    std::vector<QByteArray> slugs;
    std::mutex mutex;
    const auto note = [&](const auto &result) {
        const std::lock_guard lock(mutex);
        slugs.push_back(slug(result));
    };
    const auto size = [&] {
        const std::lock_guard lock(mutex);
        return slugs.size();
    };
    const auto first = client->get({}, QStringLiteral("1"), note);
    QTRY_COMPARE(client->state().inFlight, 1);
    const auto second = client->get({}, QStringLiteral("2"), note);
    QTRY_COMPARE(client->state().queued, 1);
    client->cancel(second);
    QTRY_COMPARE(size(), 1U);
    client->cancel(first);
    client->cancel(first);
    client->cancel(12345);
    QTRY_COMPARE(size(), 2U);
    QCOMPARE(slugs, std::vector<QByteArray>(2, "cancelled"));
    fake.noFaults();
    QVERIFY(list(*client, {}).listed.ok());
    QCOMPARE(fake.stat("peak"), 1);
}

void TestClient::destroyed()
{
    Fake fake;
    auto client = calls::client(fake, {.poolSize = 2});
    QVERIFY(probe(*client).ok());
    fake.fault("hang");
    std::atomic<int> ended = 0;
    for (int i = 0; i < 10; ++i) {
        client->get({}, QStringLiteral("1"), [&](const auto &) { ++ended; });
        client->store({}, newDocument(), [&](const auto &) { ++ended; });
    }
    QTRY_COMPARE(client->state().inFlight, 2);
    client.reset();
    QCOMPARE(ended.load(), 20);
}

void TestClient::refusesUselessOptions()
{
    const auto field = [](Options options) {
        const auto made = Client::create(options);
        return made.ok() ? QString() : made.error().field;
    };
    const QUrl url(QStringLiteral("https://storage.example"));
    QCOMPARE(field({.url = QUrl()}), QStringLiteral("storage_url"));
    QCOMPARE(field({.url = QUrl(QStringLiteral("ftp://x"))}), QStringLiteral("storage_url"));
    const auto none = QStringLiteral("/does/not/exist");
    QCOMPARE(field({.url = url, .caFile = none}), QStringLiteral("storage_ca_file"));
    QCOMPARE(field({.url = url, .certFile = none}), QStringLiteral("storage_cert"));
}

QTEST_GUILESS_MAIN(TestClient)
#include "tst_client.moc"
