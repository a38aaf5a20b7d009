// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <initializer_list>
#include <limits>
#include <vector>

namespace digidig::config {

enum class Unit { None, Seconds, Days, Bytes };

/// The bounds of a whole number, both inclusive.
struct Range {
    qint64 min = std::numeric_limits<qint64>::min();
    qint64 max = std::numeric_limits<qint64>::max();
    Unit unit = Unit::None;
};

constexpr Range between(qint64 min, qint64 max, Unit unit = Unit::None)
{
    return {min, max, unit};
}

/// What a text (or an item of a list) may look like. `pattern` is an anchored ECMA 262 expression
/// that goes into the schema; `accepts` refines it where an expression cannot say it.
struct TextRule {
    const char *pattern = nullptr;
    const char *what =
        nullptr; ///< Completes "must be …"; marked for translation in context "config".
    bool (*accepts)(const QString &) = nullptr;
    bool number = false; ///< Digits are a JSON number; the empty text stays a text.
    std::vector<const char *> choices = {};
};

namespace rules {

TextRule oneOf(std::initializer_list<const char *> choices);
TextRule host(); ///< An address to bind: IPv4, IPv6 or a name.
TextRule server(); ///< The name or IPv4 address of a server, or empty.
TextRule serverAndPort(); ///< As server(), with `:port` behind it or without.
TextRule portOrOff(); ///< 0 to 65535, or empty: no such listener.
TextRule listenerOrOff(); ///< `host:port`, the absolute path of a socket, or empty.
TextRule redisUrl(); ///< redis://HOST[:PORT][/DATABASE], or empty.
TextRule httpUrl(); ///< An http or https URL without credentials, or empty.
TextRule absolutePath(); ///< An absolute path, or empty.
TextRule secret(); ///< A secret of 8 to 8192 printable characters, or empty.
TextRule token(); ///< A bearer token of 16 to 512 printable characters, or empty.
TextRule password(); ///< Up to 512 printable ASCII characters.
TextRule folderName(); ///< The name of one folder, without the hierarchy delimiter; may be empty.
TextRule delimiter(); ///< One character that divides the local part of an address, or empty.
TextRule headerRule(); ///< `Name: value`, the beginning of a header field, or empty.
TextRule domain(); ///< A mail domain.
TextRule origin(); ///< A web origin (RFC 6454): scheme, host and port, no path.
TextRule listenerName(); ///< What a listener is called: rest, imap, imaps or lmtp.
TextRule clientMapping(); ///< `email`, `cn` or `FINGERPRINT=ADDRESS`; see `tls_client_map`.
TextRule network(); ///< An IP address or a network in CIDR notation.

} // namespace rules

} // namespace digidig::config
