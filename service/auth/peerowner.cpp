// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/peerowner.h"

#include <QtCore/QFile>
#include <QtCore/QtEndian>

#include <array>

#include <arpa/inet.h>
#include <cstring>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace digidig::auth {

namespace {

/// An end of a connection in network order, IPv4-mapped addresses as IPv4.
struct End {
    std::array<quint32, 4> address{};
    quint16 port = 0; // network order
    bool v4 = true;

    static End of(const QHostAddress &host, quint16 port)
    {
        End end;
        end.port = qToBigEndian(port);
        bool isV4 = false;
        const quint32 v4 = host.toIPv4Address(&isV4);
        if (isV4) {
            end.address[0] = qToBigEndian(v4);
        } else {
            end.v4 = false;
            const Q_IPV6ADDR v6 = host.toIPv6Address();
            std::memcpy(end.address.data(), &v6, sizeof v6);
        }
        return end;
    }
};

class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

/// One exact look-up by netlink: costs the same however many sockets there are.
std::optional<uid_t> bySockDiag(const End &owned, const End &ours)
{
    const Descriptor netlink(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG));
    if (netlink.get() < 0)
        return std::nullopt;
    struct {
        nlmsghdr header;
        inet_diag_req_v2 diag;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    request.header.nlmsg_flags = NLM_F_REQUEST;
    request.diag.sdiag_family = quint8(owned.v4 ? AF_INET : AF_INET6);
    request.diag.sdiag_protocol = IPPROTO_TCP;
    request.diag.idiag_states = ~0U;
    request.diag.id.idiag_sport = owned.port;
    request.diag.id.idiag_dport = ours.port;
    std::memcpy(request.diag.id.idiag_src, owned.address.data(), sizeof owned.address);
    std::memcpy(request.diag.id.idiag_dst, ours.address.data(), sizeof ours.address);
    request.diag.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
    request.diag.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    if (::send(netlink.get(), &request, sizeof request, 0) != ssize_t(sizeof request))
        return std::nullopt;

    alignas(nlmsghdr) std::array<char, 4096> reply{};
    const ssize_t got = ::recv(netlink.get(), reply.data(), reply.size(), 0);
    if (got < ssize_t(NLMSG_LENGTH(sizeof(inet_diag_msg))))
        return std::nullopt;
    const auto *header = reinterpret_cast<const nlmsghdr *>(reply.data());
    if (header->nlmsg_type != SOCK_DIAG_BY_FAMILY)
        return std::nullopt;
    const auto *message = reinterpret_cast<const inet_diag_msg *>(NLMSG_DATA(header));
    if (message->id.idiag_sport != owned.port || message->id.idiag_dport != ours.port)
        return std::nullopt;
    return uid_t(message->idiag_uid);
}

QByteArray procForm(const End &end)
{
    QByteArray text;
    for (int i = 0; i < (end.v4 ? 1 : 4); ++i)
        text += QByteArray::number(end.address[size_t(i)], 16).rightJustified(8, '0');
    return text.toUpper() + ':'
        + QByteArray::number(qFromBigEndian(end.port), 16).rightJustified(4, '0').toUpper();
}

/// For kernels without sock_diag (some containers): reads the table, at most 4 MiB of it.
std::optional<uid_t> byProcTable(const End &owned, const End &ours)
{
    QFile table(owned.v4 ? QStringLiteral("/proc/self/net/tcp") : QStringLiteral("/proc/self/net/tcp6"));
    if (!table.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray wanted = procForm(owned) + ' ' + procForm(ours);
    for (qint64 seen = 0; seen < 4 * 1024 * 1024;) {
        const QByteArray line = table.readLine(512);
        if (line.isEmpty())
            break;
        seen += line.size();
        if (!line.contains(wanted))
            continue;
        const QList<QByteArray> fields = line.simplified().split(' ');
        bool ok = false;
        const uint uid = fields.size() > 7 ? fields[7].toUInt(&ok) : 0;
        return ok ? std::optional<uid_t>(uid) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

std::optional<uid_t> peerOwner(
    const QHostAddress &peer, quint16 peerPort, const QHostAddress &local, quint16 localPort)
{
    const End owned = End::of(peer, peerPort);
    const End ours = End::of(local, localPort);
    if (const auto uid = bySockDiag(owned, ours))
        return uid;
    return byProcTable(owned, ours);
}

} // namespace digidig::auth
