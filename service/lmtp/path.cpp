// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/path.h"

#include <algorithm>

namespace digidig::lmtp {

namespace {

bool isControl(char c)
{
    return (c >= 0 && c < ' ') || c == '\x7f';
}

/// `atext` and what RFC 6531 adds, and the dot, wherever it stands: real addresses have it at odd
/// places.
bool isAtom(char c)
{
    return !isControl(c) && c != ' ' && !QByteArrayView("()<>[]:;@\\,\"").contains(c);
}

bool isInDomain(char c)
{
    return isAtom(c) && c != '/' && c != '!' && c != '%';
}

/// The bytes of @p input up to the first that @p belongs refuses.
template <typename F>
QByteArrayView takeWhile(QByteArrayView &input, F belongs)
{
    const auto end = std::find_if_not(input.begin(), input.end(), belongs);
    const auto taken = input.first(end - input.begin());
    input = input.sliced(taken.size());
    return taken;
}

/// A quoted string without its quotes and backslashes; nothing when it does not end.
std::optional<QByteArray> takeQuoted(QByteArrayView &input)
{
    QByteArray text;
    for (qsizetype i = 1; i < input.size(); ++i) {
        char c = input[i];
        if (c == '"') {
            input = input.sliced(i + 1);
            return text;
        }
        if (c == '\\' && ++i < input.size())
            c = input[i];
        if (isControl(c))
            return std::nullopt;
        text += c;
    }
    return std::nullopt;
}

/// A domain, or an address in brackets.
QByteArrayView takeDomain(QByteArrayView &input)
{
    if (!input.startsWith('['))
        return takeWhile(input, isInDomain);
    const qsizetype end = input.indexOf(']');
    const auto literal = input.first(end + 1);
    if (!std::all_of(
            literal.begin(), literal.end(), [](char c) { return c > ' ' && c <= '~' && c != '<'; }))
        return {};
    input = input.sliced(literal.size());
    return literal;
}

/// `@one,@two:` in front, which is to be passed over (RFC 5321 §4.1.1.3).
bool skipRoute(QByteArrayView &input)
{
    if (!input.startsWith('@'))
        return true;
    const qsizetype colon = input.indexOf(':');
    const auto route = input.first(qMax<qsizetype>(colon, 0));
    if (colon < 0 || !std::all_of(route.begin(), route.end(), [](char c) {
            return isInDomain(c) || c == '@' || c == ',';
        }))
        return false;
    input = input.sliced(colon + 1);
    return true;
}

} // namespace

bool Path::isAscii() const
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

QString Path::address() const
{
    return domain.isEmpty() ? local : local + u'@' + domain;
}

std::optional<Path> takePath(QByteArrayView &input)
{
    QByteArrayView rest = input;
    if (!rest.startsWith('<'))
        return std::nullopt;
    rest = rest.sliced(1);
    if (rest.startsWith('>')) {
        input = rest.sliced(1);
        return Path{};
    }
    if (!skipRoute(rest))
        return std::nullopt;
    const QByteArrayView begin = rest;
    const auto local = rest.startsWith('"') ? takeQuoted(rest)
                                            : std::optional(takeWhile(rest, isAtom).toByteArray());
    if (!local || local->isEmpty())
        return std::nullopt;
    QByteArrayView domain;
    if (rest.startsWith('@')) {
        rest = rest.sliced(1);
        domain = takeDomain(rest);
        if (domain.isEmpty())
            return std::nullopt;
    }
    const QByteArrayView text = begin.first(begin.size() - rest.size());
    if (!rest.startsWith('>') || !text.isValidUtf8())
        return std::nullopt;
    input = rest.sliced(1);
    return Path{text.toByteArray(), QString::fromUtf8(*local), QString::fromUtf8(domain)};
}

} // namespace digidig::lmtp
