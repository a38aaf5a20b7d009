// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/imaphost.h"
#include "auth/passwords.h"
#include "auth/throttle.h"
#include "core/awaited.h"
#include "store/store.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTemporaryDir>

#include <array>
#include <csignal>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

// Whole sessions: what a client sends, against the real listener and a real store. The input is the
// conversation after a login; whatever it is, the server answers, closes, and goes on.

using namespace digidig;

namespace {

const QString Address = QStringLiteral("fuzz@example.org");
const QByteArray Password = "a password for fuzzing";

/// The service's IMAP side, once for all inputs.
class World {
public:
    World()
        : m_application(m_argc, m_argv.data())
        , m_config(*config::Config::load(
              {.environment = {{QStringLiteral("IMAP_STATE_DIR"), m_directory.path()},
                   {QStringLiteral("IMAP_HOSTNAME"), QStringLiteral("127.0.0.1")},
                   {QStringLiteral("IMAP_PROTOCOL_PORT"), QStringLiteral("0")},
                   {QStringLiteral("IMAP_S_PROTOCOL_PORT"), QString()},
                   {QStringLiteral("IMAP_MAX_CONNECTIONS"), QStringLiteral("1000")},
                   {QStringLiteral("IMAP_PASSWORD_CACHE_SECONDS"), QStringLiteral("3600")},
                   {QStringLiteral("IMAP_MAX_MESSAGE_BYTES"), QStringLiteral("1M")}}}))
        , m_store(*store::Store::open({.stateDir = m_directory.path()}))
    {
        std::signal(SIGPIPE, SIG_IGN);
        const auto account = core::awaited<mail::Account>([this](auto done) {
            m_store->createAccount(Address, *auth::hashPassword(Password), 0, std::move(done));
        });
        if (!account)
            qFatal("no account");
        m_host = std::make_unique<app::ImapHost>(
            app::ImapHost::Parts{*m_config, *m_store, *m_store, *m_store, *m_store, m_throttle,
                nullptr, [] { return mail::DeliveryPolicy{}; }, m_workers, m_connections, {}});
        m_store->setObserver([this](const mail::Changes &changes) { m_host->note(changes); });
        if (const auto started = m_host->start(); !started)
            qFatal("%s", qPrintable(started.error().message));
    }

    void converse(QByteArrayView input) const
    {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(*m_host->ports().imap);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            qFatal("no connection");
        const timeval limit{20, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        const QByteArray login =
            "l LOGIN " + Address.toLatin1() + " \"" + Password + "\"\r\nb SELECT INBOX\r\n";
        (void)!::send(fd, login.constData(), size_t(login.size()), MSG_NOSIGNAL);
        (void)!::send(fd, input.data(), size_t(input.size()), MSG_NOSIGNAL);
        ::shutdown(fd, SHUT_WR);
        std::array<char, 65536> sink;
        ssize_t got = 0;
        while ((got = ::recv(fd, sink.data(), sink.size(), 0)) > 0) { }
        if (got < 0 && errno == EAGAIN)
            qFatal("the server neither answers nor closes");
        ::close(fd);
    }

private:
    int m_argc = 1;
    std::array<char *, 2> m_argv{const_cast<char *>("fuzz"), nullptr};
    QCoreApplication m_application;
    QTemporaryDir m_directory;
    std::unique_ptr<config::Config> m_config;
    std::unique_ptr<store::Store> m_store;
    auth::Throttle m_throttle;
    QThreadPool m_workers;
    net::ConnectionRegistry m_connections;
    std::unique_ptr<app::ImapHost> m_host;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static World *const world = new World; // Lives as long as the process.
    world->converse({reinterpret_cast<const char *>(data), qsizetype(size)});
    return 0;
}
