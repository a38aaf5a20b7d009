// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArrayView>

namespace digidig::net {

/// DIGIT, RFC 5234 B.1
constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// ALPHA, RFC 5234 B.1
constexpr bool isAlpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What a hexadecimal digit stands for; -1: it is none.
constexpr int hexValue(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// tchar, RFC 9110 §5.6.2
constexpr bool isTokenChar(char c)
{
    return isDigit(c) || isAlpha(c) || (c != '\0' && QByteArrayView("!#$%&'*+-.^_`|~").contains(c));
}

} // namespace digidig::net
