// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/documentreader.h"

#include <QtCore/QRandomGenerator>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace digidig::storageclient;

class TestDocumentReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deployed();
    void documented();
    void times_data();
    void times();
    void wrongTypes_data();
    void wrongTypes();
    void lists();
    void unicode_data();
    void unicode();
    void refuses_data();
    void refuses();
    void sizes();
    void members();
    void digests();
    void keys();
    void truncationsAndNoise();
};

void TestDocumentReader::deployed()
{
    const auto document = readDocument(R"({"_id":"65a000000000000000000001","sender":"A <a@x>",
        "recipient":"b@y","subject":"S","body":"B","timestamp":"2024-05-01T12:00:00.123456",
        "read":true,"folder":"Sent","id":"another","extra":{"subject":"no","deep":[[{}]]}})");
    QVERIFY(document);
    QCOMPARE(document->id, QStringLiteral("65a000000000000000000001"));
    QCOMPARE(document->sender, QStringLiteral("A <a@x>"));
    QCOMPARE(document->recipient, QStringLiteral("b@y"));
    QCOMPARE(document->subject, QStringLiteral("S"));
    QCOMPARE(document->body, QStringLiteral("B"));
    QCOMPARE(document->timestamp, QStringLiteral("2024-05-01T12:00:00.123456"));
    QCOMPARE(document->timestampMs, 1714564800123);
    QVERIFY(document->read);
    QCOMPARE(document->folder, QStringLiteral("Sent"));
    QVERIFY(!document->has(Document::Headers));
    QVERIFY(!document->has(Document::Size));
    QCOMPARE(document->mistyped, Document::Fields());
}

void TestDocumentReader::documented()
{
    const auto document = readDocument(R"({"email_id":"550e8400-e29b-41d4-a716-446655440000",
        "sender":"a@x","recipient":"b@y","subject":"S","headers":{"X-B":"1","X-A":"2","X-N":7,
        "Received":["one","two"],"X-Null":null,"X-Deep":{"a":{"b":"c"}}},
        "received_at":"2024-05-01T12:00:00Z","size_bytes":1234,"status":"stored"})");
    QVERIFY(document);
    QCOMPARE(document->id, QStringLiteral("550e8400-e29b-41d4-a716-446655440000"));
    QCOMPARE(document->timestampMs, 1714564800000);
    QCOMPARE(document->sizeBytes, 1234);
    QVERIFY(!document->has(Document::Body));
    QStringList headers;
    for (const auto &[name, value] : document->headers)
        headers += name + u'=' + value;
    QCOMPARE(headers.mid(0, 5),
        (QStringList{QStringLiteral("X-B=1"), QStringLiteral("X-A=2"), QStringLiteral("X-N=7"),
            QStringLiteral("Received=one"), QStringLiteral("Received=two")}));
}

void TestDocumentReader::times_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("ms");
    const auto row = [](const char *json, qint64 ms) {
        QTest::newRow(json) << QByteArray(json) << ms;
    };
    const qint64 noon = 1714564800000;
    row(R"("2024-05-01T12:00:00")", noon);
    row(R"("2024-05-01 12:00:00")", noon);
    row(R"("2024-05-01T12:00:00Z")", noon);
    row(R"("2024-05-01T14:00:00+02:00")", noon);
    row(R"("2024-05-01T12:00:00.5")", noon + 500);
    row(R"("2024-05-01T12:00:00.123456Z")", noon + 123);
    row(R"({"$date":"2024-05-01T12:00:00Z"})", noon);
    row("1714564800", noon);
    row("1714564800.25", noon + 250);
    row("1714564800000", noon);
}

void TestDocumentReader::times()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, ms);
    const auto document = readDocument("{\"_id\":\"1\",\"timestamp\":" + json + "}");
    QVERIFY(document);
    QVERIFY(document->has(Document::Timestamp));
    QCOMPARE(document->timestampMs, ms);
}

void TestDocumentReader::wrongTypes_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<int>("field");
    const auto row = [](const char *member, Document::Field field) {
        QTest::newRow(member) << QByteArray(member) << int(field);
    };
    row(R"("sender":7)", Document::Sender);
    row(R"("sender":{})", Document::Sender);
    row(R"("recipient":[])", Document::Recipient);
    row(R"("recipient":[1,[2],{"a":"b"}])", Document::Recipient);
    row(R"("subject":true)", Document::Subject);
    row(R"("subject":["a"])", Document::Subject);
    row(R"("body":{"text":"x"})", Document::Body);
    row(R"("headers":"x")", Document::Headers);
    row(R"("headers":[["a","b"]])", Document::Headers);
    row(R"("timestamp":"yesterday")", Document::Timestamp);
    row(R"("timestamp":"")", Document::Timestamp);
    row(R"("timestamp":1e300)", Document::Timestamp);
    row(R"("timestamp":99999999999999999999999999)", Document::Timestamp);
    row(R"("timestamp":NaN)", Document::Timestamp);
    row(R"("timestamp":true)", Document::Timestamp);
    row(R"("read":"maybe")", Document::Read);
    row(R"("read":2)", Document::Read);
    row(R"("folder":5)", Document::Folder);
    row(R"("size_bytes":-1)", Document::Size);
    row(R"("size_bytes":1.5)", Document::Size);
    row(R"("size_bytes":123456789012345678901234567890)", Document::Size);
    row(R"("size_bytes":"big")", Document::Size);
}

void TestDocumentReader::wrongTypes()
{
    QFETCH(QByteArray, member);
    QFETCH(int, field);
    const auto document = readDocument("{" + member + R"(,"_id":"1","x":"y"})");
    QVERIFY(document);
    QCOMPARE(document->id, QStringLiteral("1"));
    QCOMPARE(document->given, Document::Fields(Document::Id));
    if (member.contains("NaN")) // As good as null.
        return;
    QCOMPARE(document->mistyped, Document::Fields(Document::Field(field)));
}

void TestDocumentReader::lists()
{
    const auto document = readDocument(R"({"_id":"1","recipient":["a@x","b@y"],"subject":null})");
    QVERIFY(document);
    QCOMPARE(document->recipient, QStringLiteral("a@x, b@y"));
    QVERIFY(!document->has(Document::Subject));
    QCOMPARE(document->mistyped, Document::Fields());
    // MongoDB's own way to write an id.
    QCOMPARE(readDocument(R"({"_id":{"$oid":"65a0"}})")->id, QStringLiteral("65a0"));
}

void TestDocumentReader::unicode_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("text");
    const QString horse = QStringLiteral("\U0001F40E");
    QTest::newRow("raw") << QByteArray("🐎 ž") << horse + QStringLiteral(" ž");
    QTest::newRow("escaped pair") << QByteArray("\\ud83d\\udc0e") << horse;
    QTest::newRow("capitals") << QByteArray("\\uD83D\\uDC0E") << horse;
    QTest::newRow("lone high") << QByteArray("a\\ud83dz") << QStringLiteral("a\uFFFDz");
    QTest::newRow("lone low") << QByteArray("a\\udc0ez") << QStringLiteral("a\uFFFDz");
    QTest::newRow("two high") << QByteArray("\\ud83d\\ud83d\\udc0e")
                              << QStringLiteral("\uFFFD") + horse;
    QTest::newRow("high at the end") << QByteArray("a\\ud83d") << QStringLiteral("a\uFFFD");
    QTest::newRow("an escaped backslash") << QByteArray("\\\\ud83d") << QStringLiteral("\\ud83d");
    QTest::newRow("nul") << QByteArray("a\\u0000b") << QStringLiteral("a") + QChar(u'\0') + u'b';
    QTest::newRow("invalid UTF-8") << QByteArray("a\xFFz") << QStringLiteral("a\uFFFDz");
}

void TestDocumentReader::unicode()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, text);
    const auto document = readDocument("{\"_id\":\"1\",\"subject\":\"" + json + "\"}");
    QVERIFY(document);
    QCOMPARE(document->subject, text);
}

void TestDocumentReader::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *json) { QTest::newRow(json) << QByteArray(json); };
    row("");
    row("[]");
    row("7");
    row("\"x\"");
    row("null");
    row("{");
    row("{\"a\":1,}");
    row("{\"a\":1}}");
    row("{\"a\":\"\\x\"}");
    row("{\"a\":\"\\u12g4\"}");
    row("{\"a\":\"\n\"}");
    row("{\"a\":01}");
    QTest::newRow("deep lists") << "{\"a\":" + QByteArray(1'000'000, '[');
    QTest::newRow("deep objects") << QByteArray("{\"a\":").repeated(300'000);
    QTest::newRow("deep and closed")
        << "{\"a\":" + QByteArray(1000, '[') + QByteArray(1000, ']') + '}';
}

void TestDocumentReader::refuses()
{
    QFETCH(QByteArray, json);
    QVERIFY(!readDocument(json));
    QVERIFY(!readMembers(json));
}

void TestDocumentReader::sizes()
{
    const auto document = [](qsizetype size) {
        return readDocument("{\"_id\":\"1\",\"body\":\"" + QByteArray(size, 'x') + "\"}");
    };
    QCOMPARE(document(MaxDocumentBytes)->body.size(), MaxDocumentBytes);
    QVERIFY(!document(MaxDocumentBytes + 2 * 1024 * 1024));
    // As many headers as anybody can mean, and no more.
    QByteArray headers = "{\"_id\":\"1\",\"headers\":{\"a\":\"b\"";
    for (int i = 0; i < 50'000; ++i)
        headers += ",\"a\":\"b\"";
    QCOMPARE(readDocument(headers + "}}")->headers.size(), 10'000U);
}

void TestDocumentReader::members()
{
    const auto members =
        readMembers(R"({"status":"stored","id":"1","n":12,"b":true,"x":{"id":"2"},"l":["id"]})");
    QVERIFY(members);
    QCOMPARE(members->size(), 4U);
    QCOMPARE(members->at("id"), QStringLiteral("1"));
    QCOMPARE(members->at("n"), QStringLiteral("12"));
    QCOMPARE(members->at("b"), QStringLiteral("true"));
}

void TestDocumentReader::digests()
{
    const auto digest = [](const char *json) { return readDocument(json)->digest(); };
    const QByteArray one = digest(R"({"_id":"1","sender":"a","subject":"b","read":false})");
    QCOMPARE(digest(R"({"read":true,"subject":"b","sender":"a","_id":"2","folder":"X"})"), one);
    QVERIFY(digest(R"({"_id":"1","sender":"ab"})")
        != digest(R"({"_id":"1","sender":"a","recipient":"b"})"));
    QVERIFY(digest(R"({"_id":"1","sender":"a","subject":"c"})") != one);
}

void TestDocumentReader::keys()
{
    const StoreKey key = StoreKey::make(1714564800123, 41007);
    QCOMPARE(key.timestamp, QStringLiteral("2024-05-01T12:00:00.123007"));
    QVERIFY(key.token != StoreKey::make(1714564800123, 41007).token);
    // Those of one millisecond are all different.
    QSet<QString> timestamps;
    for (qint64 number = 5500; number < 6500; ++number)
        timestamps += StoreKey::make(1714564800123, number).timestamp;
    QCOMPARE(timestamps.size(), 1000);
}

void TestDocumentReader::truncationsAndNoise()
{
    const QByteArray json =
        R"({"_id":"1","headers":{"a":["b"]},"timestamp":1.5e3,"body":"\ud83d\n"})";
    for (qsizetype size = 0; size < json.size(); ++size)
        QVERIFY(!readDocument(json.first(size)));
    QRandomGenerator random(20261123);
    for (int round = 0; round < 50'000; ++round) {
        QByteArray noise = json;
        for (int i = random.bounded(1, 6); i > 0; --i)
            noise[random.bounded(int(noise.size()))] =
                round % 2 ? json[random.bounded(int(json.size()))] : char(random.bounded(256));
        const auto document = readDocument(noise);
        QVERIFY(!document || document->headers.size() < 10);
    }
}

QTEST_GUILESS_MAIN(TestDocumentReader)
#include "tst_documentreader.moc"
