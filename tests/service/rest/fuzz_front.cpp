// SPDX-License-Identifier: GPL-3.0-or-later
// Guard and front as one, over real sockets: whatever a client sends, in pieces whose size the
// input chooses, each request that reaches the handler is well formed, what comes back is a row of
// answers, and the connection ends.
#include "fronttesting.h"

#include <QtCore/QCoreApplication>

#include <array>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

using namespace digidig;

namespace {

bool isToken(const QByteArray &name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z')
            || strchr("!#$%&'*+-.^_`|~", c);
    });
}

/// What the guard promises of a request that it lets pass.
void judge(const net::Request &request)
{
    if (!isToken(request.methodName) || !request.path.startsWith('/')
        || request.path.contains('\0'))
        qFatal("a request line that ought to be refused");
    if (request.content().size() != request.contentLength)
        qFatal("content of %lld bytes, announced as %lld", (long long)request.content().size(),
            (long long)request.contentLength);
    if (request.minorVersion == 1 && !request.headers.contains("Host"))
        qFatal("no Host");
    for (const auto &[name, value] : request.headers.all()) {
        if (!isToken(name) || value.contains('\0') || value.contains('\r') || value.contains('\n'))
            qFatal("a field that ought to be refused");
    }
}

class World {
public:
    World()
        : m_application(m_argc, m_argv.data())
        , m_server({.maxHeaderBytes = 4096, .maxBodyBytes = 32 * 1024})
    {
        std::signal(SIGPIPE, SIG_IGN);
        m_server.onRequest = [](const auto &request, const net::Reply &reply) {
            judge(*request);
            reply(test::Server::text(request->content().toByteArray()));
        };
    }

    void converse(QByteArrayView input, qsizetype piece) const
    {
        const int fd = connected();
        while (!input.isEmpty()) {
            const QByteArrayView sent = input.first(std::min(piece, input.size()));
            if (::send(fd, sent.data(), size_t(sent.size()), MSG_NOSIGNAL) != sent.size())
                break; // Refused, and closed already.
            input = input.sliced(sent.size());
        }
        ::shutdown(fd, SHUT_WR);
        const QByteArray answers = received(fd);
        ::close(fd);
        if (!answers.isEmpty() && !answers.startsWith("HTTP/1.1 "))
            qFatal("that is no answer: %s", answers.left(100).constData());
    }

private:
    [[nodiscard]] int connected() const
    {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_server.port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            qFatal("no connection");
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        // Closed without a state that would keep the port.
        const linger none{1, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        const timeval limit{20, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        return fd;
    }

    static QByteArray received(int fd)
    {
        QByteArray all;
        std::array<char, 65536> buffer;
        ssize_t got = 0;
        while ((got = ::recv(fd, buffer.data(), buffer.size(), 0)) > 0)
            all.append(buffer.data(), got);
        if (got < 0 && errno == EAGAIN)
            qFatal("the server neither answers nor closes");
        return all;
    }

    int m_argc = 1;
    std::array<char *, 2> m_argv{const_cast<char *>("fuzz"), nullptr};
    QCoreApplication m_application;
    test::Server m_server;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static World *const world = new World; // Lives as long as the process.
    if (size < 2 || size > 64 * 1024)
        return 0;
    const QByteArrayView input(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    world->converse(input, 1 + data[0] * 8);
    return 0;
}
