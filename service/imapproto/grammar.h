// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QStringView>

namespace digidig::imapproto {

// Classes of bytes in RFC 9051 §9.

/// ATOM-CHAR: CHAR but `atom-specials`.
[[nodiscard]] constexpr bool isAtomChar(char c)
{
    if (c <= ' ' || c >= '\x7f') // 8-bit is negative or above.
        return false;
    switch (c) {
    case '(':
    case ')':
    case '{':
    case '%':
    case '*':
    case '"':
    case '\\':
    case ']':
        return false;
    default:
        return true;
    }
}

/// ASTRING-CHAR: ATOM-CHAR and `resp-specials`.
[[nodiscard]] constexpr bool isAstringChar(char c)
{
    return isAtomChar(c) || c == ']';
}

/// `list-char`: ATOM-CHAR, `list-wildcards` and `resp-specials`.
[[nodiscard]] constexpr bool isListChar(char c)
{
    return isAstringChar(c) || c == '%' || c == '*';
}

[[nodiscard]] constexpr bool isTagChar(char c)
{
    return isAstringChar(c) && c != '+';
}

[[nodiscard]] constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// `flag` of RFC 9051 §9: an atom, perhaps after a backslash.
[[nodiscard]] bool isFlag(QStringView text);

} // namespace digidig::imapproto
