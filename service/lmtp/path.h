// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <optional>

namespace digidig::lmtp {

/// The address of an envelope (RFC 5321 §4.1.2), in UTF-8 where SMTPUTF8 allows it (RFC 6531 §3.3).
struct Path {
    QByteArray text; ///< As it was written, without angle brackets and source route; empty: the
                     ///< null path `<>`.
    QString local; ///< Without the quotes and backslashes of a quoted string.
    QString domain; ///< Empty where there is none (`<Postmaster>`).

    [[nodiscard]] bool isNull() const { return text.isEmpty(); }
    [[nodiscard]] bool isAscii() const;
    /// `local@domain`.
    [[nodiscard]] QString address() const;
    bool operator==(const Path &) const = default;
};

/// Takes a path in angle brackets off the front of @p input; nothing when there is none. Whatever
/// comes of it has no controls, is UTF-8, and can stand in a header field.
[[nodiscard]] std::optional<Path> takePath(QByteArrayView &input);

} // namespace digidig::lmtp
