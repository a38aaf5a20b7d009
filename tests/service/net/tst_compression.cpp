// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/compression.h"

#include <zlib.h>

#include <QtTest/QTest>

#include <random>
#include <vector>

#include <malloc.h>

using namespace digidig::net;

namespace {

QByteArray words(qsizetype size, unsigned seed)
{
    std::mt19937 random(seed);
    QByteArray text;
    while (text.size() < size)
        text += "* " + QByteArray::number(random() % 1000) + " FETCH (FLAGS (\\Seen) UID 12)\r\n";
    return text.first(size);
}

QByteArray noise(qsizetype size, unsigned seed)
{
    std::mt19937 random(seed);
    QByteArray bytes;
    for (qsizetype i = 0; i < size; ++i)
        bytes += char(random());
    return bytes;
}

/// A client that compresses, with zlib's own defaults.
class Peer {
public:
    explicit Peer(int windowBits = 15)
    {
        deflateInit2(&m_stream, 9, Z_DEFLATED, -windowBits, 9, Z_DEFAULT_STRATEGY);
    }
    ~Peer() { deflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(Peer)

    QByteArray packed(const QByteArray &bytes, int mode = Z_SYNC_FLUSH)
    {
        QByteArray out(qsizetype(deflateBound(&m_stream, uLong(bytes.size()))) + 64, '\0');
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
        m_stream.avail_in = uInt(bytes.size());
        m_stream.next_out = reinterpret_cast<Bytef *>(out.data());
        m_stream.avail_out = uInt(out.size());
        deflate(&m_stream, mode);
        return out.first(out.size() - qsizetype(m_stream.avail_out));
    }

private:
    z_stream m_stream = {};
};

/// All there is, @p size bytes at a time; nothing when it is damaged.
std::optional<QByteArray> all(Inflater &inflater, qsizetype size = 1000)
{
    std::vector<char> room(static_cast<size_t>(size));
    QByteArray bytes;
    while (inflater.hasMore()) {
        qsizetype got = 0;
        if (!inflater.next(room.data(), size, &got))
            return std::nullopt;
        bytes.append(room.data(), got);
    }
    return bytes;
}

QByteArray written(Deflater &deflater, const QByteArray &bytes, qsizetype size, bool flush = true)
{
    std::vector<char> room(static_cast<size_t>(size));
    QByteArray out;
    const auto sink = [&out](QByteArrayView piece) { out += piece; };
    if (!deflater.add(bytes, room.data(), size, sink)
        || (flush && !deflater.flush(room.data(), size, sink)))
        qFatal("cannot compress");
    return out;
}

} // namespace

class TestCompression : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrips_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("one") << QByteArray("x");
        QTest::newRow("a line") << QByteArray("a1 OK done\r\n");
        QTest::newRow("words") << words(200'000, 1);
        QTest::newRow("noise") << noise(100'000, 2);
        QTest::newRow("zeros") << QByteArray(300'000, '\0');
    }
    /// In every cut of what comes in and of what goes out.
    void roundTrips()
    {
        QFETCH(QByteArray, bytes);
        for (const qsizetype step : {qsizetype(1), qsizetype(7), qsizetype(4096), qsizetype(70'000)}) {
            if (step == 1 && bytes.size() > 100'000)
                continue;
            Deflater deflater;
            Inflater inflater;
            QByteArray back;
            for (qsizetype at = 0; at < bytes.size(); at += step) {
                const QByteArray piece = bytes.mid(at, step);
                const bool flush = at % 3 != 0 || at + step >= bytes.size();
                const QByteArray packed = written(deflater, piece, 64 + step % 1000, flush);
                for (qsizetype p = 0; p < packed.size(); p += 1 + step / 3) {
                    inflater.feed(QByteArrayView(packed).sliced(
                        p, std::min(1 + step / 3, packed.size() - p)));
                    const auto got = all(inflater, 1 + step);
                    QVERIFY(got.has_value());
                    back += *got;
                }
                // Whatever was flushed can be read.
                if (flush)
                    QCOMPARE(back.size(), std::min(at + step, bytes.size()));
                if (at / step % 5 == 0) {
                    deflater.rest();
                    inflater.rest();
                }
            }
            QVERIFY(back == bytes);
        }
    }

    /// Both ends go on after a rest as if there had been none, although the client still refers to
    /// what it has said before.
    void rest_data()
    {
        QTest::addColumn<int>("windowBits");
        for (const int bits : {9, 12, 15})
            QTest::newRow(qPrintable(QString::number(bits))) << bits;
    }
    void rest()
    {
        QFETCH(int, windowBits);
        Peer peer(windowBits);
        Inflater inflater;
        const QByteArray lines = words(40'000, 3);
        for (int i = 0; i < 100; ++i) {
            const QByteArray line = lines.mid(i * 7, 30'000 >> (i % 12));
            const QByteArray packed = peer.packed(line);
            if (i > 0 && i % 12 != 0 && windowBits == 15)
                QVERIFY(packed.size() < line.size() / 2 + 32);
            inflater.feed(packed);
            const auto got = all(inflater);
            QVERIFY(got.has_value());
            QVERIFY(*got == line);
            inflater.rest();
            inflater.rest();
        }
    }

    void restGivesMemoryBack()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("the sanitizer's allocator does not tell what is used");
#endif
        const auto used = [] { return qint64(mallinfo2().uordblks); };
        Peer peer;
        Inflater inflater;
        Deflater deflater;
        const QByteArray first = peer.packed("a1 NOOP\r\n");
        const QByteArray many = peer.packed(words(100'000, 6));
        const qint64 before = used();
        inflater.feed(first);
        QVERIFY(all(inflater).has_value());
        QVERIFY(!written(deflater, words(5'000, 7), 1000).isEmpty());
        QVERIFY(used() - before > 60'000);
        inflater.rest();
        deflater.rest();
        QVERIFY2(used() - before < 1'000, qPrintable(QString::number(used() - before)));
        inflater.feed(many);
        QVERIFY(all(inflater).has_value());
        inflater.rest();
        QVERIFY2(used() - before < 34'000, qPrintable(QString::number(used() - before)));
    }

    void restInTheMiddleOfABlock()
    {
        Peer peer;
        Inflater inflater;
        const QByteArray packed = peer.packed(words(50'000, 4));
        QByteArray back;
        for (const char byte : packed) {
            inflater.feed(QByteArrayView(&byte, 1));
            const auto got = all(inflater);
            QVERIFY(got.has_value());
            back += *got;
            inflater.rest();
        }
        QVERIFY(back == words(50'000, 4));
    }

    /// What is held back is not forgotten.
    void restWithoutAFlush()
    {
        Deflater deflater;
        Inflater inflater;
        QByteArray packed = written(deflater, "first ", 100, false);
        deflater.rest();
        QVERIFY(deflater.holdsBack());
        packed += written(deflater, "second", 100);
        QVERIFY(!deflater.holdsBack());
        deflater.rest();
        QVERIFY(written(deflater, {}, 100).isEmpty());
        inflater.feed(packed);
        QCOMPARE(all(inflater), QByteArray("first second"));
    }

    /// A thousand times as much as came is not made before it is asked for.
    void aBomb()
    {
        Peer peer;
        const QByteArray packed = peer.packed(QByteArray(64 * 1024 * 1024, 'x'));
        QVERIFY(packed.size() < 100'000);
        Inflater inflater;
        inflater.feed(packed);
        std::vector<char> room(4096);
        qsizetype got = 0;
        QVERIFY(inflater.next(room.data(), qsizetype(room.size()), &got));
        QCOMPARE(got, qsizetype(room.size()));
        QVERIFY(inflater.hasMore());
    }

    void damaged()
    {
        for (const QByteArray &bytes : {QByteArray("a1 NOOP\r\n"), QByteArray("\xff\xff\xff", 3),
                 QByteArray("\x00\x01\x00\x00\x00", 5)}) {
            Inflater inflater;
            inflater.feed(bytes);
            QVERIFY(!all(inflater));
        }
        // Any byte that is another: it is damaged, or it is something else; never more than that.
        Peer peer;
        const QByteArray packed = peer.packed(words(5'000, 5));
        for (qsizetype at = 0; at < packed.size(); ++at) {
            QByteArray other = packed;
            other[at] = char(other[at] ^ 0x55);
            Inflater inflater;
            inflater.feed(other);
            (void)all(inflater);
            inflater.rest();
            inflater.feed(packed);
            (void)all(inflater);
        }
    }

    /// The end of the stream is no mistake, but nothing follows it.
    void theEnd()
    {
        Peer peer;
        Inflater inflater;
        inflater.feed(peer.packed("last\r\n", Z_FINISH));
        QCOMPARE(all(inflater), QByteArray("last\r\n"));
        inflater.rest();
        QCOMPARE(all(inflater), QByteArray());
        inflater.feed("x");
        QVERIFY(!all(inflater));
    }

    void anything()
    {
        for (unsigned seed = 0; seed < 2'000; ++seed) {
            Inflater inflater;
            inflater.feed(noise(200, seed));
            (void)all(inflater);
        }
    }
};

QTEST_GUILESS_MAIN(TestCompression)
#include "tst_compression.moc"
