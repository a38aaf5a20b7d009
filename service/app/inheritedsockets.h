// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QStringList>

#include <utility>
#include <vector>

namespace digidig::app {

/// Listening sockets that whoever started the service has opened for it (sd_listen_fds_with_names(3)): they stand in
/// for the addresses of the configuration, and clients wait in them while the service starts anew.
class InheritedSockets
{
public:
    InheritedSockets() = default;
    InheritedSockets(InheritedSockets &&other) noexcept = default;
    InheritedSockets &operator=(InheritedSockets &&other) = delete;
    /// Closes what nobody took.
    ~InheritedSockets();

    /// Takes them over, once, before there are threads. Invalid (`wrong_configuration`) when one is no listening
    /// stream socket or is named otherwise than @p names.
    [[nodiscard]] static core::Result<InheritedSockets> receive(const QStringList &names);

    [[nodiscard]] bool has(const QString &name) const;
    /// The next one of that name, non-blocking, for the caller to close; -1: there is none left.
    [[nodiscard]] int take(const QString &name);
    /// The path of a Unix socket; empty for others.
    [[nodiscard]] static QString pathOf(int descriptor);

private:
    std::vector<std::pair<QString, int>> m_sockets;
};

} // namespace digidig::app
