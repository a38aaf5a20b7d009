// SPDX-License-Identifier: GPL-3.0-or-later
#include "streamfixture.h"

#include <zlib.h>

using namespace streams;

namespace {

/// Compresses what goes through a Client or a TlsClient.
template <typename Inner>
class Deflated {
public:
    explicit Deflated(Inner &inner)
        : m_inner(inner)
    {
        deflateInit2(&m_out, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
        inflateInit2(&m_in, -15);
    }
    ~Deflated()
    {
        deflateEnd(&m_out);
        inflateEnd(&m_in);
    }
    Q_DISABLE_COPY_MOVE(Deflated)

    QByteArray packed(const QByteArray &bytes)
    {
        QByteArray out(qsizetype(deflateBound(&m_out, uLong(bytes.size()))) + 64, '\0');
        m_out.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
        m_out.avail_in = uInt(bytes.size());
        m_out.next_out = reinterpret_cast<Bytef *>(out.data());
        m_out.avail_out = uInt(out.size());
        deflate(&m_out, Z_SYNC_FLUSH);
        return out.first(out.size() - qsizetype(m_out.avail_out));
    }
    bool send(const QByteArray &bytes) { return m_inner.send(packed(bytes)); }
    QByteArray line()
    {
        for (;;) {
            const qsizetype end = m_ready.indexOf('\n');
            if (end >= 0) {
                const QByteArray line = m_ready.first(end).trimmed();
                m_ready.remove(0, end + 1);
                return line;
            }
            if (!more())
                return std::exchange(m_ready, {});
        }
    }
    /// So many bytes.
    QByteArray bytes(qsizetype size)
    {
        while (m_ready.size() < size && more()) { }
        const QByteArray bytes = m_ready.first(std::min(size, m_ready.size()));
        m_ready.remove(0, bytes.size());
        return bytes;
    }
    QByteArray ask(const QByteArray &words) { return send(words + "\r\n") ? line() : QByteArray(); }
    qint64 wire = 0; ///< Bytes that came.

private:
    bool more()
    {
        const QByteArray packed = m_inner.some(65536);
        wire += packed.size();
        if (packed.isEmpty())
            return false;
        QByteArray room(65536, Qt::Uninitialized);
        m_in.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.constData()));
        m_in.avail_in = uInt(packed.size());
        do {
            m_in.next_out = reinterpret_cast<Bytef *>(room.data());
            m_in.avail_out = uInt(room.size());
            const int result = inflate(&m_in, Z_SYNC_FLUSH);
            if (result != Z_OK && result != Z_BUF_ERROR)
                qFatal("what came is no DEFLATE stream: %d", result);
            m_ready.append(room.constData(), room.size() - qsizetype(m_in.avail_out));
        } while (m_in.avail_out == 0);
        return true;
    }

    Inner &m_inner;
    z_stream m_out = {};
    z_stream m_in = {};
    QByteArray m_ready;
};

/// Says so when the deadline has passed, and stays.
class Patient : public LineHandler {
public:
    using LineHandler::LineHandler;
    void timedOut() override { m_stream->write("timeout\r\n"); }
};

} // namespace

class TestStreamCompress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plain()
    {
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("compress"), QByteArray("go"));
        Deflated<Client> both(client);
        QCOMPARE(both.ask("hello"), QByteArray("hello"));
        QCOMPARE(both.ask("compress"), QByteArray("no"));
        const auto connection = service.registry.list().constFirst();
        QVERIFY(connection->compressed);
        QCOMPARE(connection->contentIn, 7 + 10);
        QCOMPARE(connection->contentOut, 7 + 4);
        QCOMPARE(both.ask("finish"), QByteArray("bye"));
        QVERIFY(client.rest().isEmpty());
        client.close();
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
    }

    void underTls_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("1.2") << TLS1_2_VERSION;
        QTest::newRow("1.3") << TLS1_3_VERSION;
    }
    void underTls()
    {
        QFETCH(int, version);
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        TlsClient tls(client, {.maximum = version});
        QVERIFY(tls.line().startsWith("secured "));
        QCOMPARE(tls.ask("compress"), QByteArray("go"));
        Deflated<TlsClient> both(tls);
        QCOMPARE(both.ask("hello"), QByteArray("hello"));
        // TLS does not begin within.
        QCOMPARE(both.ask("starttls"), QByteArray("no"));
        QVERIFY(both.send("pour 3000000\r\n"));
        QCOMPARE(both.bytes(3'000'000), QByteArray(3'000'000, 'x'));
        QVERIFY(both.wire < 100'000);
        QCOMPARE(both.ask("hello"), QByteArray("hello"));
    }

    /// What comes with the command that asks for it is compressed already.
    void atOnce()
    {
        Service service;
        Client client(service.listen());
        Deflated<Client> both(client);
        QVERIFY(client.send("compress\r\n" + both.packed("hello\r\nhello again\r\n")));
        QCOMPARE(client.line(), QByteArray("go"));
        QCOMPARE(both.line(), QByteArray("hello"));
        QCOMPARE(both.line(), QByteArray("hello again"));
    }

    void inCrumbs()
    {
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("compress"), QByteArray("go"));
        Deflated<Client> both(client);
        for (int i = 0; i < 50; ++i) {
            const QByteArray line = "line " + QByteArray::number(i * 7919);
            for (const char c : both.packed(line + "\r\n"))
                QVERIFY(client.send(QByteArray(1, c)));
            QCOMPARE(both.line(), line);
        }
    }

    /// After a rest both sides go on; the client refers to what it said before.
    void afterARest()
    {
        Seen seen;
        Service service({},
            [&seen](Stream *stream) -> Stream::Handler * { return new Patient(stream, seen); });
        Client client(service.listen());
        QCOMPARE(client.ask("compress"), QByteArray("go"));
        Deflated<Client> both(client);
        QByteArray line;
        for (int i = 0; i < 2000; ++i)
            line += QByteArray::number(i * 7919 % 10007, 36);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(both.ask(line), line);
            QCOMPARE(both.ask("deadline 1500"), QByteArray("timeout")); // Longer than it takes.
        }
        QVERIFY(both.packed(line).size() < line.size() / 4);
    }

    void slowReader()
    {
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("compress"), QByteArray("go"));
        Deflated<Client> both(client);
        QVERIFY(both.send("pour 200000000\r\n"));
        QTRY_VERIFY_WITH_TIMEOUT(service.seen.drained > 3, Patience);
        QVERIFY(service.seen.mostUnsent < Stream::HighWater + 2 * 40'000);
        QCOMPARE(both.bytes(200'000'000).size(), 200'000'000);
        QCOMPARE(both.ask("hello"), QByteArray("hello"));
    }

    /// 64 MiB in 64 KiB: no more of it is made than there is room for, and others have their turn.
    void bomb()
    {
        Service service;
        const quint16 port = service.listen();
        Client client(port);
        QCOMPARE(client.ask("compress"), QByteArray("go"));
        Deflated<Client> both(client);
        QVERIFY(both.send(QByteArray(64 * 1024 * 1024, 'x')));
        constexpr qint64 Limit = 64 * 1024;
        QTRY_VERIFY_WITH_TIMEOUT(service.seen.mostInput > Limit, Patience);
        Client other(port);
        QCOMPARE(other.ask("hello"), QByteArray("hello"));
        QVERIFY(service.seen.mostInput <= Limit + 16 * 1024);
        QVERIFY(service.registry.list().constFirst()->contentIn <= Limit + 16 * 1024);
    }

    /// All of it comes to whoever takes it, although it is far more than is read at once.
    void muchFromLittle()
    {
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("compress"), QByteArray("go"));
        Deflated<Client> both(client);
        const QByteArray lines = (QByteArray(998, 'x') + "\r\n").repeated(4000);
        QVERIFY(both.send(lines));
        QVERIFY(both.bytes(lines.size()) == lines);
        QVERIFY(service.seen.mostInput <= 80 * 1024);
        QVERIFY(service.registry.list().constFirst()->bytesIn < 40'000);
    }

    void damaged_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("not compressed") << QByteArray("a1 NOOP\r\n");
        QTest::newRow("no block") << QByteArray("\xff\xff\xff\xff", 4);
        QTest::newRow("wrong length") << QByteArray("\x00\x01\x00\x00\x00", 5);
        QTest::newRow("behind the end") << QByteArray("\x03\x00x", 3);
    }
    void damaged()
    {
        QFETCH(QByteArray, bytes);
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("compress"), QByteArray("go"));
        QVERIFY(client.send(bytes));
        QVERIFY(client.rest().isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
        QCOMPARE(service.seen.received, 1);
    }

    void theEnd()
    {
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("compress"), QByteArray("go"));
        Deflated<Client> both(client);
        QVERIFY(both.send("hello\r\nhello again\r\n"));
        client.shutdown();
        QCOMPARE(both.line(), QByteArray("hello"));
        QCOMPARE(both.line(), QByteArray("hello again"));
        QVERIFY(both.line().isEmpty());
        QCOMPARE(service.seen.ended, 1);
    }
};

QTEST_GUILESS_MAIN(TestStreamCompress)
#include "tst_streamcompress.moc"
