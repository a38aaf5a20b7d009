// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/answer.h"
#include "rest/language.h"
#include "rest/negotiate.h"

#include <QtTest/QTest>

#include <zlib.h>

using namespace digidig;

namespace {

QByteArray inflated(const QByteArray &packed)
{
    z_stream stream{};
    ::inflateInit2(&stream, MAX_WBITS + 32); // either wrapper
    QByteArray out(1 << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.constData()));
    stream.avail_in = uInt(packed.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    const int done = ::inflate(&stream, Z_FINISH);
    out.resize(qsizetype(stream.total_out));
    ::inflateEnd(&stream);
    return done == Z_STREAM_END ? out : QByteArray("broken");
}

} // namespace

class TestNegotiate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptFields_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("none") << QByteArray() << true;
        QTest::newRow("all") << QByteArray("*/*") << true;
        QTest::newRow("exact") << QByteArray("text/html, application/json") << true;
        QTest::newRow("range") << QByteArray("application/*;q=0.1") << true;
        QTest::newRow("other") << QByteArray("text/html") << false;
        QTest::newRow("refused") << QByteArray("application/json;q=0, */*") << false;
        QTest::newRow("case") << QByteArray("Application/JSON") << true;
        QTest::newRow("garbage") << QByteArray(";;,,=") << false;
    }
    void acceptFields()
    {
        QFETCH(QByteArray, field);
        QFETCH(bool, accepted);
        QCOMPARE(rest::accepts(field, "application/json; charset=utf-8"), accepted);
    }

    void tags()
    {
        const QByteArray b = "\"b\"";
        QCOMPARE(rest::matchingTag("\"a\", \"b\"", b), b);
        QCOMPARE(rest::matchingTag("W/\"b\"", b), b);
        QCOMPARE(rest::matchingTag(" * ", b), b);
        QCOMPARE(rest::matchingTag("\"b-gzip\"", b), QByteArray("\"b-gzip\""));
        QCOMPARE(rest::matchingTag("\"a\",\"b-deflate\"", b), QByteArray("\"b-deflate\""));
        for (const char *other : {"\"a\"", "", "b", "\"b", "\"b-br\"", "\"b-\"", "\"a,\"b\"\""})
            QVERIFY2(rest::matchingTag(other, b).isEmpty(), other);
        QCOMPARE(rest::tagsOf("\"a,b\" ,W/\"c\", \"\""),
            (QByteArrayList{"\"a,b\"", "W/\"c\"", "\"\""}));
        QVERIFY(rest::tagsOf("\"").isEmpty());
    }

    void mediaTypes()
    {
        QCOMPARE(rest::mediaType("Message/RFC822 ; charset=x"), QByteArray("message/rfc822"));
        QCOMPARE(rest::mediaType("application/json"), QByteArray("application/json"));
    }

    void compression_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("coding");
        QTest::newRow("gzip") << QByteArray("gzip, deflate, br") << QByteArray("gzip");
        QTest::newRow("deflate") << QByteArray("deflate") << QByteArray("deflate");
        QTest::newRow("preferred") << QByteArray("gzip;q=0.1, deflate") << QByteArray("deflate");
        QTest::newRow("star") << QByteArray("*") << QByteArray("gzip");
        QTest::newRow("refused") << QByteArray("gzip;q=0") << QByteArray();
        QTest::newRow("unknown") << QByteArray("br") << QByteArray();
        QTest::newRow("none") << QByteArray() << QByteArray();
    }
    void compression()
    {
        QFETCH(QByteArray, field);
        QFETCH(QByteArray, coding);
        net::Request request;
        if (!field.isEmpty())
            request.headers.append("Accept-Encoding", field);
        const QByteArray plain = QByteArray("{\"subject\":\"hello\"}").repeated(500);
        net::Response response = rest::textAnswer(plain, "application/json");
        response.headers.append("ETag", "\"x\"");
        rest::compress(request, response);
        QCOMPARE(response.headers.value("Content-Encoding"), coding);
        QCOMPARE(response.headers.value("Vary"), QByteArray("Accept-Encoding"));
        if (coding.isEmpty()) {
            QCOMPARE(response.content, plain);
            QCOMPARE(response.headers.value("ETag"), QByteArray("\"x\""));
        } else {
            QCOMPARE(inflated(response.content), plain);
            QCOMPARE(response.headers.value("ETag"), "\"x-" + coding + '"');
        }
    }

    void smallOrPackedContentIsLeftAlone()
    {
        net::Request request;
        request.headers.append("Accept-Encoding", "gzip");
        net::Response small = rest::textAnswer("{}", "application/json");
        rest::compress(request, small);
        QCOMPARE(small.content, QByteArray("{}"));
        net::Response image = rest::textAnswer(QByteArray(5000, 'x'), "image/png");
        rest::compress(request, image);
        QCOMPARE(image.content.size(), 5000);
    }

    void languages_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<bool>("czech");
        QTest::newRow("none") << QByteArray() << true;
        QTest::newRow("cs") << QByteArray("cs-CZ,cs;q=0.9,en;q=0.8") << true;
        QTest::newRow("en") << QByteArray("en-US,en;q=0.5") << false;
        QTest::newRow("better en") << QByteArray("cs;q=0.3, en;q=0.7") << false;
        QTest::newRow("other") << QByteArray("de, fr") << true;
        QTest::newRow("star") << QByteArray("*") << true;
    }
    void languages()
    {
        QFETCH(QByteArray, field);
        QFETCH(bool, czech);
        rest::Language language;
        QCOMPARE(language.czechFor(field), czech);
        if (field.isEmpty()) {
            language.setDefault(QStringLiteral("en"));
            QVERIFY(!language.czechFor(field));
        }
    }

    void everyErrorHasAStatus()
    {
        for (int i = 0; i <= int(core::Errc::Internal); ++i) {
            const core::Error error{core::Errc(i), QStringLiteral("text"), QStringLiteral("secret detail")};
            QVERIFY(rest::httpStatus(error) >= 400);
            const QByteArray content = rest::problem(error, "id").content;
            QVERIFY(!content.contains("secret"));
            QVERIFY(content.contains(rest::contractCode(error)));
        }
        const auto invalid = rest::problem(rest::invalidField(QStringLiteral("limit"), QStringLiteral("no")));
        QCOMPARE(invalid.status, 422);
        QVERIFY(invalid.content.contains("\"errors\":[{\"field\":\"limit\",\"message\":\"no\"}]"));
        QVERIFY(rest::problem(401, "unauthorized", {}).headers.contains("WWW-Authenticate"));
        QVERIFY(rest::problem(503, "x", {}).headers.contains("Retry-After"));
    }
};

QTEST_GUILESS_MAIN(TestNegotiate)
#include "tst_negotiate.moc"
