// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QString>

namespace digidig::imapclient {

/// Whose mail is fetched where: `imap://user@host[:port][/folder]` or `imaps://` (RFC 5092 §11,
/// without sections, messages and AUTH).
struct ServerAddress {
    bool implicitTls = false; ///< TLS from the first byte on; else STARTTLS.
    QString host;
    quint16 port = 143;
    QString user;
    QString folder; ///< Levels parted by `/`; empty: all folders.

    /// Whether @p text is meant to be one.
    [[nodiscard]] static bool looksLike(const QString &text);
    /// Invalid when it is none, or has a password in it: command lines are seen by everybody.
    [[nodiscard]] static core::Result<ServerAddress> parse(const QString &text);

    /// `imap://host:143`: the server, without who asks for what.
    [[nodiscard]] QString server() const;
};

} // namespace digidig::imapclient
