// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safeimage.h"

#include <QtCore/QBuffer>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

QByteArray picture(int width, int height, const char *format)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::darkGreen);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, format))
        qFatal("not written");
    return bytes;
}

} // namespace

/// Pictures of strangers: known kinds, by what they are, and bounded.
class TestSafeImage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knownKinds_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("png") << picture(30, 20, "png");
        QTest::newRow("jpeg") << picture(30, 20, "jpeg");
        QTest::newRow("bmp") << picture(30, 20, "bmp");
    }

    void knownKinds()
    {
        QFETCH(QByteArray, bytes);
        QCOMPARE(safeImage(bytes).size(), QSize(30, 20));
    }

    void othersAreNone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("text") << QByteArray("GIF is a nice word");
        QTest::newRow("drawing") << QByteArray("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script>x()</script></svg>");
        QTest::newRow("xpm") << QByteArray("/* XPM */\nstatic char *x[] = {\"1 1 1 1\",\"a c #000000\",\"a\"};");
        QTest::newRow("cut off") << picture(300, 200, "png").left(30);
    }

    void othersAreNone()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(safeImage(bytes).isNull());
    }

    void largeOnesAreBounded()
    {
        const QImage small = safeImage(picture(900, 300, "png"), {.side = 90});
        QCOMPARE(small.size(), QSize(90, 30));
        QVERIFY(safeImage(picture(900, 300, "png"), {.pixels = 100'000}).isNull());
        // A header that promises more than there is memory for.
        QByteArray bomb = picture(10, 10, "bmp");
        for (const qsizetype at : {18, 22})
            bomb.replace(at, 4, QByteArray("\xff\xff\x00\x00", 4));
        QVERIFY(safeImage(bomb).isNull());
    }
};

QTEST_GUILESS_MAIN(TestSafeImage)
#include "tst_safeimage.moc"
