// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QUrl>

class QSettings;

namespace digidig::console {

/// A service that was connected to, as it is remembered. The token is in the keychain, never here.
struct Profile {
    QString url = {}; ///< Names it.
    bool readOnly = false;
    bool keepToken = false; ///< The keychain has one.
    QByteArray pinnedSha256 = {}; ///< Of the certificate; empty: none is pinned.

    /// @p text as typed, made an address: a missing scheme is http on this machine and https elsewhere. Invalid
    /// when it is none.
    [[nodiscard]] static QUrl addressFrom(const QString &text);
};

/// The remembered services, the one used last first.
class Profiles {
public:
    static constexpr int Kept = 20;

    explicit Profiles(QSettings &settings);
    [[nodiscard]] const QList<Profile> &all() const { return m_all; }
    [[nodiscard]] Profile find(const QString &url) const;
    /// Puts @p profile first.
    void remember(const Profile &profile);
    void forget(const QString &url);

private:
    void save();

    QSettings &m_settings;
    QList<Profile> m_all;
};

} // namespace digidig::console
