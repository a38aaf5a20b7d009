// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/message.h"
#include "rest/messageparts.h"
#include "rest/ranges.h"

#include <QtTest/QTest>

using namespace digidig;

namespace {

class Bytes : public mail::ContentReader
{
public:
    explicit Bytes(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }
    [[nodiscard]] qint64 size() const override { return m_bytes.size(); }
    [[nodiscard]] QByteArray hash() const override { return "hash"; }
    [[nodiscard]] core::Result<QByteArray> read(qint64 offset, qint64 length) override
    {
        return m_bytes.mid(offset, length);
    }

private:
    QByteArray m_bytes;
};

QByteArray all(const net::Response &response, qsizetype step = 7)
{
    QByteArray out;
    while (true) {
        const auto piece = response.source->read(step);
        if (!piece || piece->isEmpty())
            return out;
        out += *piece;
    }
}

} // namespace

class TestRanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ranges_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("contentRange");
        const QByteArray whole = "0123456789";
        QTest::newRow("none") << QByteArray() << 200 << whole << QByteArray();
        QTest::newRow("first") << QByteArray("bytes=0-0") << 206 << QByteArray("0") << QByteArray("bytes 0-0/10");
        QTest::newRow("middle") << QByteArray("bytes=3-5") << 206 << QByteArray("345")
                                << QByteArray("bytes 3-5/10");
        QTest::newRow("open") << QByteArray("bytes=8-") << 206 << QByteArray("89") << QByteArray("bytes 8-9/10");
        QTest::newRow("past the end") << QByteArray("bytes=8-99") << 206 << QByteArray("89")
                                      << QByteArray("bytes 8-9/10");
        QTest::newRow("suffix") << QByteArray("bytes=-3") << 206 << QByteArray("789")
                                << QByteArray("bytes 7-9/10");
        QTest::newRow("long suffix") << QByteArray("bytes=-30") << 206 << whole << QByteArray("bytes 0-9/10");
        QTest::newRow("behind") << QByteArray("bytes=10-") << 416 << QByteArray() << QByteArray("bytes */10");
        QTest::newRow("empty suffix") << QByteArray("bytes=-0") << 416 << QByteArray()
                                      << QByteArray("bytes */10");
        QTest::newRow("backwards") << QByteArray("bytes=5-3") << 200 << whole << QByteArray();
        QTest::newRow("several") << QByteArray("bytes=0-1,4-5") << 200 << whole << QByteArray();
        QTest::newRow("garbage") << QByteArray("bytes=x-y") << 200 << whole << QByteArray();
        QTest::newRow("other unit") << QByteArray("lines=1-2") << 200 << whole << QByteArray();
        QTest::newRow("huge") << QByteArray("bytes=99999999999999999999-") << 200 << whole << QByteArray();
    }
    void ranges()
    {
        QFETCH(QByteArray, field);
        QFETCH(int, status);
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, contentRange);
        net::Request request;
        request.method = net::Method::Get;
        if (!field.isEmpty())
            request.headers.append("Range", field);
        net::Response response;
        rest::answerRanged(
            request, rest::sliceOf(std::make_unique<Bytes>("ab0123456789cd"), 2, 12), response);
        QCOMPARE(response.status, status);
        QCOMPARE(response.headers.value("Content-Range"), contentRange);
        if (status != 416) {
            QCOMPARE(response.source->size(), content.size());
            QCOMPARE(all(response), content);
        }
    }

    void ifRangeProtectsAgainstMixing()
    {
        net::Request request;
        request.method = net::Method::Get;
        request.headers.append("Range", "bytes=0-1");
        request.headers.append("If-Range", "\"old\"");
        net::Response response;
        response.headers.append("ETag", "\"new\"");
        rest::answerRanged(request, rest::sliceOf(std::make_unique<Bytes>("0123"), 0, 4), response);
        QCOMPARE(response.status, 200);
    }

    void decodedAttachments_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("encoded");
        const QByteArray plain = QByteArray("line of data\r\n").repeated(50'000);
        QByteArray folded;
        const QByteArray packed = plain.toBase64();
        for (qsizetype at = 0; at < packed.size(); at += 76)
            folded += packed.mid(at, 76) + "\r\n";
        QTest::newRow("base64") << QByteArray("base64") << folded;
        QTest::newRow("quoted-printable") << QByteArray("quoted-printable") << plain;
        QTest::newRow("8bit") << QByteArray("8bit") << plain;
    }
    void decodedAttachments()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, encoded);
        const QByteArray raw = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"
                               "Content-Type: application/x-test\r\nContent-Disposition: attachment\r\n"
                               "Content-Transfer-Encoding: "
            + encoding + "\r\n\r\n" + encoded + "\r\n--b--\r\n";
        const mime::Message message = mime::parse(raw);
        const auto parts = rest::attachmentParts(message.root);
        QCOMPARE(parts.size(), size_t(1));
        const QByteArray plain = QByteArray("line of data\r\n").repeated(50'000);
        QCOMPARE(parts[0]->decodedSize, plain.size());

        net::Request request;
        request.method = net::Method::Get;
        net::Response whole;
        rest::answerRanged(request, rest::decodedBodyOf(std::make_unique<Bytes>(raw), *parts[0]), whole);
        QCOMPARE(all(whole, 100'000), plain);
        request.headers.append("Range", "bytes=300001-300020");
        net::Response part;
        rest::answerRanged(request, rest::decodedBodyOf(std::make_unique<Bytes>(raw), *parts[0]), part);
        QCOMPARE(part.status, 206);
        QCOMPARE(all(part), plain.mid(300'001, 20));
    }
};

QTEST_GUILESS_MAIN(TestRanges)
#include "tst_ranges.moc"
