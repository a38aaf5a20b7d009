// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/acceptor.h"

#include "core/clock.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QSocketNotifier>
#include <QtCore/QTimer>
#include <QtNetwork/QHostAddress>

#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace digidig::net {

namespace {

constexpr int AtOnce = 64; ///< Clients taken before others of the thread have their turn.
constexpr quint16 FirstFreePort = 1024;

class Descriptor {
public:
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)
    [[nodiscard]] int get() const { return m_number; }
    [[nodiscard]] int release() { return std::exchange(m_number, -1); }

private:
    int m_number;
};

core::Error cannotListen(const QString &where, int error, quint16 port)
{
    QString advice;
    if (error == EACCES && port > 0 && port < FirstFreePort) {
        advice = QCoreApplication::translate("net",
            "ports below 1024 need root, or a program with the capability cap_net_bind_service; or "
            "choose "
            "another port");
    } else if (error == EADDRINUSE) {
        advice = QCoreApplication::translate(
            "net", "another program listens there already; stop it, or choose another port");
    } else {
        advice = QString::fromLocal8Bit(std::strerror(error));
    }
    return {core::Errc::Unavailable,
        QCoreApplication::translate("net", "cannot listen on %1: %2").arg(where, advice),
        QString::fromLocal8Bit(std::strerror(error)), {}, {}};
}

/// The inode of the socket at @p path; 0: there is none.
quint64 socketInode(const QByteArray &path)
{
    struct stat status { };
    return ::lstat(path.constData(), &status) == 0 && S_ISSOCK(status.st_mode) ? status.st_ino : 0;
}

} // namespace

core::Result<int> Acceptor::listen(const QString &host, quint16 port)
{
    QHostAddress address;
    if (host == u"localhost")
        address = QHostAddress::LocalHost;
    else if (!address.setAddress(host)) {
        return {core::Errc::Invalid,
            QCoreApplication::translate("net", "%1 is no address to listen on").arg(host)};
    }
    const bool isV6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    const QString where = QStringLiteral("%1 port %2").arg(host).arg(port);
    Descriptor socket(
        ::socket(isV6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.get() < 0)
        return cannotListen(where, errno, port);
    const int on = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    int bound = -1;
    if (isV6) {
        // As QTcpServer has it: an IPv6 address stands for IPv6 alone.
        ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
        sockaddr_in6 name = {};
        name.sin6_family = AF_INET6;
        name.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&name.sin6_addr, &bytes, sizeof name.sin6_addr);
        name.sin6_scope_id = address.scopeId().toUInt();
        bound = ::bind(socket.get(), reinterpret_cast<const sockaddr *>(&name), sizeof name);
    } else {
        sockaddr_in name = {};
        name.sin_family = AF_INET;
        name.sin_port = htons(port);
        name.sin_addr.s_addr = htonl(address.toIPv4Address());
        bound = ::bind(socket.get(), reinterpret_cast<const sockaddr *>(&name), sizeof name);
    }
    if (bound != 0 || ::listen(socket.get(), SOMAXCONN) != 0)
        return cannotListen(where, errno, port);
    return socket.release();
}

core::Result<int> Acceptor::listenLocal(const QString &path)
{
    const QByteArray file = QFile::encodeName(path);
    sockaddr_un name = {};
    name.sun_family = AF_UNIX;
    if (file.isEmpty() || size_t(file.size()) >= sizeof name.sun_path) {
        return {core::Errc::Invalid,
            QCoreApplication::translate("net", "%1 is no path for a socket").arg(path)};
    }
    std::memcpy(name.sun_path, file.constData(), size_t(file.size()));
    const auto *const to = reinterpret_cast<const sockaddr *>(&name);
    constexpr int Kind = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
    if (socketInode(file) != 0) {
        const Descriptor probe(::socket(AF_UNIX, Kind, 0));
        if (::connect(probe.get(), to, sizeof name) == 0 || errno == EAGAIN)
            return cannotListen(path, EADDRINUSE, 0);
        ::unlink(file.constData());
    }
    Descriptor socket(::socket(AF_UNIX, Kind, 0));
    // Before bind() it limits what the socket begins with; the umask may take more away.
    constexpr mode_t Mode = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP;
    if (socket.get() < 0 || ::fchmod(socket.get(), Mode) != 0
        || ::bind(socket.get(), to, sizeof name) != 0 || ::chmod(file.constData(), Mode) != 0
        || ::listen(socket.get(), SOMAXCONN) != 0)
        return cannotListen(path, errno, 0);
    return socket.release();
}

Acceptor::Acceptor(int descriptor, QString localPath, Take take, QByteArray busy)
    : m_descriptor(descriptor)
    , m_localPath(std::move(localPath))
    , m_take(std::move(take))
    , m_busy(std::move(busy))
{
    if (!m_localPath.isEmpty())
        m_localInode = socketInode(QFile::encodeName(m_localPath));
}

Acceptor::~Acceptor()
{
    delete m_notifier;
    const QByteArray path = QFile::encodeName(m_localPath);
    if (m_localInode != 0 && socketInode(path) == m_localInode)
        ::unlink(path.constData());
    ::close(m_descriptor);
}

void Acceptor::start()
{
    m_timer = new QTimer(this);
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &Acceptor::sweep);
    m_notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &Acceptor::acceptSome);
}

void Acceptor::acceptSome()
{
    for (int i = 0; i < AtOnce; ++i) {
        const int client = ::accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (client < 0) {
            switch (errno) {
            case EAGAIN:
                return;
            case EMFILE:
            case ENFILE:
            case ENOBUFS:
            case ENOMEM:
                return rest();
            default: // The client has gone, or its network has.
                continue;
            }
        }
        if (const auto words = m_take(client)) {
            m_doorkeeper.turnAway(client, *words);
            if (m_doorkeeper.isWaiting() && !m_timer->isActive())
                m_timer->start(int(Doorkeeper::TickMs));
        }
    }
}

void Acceptor::rest()
{
    m_doorkeeper.descriptorsExhausted(
        m_descriptor, [this](int client) { m_doorkeeper.turnAway(client, m_busy); });
    m_notifier->setEnabled(false);
    m_timer->start(int(Doorkeeper::AcceptPauseMs));
}

void Acceptor::sweep()
{
    m_doorkeeper.release(core::monotonicMs());
    m_notifier->setEnabled(true);
    if (m_doorkeeper.isWaiting())
        m_timer->start(int(Doorkeeper::TickMs));
}

} // namespace digidig::net
