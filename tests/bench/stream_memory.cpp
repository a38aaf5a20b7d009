// SPDX-License-Identifier: GPL-3.0-or-later
// Prints how much memory of its own the process has for each idle connection of a line protocol, as
// JSON: plain, under each version of TLS, and compressed, after a few lines and after as many that
// the client may refer to 32 KiB of them. The clients live in another process.
//
// usage: bench_stream_memory [COUNT]     (2000)
#include "net/streamserver.h"
#include "net/tlscontext.h"

#include <openssl/ssl.h>
#include <zlib.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include <malloc.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace digidig;

namespace {

struct Order {
    quint16 port = 0;
    int version = 0; ///< Of TLS; 0: plain; -1: the end.
    int compressed = 0; ///< Bytes that are sent compressed; 0: nothing is.
    int count = 0;
};

[[noreturn]] void die(const char *what)
{
    std::perror(what);
    std::exit(1);
}

/// Lines of commands, no two of them the same.
QByteArray commands(int bytes)
{
    QByteArray lines;
    for (int i = 0; lines.size() < bytes; ++i)
        lines += "a" + QByteArray::number(i) + " UID FETCH " + QByteArray::number(i * 7919 % 10007)
            + " (FLAGS)\r\n";
    return lines;
}

void compressOne(int descriptor, int bytes)
{
    char answer[16 * 1024];
    if (::write(descriptor, "compress\r\n", 10) != 10 || ::read(descriptor, answer, 4) != 4)
        die("compress");
    z_stream out = {};
    z_stream in = {};
    deflateInit2(&out, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    inflateInit2(&in, -15);
    QByteArray lines = commands(bytes);
    QByteArray packed(lines.size() + 64, '\0');
    out.next_in = reinterpret_cast<Bytef *>(lines.data());
    out.avail_in = uInt(lines.size());
    out.next_out = reinterpret_cast<Bytef *>(packed.data());
    out.avail_out = uInt(packed.size());
    deflate(&out, Z_SYNC_FLUSH);
    const ssize_t size = packed.size() - ssize_t(out.avail_out);
    if (::write(descriptor, packed.constData(), size_t(size)) != size)
        die("compressed");
    // All of it comes back.
    for (qsizetype got = 0; got < lines.size();) {
        const ssize_t n = ::read(descriptor, answer, sizeof answer);
        if (n <= 0)
            die("echo");
        in.next_in = reinterpret_cast<Bytef *>(answer);
        in.avail_in = uInt(n);
        do {
            char room[16 * 1024];
            in.next_out = reinterpret_cast<Bytef *>(room);
            in.avail_out = sizeof room;
            (void)inflate(&in, Z_SYNC_FLUSH);
            got += qsizetype(sizeof room - in.avail_out);
        } while (in.avail_out == 0);
    }
    deflateEnd(&out);
    inflateEnd(&in);
}

void connectOne(const Order &order, SSL_CTX *context)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in name = {};
    name.sin_family = AF_INET;
    name.sin_port = htons(order.port);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (descriptor < 0
        || ::connect(descriptor, reinterpret_cast<sockaddr *>(&name), sizeof name) != 0)
        die("connect");
    char answer[64];
    constexpr char Line[] = "hello\r\n";
    constexpr int Size = sizeof Line - 1;
    if (order.compressed > 0)
        return compressOne(descriptor, order.compressed);
    if (order.version == 0) {
        if (::write(descriptor, Line, Size) != Size || ::read(descriptor, answer, Size) != Size)
            die("echo");
        return;
    }
    SSL *const ssl = SSL_new(context);
    SSL_set_fd(ssl, descriptor);
    if (SSL_connect(ssl) != 1 || SSL_write(ssl, Line, Size) != Size
        || SSL_read(ssl, answer, sizeof answer) != Size)
        die("TLS");
    // The connection stays, what speaks for it is not needed any more.
    SSL_set_quiet_shutdown(ssl, 1);
    SSL_free(ssl);
}

/// The other process: connects as it is told, and says when it has.
[[noreturn]] void runClients(int orders, int answers)
{
    for (Order order; ::read(orders, &order, sizeof order) == ssize_t(sizeof order);) {
        if (order.version < 0)
            break;
        SSL_CTX *const context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_max_proto_version(context, order.version);
        for (int i = 0; i < order.count; ++i)
            connectOne(order, context);
        SSL_CTX_free(context);
        if (::write(answers, "x", 1) != 1)
            break;
    }
    std::_Exit(0);
}

class Echo : public net::Stream::Handler {
public:
    explicit Echo(net::Stream *stream)
        : m_stream(stream)
    {
        m_stream->setDeadline(1'800'000);
    }
    void received() override
    {
        const QByteArray lines = m_stream->input().toByteArray();
        m_stream->consume(lines.size());
        if (lines != "compress\r\n")
            return m_stream->write(lines);
        m_stream->write("go\r\n");
        (void)m_stream->startCompression();
    }
    void drained() override { }
    void secured() override { }
    void timedOut() override { }
    void asked(bool) override { m_stream->abort(); }
    void closed() override { delete this; }

private:
    net::Stream *const m_stream;
};

/// Until what is compressed and idle has given back what it can; what the allocator keeps of that
/// for others is not counted.
void rest(int compressed)
{
    if (compressed == 0)
        return;
    ::usleep(1'500'000);
    ::malloc_trim(0);
}

qint64 anonymousMemory()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        die("/proc/self/status");
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("RssAnon:"))
            return line.simplified().split(' ').at(1).toLongLong() * 1024;
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const int count = argc > 1 ? std::atoi(argv[1]) : 2000;
    rlimit limit = {};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);

    int orders[2];
    int answers[2];
    if (::pipe(orders) != 0 || ::pipe(answers) != 0)
        die("pipe");
    const pid_t child = ::fork();
    if (child == 0)
        runClients(orders[0], answers[1]);

    const QCoreApplication application(argc, argv);
    QTemporaryDir directory;
    const auto tls = std::make_shared<net::TlsContext>();
    if (!tls->bootstrap(directory.path(), {}))
        die("certificate");
    net::ConnectionRegistry registry;
    net::StreamThreads threads(2);
    net::StreamServer server({.protocol = net::Protocol::Imap,
        .registry = &registry,
        .threads = &threads,
        .tls = tls,
        .handler = [](net::Stream *stream) -> net::Stream::Handler * { return new Echo(stream); }});
    net::StreamLimits limits;
    limits.maxConnections = 100 * count;
    server.setLimits(limits);
    const auto plain = server.listen(QStringLiteral("127.0.0.1"), 0, false);
    const auto secure = server.listen(QStringLiteral("127.0.0.1"), 0, true);
    if (!plain || !secure)
        die("listen");

    const auto connectMany = [&](int version, int compressed, int many) {
        const Order order = {version == 0 ? *plain : *secure, version, compressed, many};
        char done = 0;
        if (::write(orders[1], &order, sizeof order) != ssize_t(sizeof order)
            || ::read(answers[0], &done, 1) != 1)
            die("clients");
    };
    std::printf("{");
    const char *separator = "";
    struct Kind {
        const char *name;
        int version;
        int compressed;
    };
    for (const auto &[name, version, compressed] :
        {Kind{"plain", 0, 0}, Kind{"tls1.2", TLS1_2_VERSION, 0}, Kind{"tls1.3", TLS1_3_VERSION, 0},
            Kind{"compressed", 0, 500}, Kind{"compressed, 32 KiB said", 0, 40'000}}) {
        connectMany(version, compressed, 50); // what the first ones need for all
        rest(compressed);
        const qint64 before = anonymousMemory();
        connectMany(version, compressed, count);
        rest(compressed);
        const qint64 each = (anonymousMemory() - before) / count;
        std::printf("%s\"%s\": %lld", separator, name, static_cast<long long>(each));
        separator = ", ";
    }
    std::printf("}\n");
    const Order end = {0, -1, 0, 0};
    (void)!::write(orders[1], &end, sizeof end);
    ::waitpid(child, nullptr, 0);
    return 0;
}
