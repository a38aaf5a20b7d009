// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>

#include <functional>

namespace digidig::console {

/// Tokens in the keychain of the desktop, by the address of the service. Where there is no keychain nothing is
/// kept: never in a file.
class Keychain {
public:
    /// @p done gets the token, empty when there is none, on this thread, later.
    static void read(const QString &url, const QObject *receiver, std::function<void(const QString &token)> done);
    /// @p done gets whether it is kept.
    static void write(const QString &url, const QString &token, const QObject *receiver, std::function<void(bool kept)> done);
    static void remove(const QString &url);
};

} // namespace digidig::console
