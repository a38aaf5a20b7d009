// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/command.h"

#include <QtCore/QByteArrayList>

#include <algorithm>

namespace digidig::lmtp {

namespace {

constexpr qsizetype MaxDigits = 18;

Wrong syntax(const QByteArray &text)
{
    return {{501, "5.5.4", text}};
}

bool is(QByteArrayView word, QByteArrayView name)
{
    return word.compare(name, Qt::CaseInsensitive) == 0;
}

void skipSpaces(QByteArrayView &rest)
{
    while (rest.startsWith(' '))
        rest = rest.sliced(1);
}

/// The next word, and the spaces around it.
QByteArrayView takeWord(QByteArrayView &rest)
{
    skipSpaces(rest);
    const qsizetype space = rest.indexOf(' ');
    const QByteArrayView word = space < 0 ? rest : rest.first(space);
    rest = rest.sliced(word.size());
    skipSpaces(rest);
    return word;
}

std::optional<qint64> number(QByteArrayView digits)
{
    if (digits.isEmpty() || digits.size() > MaxDigits
        || !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return digits.toByteArray().toLongLong();
}

/// `FROM:` or `TO:` and the path behind it.
std::optional<Path> takeAddressed(QByteArrayView &rest, QByteArrayView label)
{
    skipSpaces(rest);
    if (!is(rest.first(qMin(label.size(), rest.size())), label))
        return std::nullopt;
    rest = rest.sliced(label.size());
    skipSpaces(rest);
    auto path = takePath(rest);
    if (path && !rest.isEmpty() && !rest.startsWith(' '))
        return std::nullopt;
    return path;
}

Command lhlo(QByteArrayView rest)
{
    const QByteArrayView name = takeWord(rest);
    if (name.isEmpty() || name.size() > 255 || !rest.isEmpty()
        || !std::all_of(name.begin(), name.end(), [](char c) {
               return c > ' ' && c <= '~' && !QByteArrayView("()<>@,;\\\"").contains(c);
           }))
        return syntax("Say LHLO and your name");
    return Lhlo{name.toByteArray()};
}

Command mail(QByteArrayView rest)
{
    auto path = takeAddressed(rest, "FROM:");
    if (!path)
        return Wrong{{501, "5.1.7", "Say MAIL FROM:<sender>"}};
    Mail mail{*std::move(path)};
    while (!rest.isEmpty()) {
        const QByteArrayView parameter = takeWord(rest);
        const qsizetype equals = parameter.indexOf('=');
        const QByteArrayView name = equals < 0 ? parameter : parameter.first(equals);
        const QByteArrayView value = equals < 0 ? QByteArrayView() : parameter.sliced(equals + 1);
        if (is(name, "SIZE")) {
            mail.size = number(value);
            if (!mail.size)
                return syntax("SIZE is a number of bytes");
        } else if (is(name, "BODY")) {
            if (!is(value, "7BIT") && !is(value, "8BITMIME"))
                return syntax("BODY is 7BIT or 8BITMIME");
        } else if (is(name, "SMTPUTF8") && equals < 0) {
            mail.utf8 = true;
        } else if (!parameter.isEmpty()) {
            return Wrong{{555, "5.5.4", "MAIL has no such parameter here"}};
        }
    }
    return mail;
}

Command rcpt(QByteArrayView rest)
{
    auto path = takeAddressed(rest, "TO:");
    if (!path || path->isNull())
        return Wrong{{501, "5.1.3", "Say RCPT TO:<recipient>"}};
    skipSpaces(rest);
    if (!rest.isEmpty())
        return Wrong{{555, "5.5.4", "RCPT has no such parameter here"}};
    return Rcpt{*std::move(path)};
}

Command bdat(QByteArrayView rest)
{
    const auto bytes = number(takeWord(rest));
    const QByteArrayView last = takeWord(rest);
    // Without the length nobody knows where the next command begins.
    if (!bytes || !rest.isEmpty() || !(last.isEmpty() || is(last, "LAST")))
        return Wrong{{501, "5.5.4", "Say BDAT and the number of bytes"}, true};
    return Bdat{*bytes, !last.isEmpty()};
}

template <typename T>
Command bare(QByteArrayView rest)
{
    if (!rest.isEmpty())
        return syntax("This command has no arguments");
    return T{};
}

} // namespace

Command parseCommand(QByteArrayView line)
{
    if (std::any_of(
            line.begin(), line.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }))
        return Wrong{{500, "5.5.2", "There are control characters in this line"}};
    while (line.endsWith(' '))
        line = line.chopped(1);
    QByteArrayView rest = line;
    const QByteArrayView verb = takeWord(rest);
    if (is(verb, "LHLO"))
        return lhlo(rest);
    if (is(verb, "MAIL"))
        return mail(rest);
    if (is(verb, "RCPT"))
        return rcpt(rest);
    if (is(verb, "DATA"))
        return bare<Data>(rest);
    if (is(verb, "BDAT"))
        return bdat(rest);
    if (is(verb, "RSET"))
        return bare<Rset>(rest);
    if (is(verb, "NOOP"))
        return Noop{};
    if (is(verb, "QUIT"))
        return bare<Quit>(rest);
    if (is(verb, "VRFY"))
        return Vrfy{};
    if (is(verb, "HELP"))
        return Help{};
    if (is(verb, "STARTTLS"))
        return bare<StartTls>(rest);
    if (is(verb, "HELO") || is(verb, "EHLO")) // RFC 2033 §4.1
        return Wrong{{500, "5.5.1", "This is LMTP: say LHLO"}};
    return Wrong{{500, "5.5.1", "There is no such command here"}};
}

} // namespace digidig::lmtp
