// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/inheritedsockets.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <algorithm>
#include <cstdlib>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace digidig::app {

namespace {

core::Error wrongSocket(const QString &name, const QString &why)
{
    return {core::Errc::Invalid,
        QCoreApplication::translate("app", "inherited socket %1: %2").arg(name, why), {},
        "wrong_configuration"};
}

} // namespace

InheritedSockets::~InheritedSockets()
{
    for (const auto &[name, descriptor] : m_sockets)
        ::close(descriptor);
}

core::Result<InheritedSockets> InheritedSockets::receive(const QStringList &names)
{
    InheritedSockets sockets;
    char **given = nullptr;
    const int count = ::sd_listen_fds_with_names(1, &given);
    for (int i = 0; i < count; ++i) {
        sockets.m_sockets.emplace_back(QString::fromLocal8Bit(given[i]), SD_LISTEN_FDS_START + i);
        std::free(given[i]);
    }
    std::free(given);
    for (const auto &[name, descriptor] : sockets.m_sockets) {
        if (!names.contains(name)) {
            return wrongSocket(name,
                QCoreApplication::translate("app", "its name must be one of %1")
                    .arg(names.join(QStringLiteral(", "))));
        }
        if (::sd_is_socket(descriptor, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
            return wrongSocket(name, QCoreApplication::translate("app", "it does not listen"));
        ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    }
    return sockets;
}

bool InheritedSockets::has(const QString &name) const
{
    return std::any_of(m_sockets.begin(), m_sockets.end(), [&](const auto &one) { return one.first == name; });
}

int InheritedSockets::take(const QString &name)
{
    const auto it = std::find_if(
        m_sockets.begin(), m_sockets.end(), [&](const auto &one) { return one.first == name; });
    if (it == m_sockets.end())
        return -1;
    const int descriptor = it->second;
    m_sockets.erase(it);
    return descriptor;
}

QString InheritedSockets::pathOf(int descriptor)
{
    sockaddr_un name = {};
    socklen_t size = sizeof name;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr *>(&name), &size) != 0 || name.sun_family != AF_UNIX)
        return {};
    return QFile::decodeName(name.sun_path);
}

} // namespace digidig::app
