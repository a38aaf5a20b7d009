// SPDX-License-Identifier: GPL-3.0-or-later
// The tokens that mean something: sets, dates, mailbox names, flags.
#include "imapproto/grammar.h"
#include "imapproto/mutf7.h"
#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Scanner::sequenceSet(SequenceSet &set)
{
    const QByteArrayView text = takeWhile(
        [](char c) { return isDigit(c) || c == ',' || c == ':' || c == '*' || c == '$'; });
    auto reason = SequenceSet::Fault::None;
    auto parsed = SequenceSet::parse(text, &reason);
    if (!parsed) {
        return fail(reason == SequenceSet::Fault::TooMany ? "Sequence set has too many ranges"
                                                          : "Expected a sequence set");
    }
    set = *std::move(parsed);
    return true;
}

bool Scanner::uidSet(NumberRanges &set)
{
    SequenceSet read;
    if (!sequenceSet(read))
        return false;
    if (read.isSaved() || read.hasStar())
        return fail("Expected a set of plain numbers");
    set = read.numbers();
    return true;
}

bool Scanner::date(Day &day)
{
    const bool isQuoted = skip('"');
    const QByteArrayView text = takeWhile(isAtomChar);
    const auto parsed = parseDate(text);
    if (!parsed)
        return fail("Expected a date such as 1-Feb-1994");
    day = *parsed;
    return !isQuoted || expect('"');
}

bool Scanner::dateTime(qint64 &ms)
{
    QByteArray text;
    if (!quoted(text))
        return false;
    const auto parsed = parseDateTime(text);
    if (!parsed)
        return fail("Expected a time such as \"17-Jul-1996 02:44:25 -0700\"");
    ms = *parsed;
    return true;
}

bool Scanner::mailboxText(const QByteArray &bytes, QString &name)
{
    if (m_dialect.utf8()) {
        if (!QByteArrayView(bytes).isValidUtf8())
            return fail(Fault{true, "CANNOT", "Mailbox name is not UTF-8"});
        name = QString::fromUtf8(bytes);
        return true;
    }
    auto decoded = fromModifiedUtf7(bytes);
    if (!decoded)
        return fail(Fault{true, "CANNOT", "Mailbox name is not modified UTF-7"});
    name = *std::move(decoded);
    return true;
}

bool Scanner::mailbox(QString &name)
{
    QByteArray bytes;
    if (!astring(bytes) || !mailboxText(bytes, name))
        return false;
    if (name.compare(QLatin1String("INBOX"), Qt::CaseInsensitive) == 0)
        name = QStringLiteral("INBOX");
    return true;
}

bool Scanner::mailboxReference(QString &name)
{
    QByteArray bytes;
    return astring(bytes) && mailboxText(bytes, name);
}

bool Scanner::mailboxPattern(QString &pattern)
{
    QByteArray bytes;
    if (atLiteral() || peek() == '"') {
        if (!string(bytes))
            return false;
    } else {
        bytes = takeWhile(isListChar).toByteArray();
        if (bytes.isEmpty())
            return fail("Expected a mailbox name or pattern");
    }
    return mailboxText(bytes, pattern);
}

bool Scanner::flag(QString &flag)
{
    const bool system = skip('\\');
    QByteArrayView text;
    if (!atom(text))
        return false;
    flag = QLatin1String(system ? "\\" : "") + QLatin1String(text);
    return true;
}

bool Scanner::flagList(QStringList &flags)
{
    const auto one = [&] {
        QString name;
        if (!flag(name))
            return false;
        flags += name;
        return true;
    };
    return list(one, true);
}

} // namespace digidig::imapproto
