// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "store/bodytext.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;

namespace {
constexpr qsizetype PieceSize = 9;
}

/// Text that is kept as a piece of the raw bytes, and text that must not be.
class TestBodyText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void kept_data()
    {
        const QByteArray line = "Some words of a line that is long enough, č and ř among them.";
        QByteArray crlf;
        for (int i = 0; i < 40; ++i)
            crlf += line + "\r\n";
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<bool>("piece");
        const QByteArray utf8 = "Content-Type: text/plain; charset=utf-8\r\n";
        QTest::newRow("plain") << utf8 + "\r\n" + crlf << true;
        QTest::newRow("LF and lone CR")
            << utf8 + "\n" + QByteArray(crlf).replace("\r\n", "\n") + "\rx" << true;
        QTest::newRow("NUL") << utf8 + "\r\n" + crlf + QByteArray("\0x", 2) << true;
        QTest::newRow("of a multipart")
            << "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + utf8 + "\r\n" + crlf
                + "\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
            << true;
        QTest::newRow("short") << utf8 + "\r\nshort\r\n" << false;
        QTest::newRow("base64") << utf8 + "Content-Transfer-Encoding: base64\r\n\r\n"
                + crlf.toBase64()
                                << false;
        QTest::newRow("Latin-1") << "Content-Type: text/plain; charset=iso-8859-1\r\n\r\n"
                + QByteArray(crlf).replace("č", "\xe8")
                                 << false;
        QTest::newRow("HTML") << "Content-Type: text/html; charset=utf-8\r\n\r\n<p>" + crlf + "</p>"
                              << false;
        QTest::newRow("invalid UTF-8") << utf8 + "\r\n\xff" + crlf << false;
        QTest::newRow("larger than a chunk") << utf8 + "\r\n" + crlf.repeated(200) << false;
    }

    void kept()
    {
        QFETCH(QByteArray, raw);
        QFETCH(bool, piece);
        QTemporaryDir dir;
        store::Options options;
        options.stateDir = dir.filePath(QStringLiteral("s"));
        auto store = store::Store::open(options);
        QVERIFY(store.ok());
        const auto parsed = mime::parse(raw);
        const QByteArray text = parsed.text.toUtf8();
        const QByteArray packed = store::packText(raw, parsed, text);
        QCOMPARE(packed.size() == PieceSize, piece);
        const auto appended = deliver(**store, appendOf(raw));
        QVERIFY(appended.ok());
        QCOMPARE((*store)->message(appended->messages.front().id)->text, QString::fromUtf8(text));
        QCOMPARE(findings(**store), QString());

        store::Connection db(
            options.stateDir + QStringLiteral("/mail.db"), store::Connection::Mode::Read);
        const auto content = db.integer("SELECT id FROM content");
        QCOMPARE(*store::unpackText(db, content, packed), text);
        for (const qsizetype at : {1, 2, 3, 4, 5, 6, 7, 8}) {
            if (!piece)
                break;
            QByteArray wrong = packed;
            wrong[at] = char(0xff);
            const auto read = store::unpackText(db, content, wrong);
            QVERIFY(at == 1 || at == 5 || !read.ok()); // a small shift still lies within the bytes
        }
        QVERIFY(!piece || !store::unpackText(db, content, packed.chopped(1)).ok());
        QVERIFY(!store::unpackText(db, content + 1, QByteArray(PieceSize, 2)).ok());
        QVERIFY(!store::unpackText(db, content, {}).ok());
    }
};

QTEST_GUILESS_MAIN(TestBodyText)
#include "tst_bodytext.moc"
