// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/receiver.h"

#include "imapproto/grammar.h"

#include <algorithm>
#include <limits>

namespace digidig::imapproto {

namespace {

/// Of a refused command's text, what an announcement at its end can be seen in.
constexpr qsizetype Tail = 64; // With the CR.
/// Not more is taken for a literal at once, so that one that never comes costs nothing.
constexpr qint64 FirstReserve = 64 * 1024;

bool isLegalTag(QByteArrayView tag)
{
    return !tag.isEmpty() && std::all_of(tag.begin(), tag.end(), isTagChar);
}

} // namespace

QByteArray Refused::message() const
{
    switch (reason) {
    case Reason::LineTooLong:
        return "Command line too long";
    case Reason::LiteralTooLarge:
        return "Literal too large";
    case Reason::MessageTooLarge:
        return "Message too large";
    case Reason::CommandTooLarge:
        return "Command too large";
    case Reason::TooManyLiterals:
        return "Too many literals";
    case Reason::NonSyncTooLarge:
        return "Non-synchronizing literal too large";
    case Reason::Nul:
        return "NUL in a command";
    }
    return {};
}

Reception Receiver::next(QByteArrayView &input)
{
    while (!input.isEmpty()) {
        if (m_at != At::Line) {
            takeLiteral(input);
            continue;
        }
        const qsizetype end = input.indexOf('\n');
        const bool complete = end >= 0;
        const QByteArrayView piece = complete ? input.first(end) : input;
        input = input.sliced(complete ? end + 1 : input.size());
        takeLine(piece);
        if (m_refused && m_discarded > discardLimit())
            return endRefused(true);
        if (!complete)
            continue;
        if (auto reception = endLine())
            return *std::move(reception);
    }
    return NeedMore{};
}

QByteArrayView Receiver::pending() const
{
    QByteArrayView text = m_command.text;
    if (!m_command.literals.empty())
        text = text.first(m_command.literals.back().at);
    return text;
}

void Receiver::abandon()
{
    reset();
}

QByteArray Receiver::tag() const
{
    if (m_refused)
        return m_refusedTag;
    const QByteArrayView text = m_command.text;
    const qsizetype space = text.indexOf(' ');
    const QByteArrayView tag = text.first(space < 0 ? 0 : space);
    return isLegalTag(tag) ? tag.toByteArray() : QByteArray();
}

bool Receiver::midway() const
{
    return m_at != At::Line || m_refused || !m_command.text.isEmpty();
}

qint64 Receiver::held() const
{
    qint64 sum = m_command.text.capacity();
    for (const Literal &literal : m_command.literals)
        sum += qint64(sizeof literal) + literal.bytes.capacity();
    return sum;
}

void Receiver::expectLine(qsizetype maxBytes)
{
    m_maxLine = std::max<qsizetype>(1, maxBytes);
}

/// A piece of a line, without LF.
qint64 Receiver::discardLimit() const
{
    const bool line = m_refused == Refused::Reason::LineTooLong;
    return line ? std::min(m_limits.discardLineBytes, m_limits.discardBytes)
                : m_limits.discardBytes;
}

void Receiver::takeLine(QByteArrayView piece)
{
    for (char c : piece) {
        if (m_escaped)
            m_escaped = false;
        else if (c == '"')
            m_quoted = !m_quoted;
        else if (c == '\\')
            m_escaped = m_quoted;
    }
    QByteArray &text = m_command.text;
    // One more for the CR, which is taken away in the end.
    const qsizetype limit = 1 + (m_maxLine > 0 ? m_maxLine : m_limits.lineBytes);
    qsizetype taken = m_refused ? 0 : std::clamp<qsizetype>(limit - text.size(), 0, piece.size());
    const qsizetype nul = piece.first(taken).indexOf('\0');
    if (nul >= 0)
        taken = nul + 1;
    text.append(piece.first(taken));
    if (nul >= 0)
        refuse(Refused::Reason::Nul);
    else if (taken < piece.size())
        refuse(Refused::Reason::LineTooLong);
    if (!m_refused)
        return;
    const QByteArrayView rest = piece.sliced(taken);
    m_discarded += rest.size();
    text.append(rest.last(std::min(rest.size(), Tail)));
    if (text.size() > Tail)
        text.remove(0, text.size() - Tail);
}

std::optional<Reception> Receiver::endLine()
{
    QByteArray &text = m_command.text;
    if (text.size() > m_lineBegin && text.endsWith('\r'))
        text.chop(1);
    if (text.size() > (m_maxLine > 0 ? m_maxLine : m_limits.lineBytes))
        refuse(Refused::Reason::LineTooLong);
    if (m_maxLine > 0) {
        if (m_refused)
            return endRefused(false);
        Line line{std::move(text)};
        reset();
        return line;
    }
    if (const auto literal = announced())
        return beginLiteral(*literal);
    if (m_refused)
        return endRefused(false);
    if (text.isEmpty())
        return {};
    RawCommand command = std::move(m_command);
    reset();
    return command;
}

std::optional<Receiver::Announced> Receiver::announced() const
{
    // In an open quoted string it is no literal; the parser will refuse the string.
    const QByteArrayView line = QByteArrayView(m_command.text).sliced(m_lineBegin);
    if (m_quoted || !line.endsWith('}'))
        return {};
    qsizetype end = line.size() - 1;
    Announced literal;
    if (end > 0 && line[end - 1] == '+') {
        literal.sync = false;
        --end;
    }
    qsizetype begin = end;
    while (begin > 0 && isDigit(line[begin - 1]))
        --begin;
    // More digits than a refused line keeps of its end are still too many.
    const QByteArrayView digits = line.sliced(begin, end - begin);
    const bool cut = m_refused && begin == 0 && line.size() >= Tail - 1;
    if (digits.isEmpty() || (!cut && (begin == 0 || line[begin - 1] != '{')))
        return {};
    constexpr qint64 Most = std::numeric_limits<qint64>::max();
    for (char c : digits)
        literal.bytes = literal.bytes > (Most - 9) / 10 ? Most : literal.bytes * 10 + (c - '0');
    --begin;
    if (begin > 0 && line[begin - 1] == '~') {
        literal.binary = true;
        --begin;
    }
    literal.at = m_lineBegin + std::max<qsizetype>(0, begin);
    return literal;
}

std::optional<Reception> Receiver::beginLiteral(const Announced &literal)
{
    using Reason = Refused::Reason;
    const bool append = isAppend();
    if (!m_refused) {
        const qint64 all = append ? m_limits.appendLiteralsBytes : m_limits.literalsBytes;
        if (literal.bytes > (append ? m_limits.appendLiteralBytes : m_limits.literalBytes))
            refuse(append ? Reason::MessageTooLarge : Reason::LiteralTooLarge);
        else if (!literal.sync && literal.bytes > m_limits.nonSyncBytes)
            refuse(Reason::NonSyncTooLarge);
        else if (literal.bytes > all - m_literalsBytes)
            refuse(Reason::CommandTooLarge);
        else if (qsizetype(m_command.literals.size()) >= m_limits.literals)
            refuse(Reason::TooManyLiterals);
    }
    m_quoted = false;
    m_escaped = false;
    m_left = literal.bytes;
    if (m_refused) {
        // The client does not send a literal that it was not asked for, and so the command ends.
        if (literal.sync)
            return endRefused(false);
        if (literal.bytes > m_limits.discardBytes - m_discarded)
            return endRefused(true);
        m_discarded += literal.bytes;
        m_command.text.clear();
        m_at = m_left > 0 ? At::Skip : At::Line;
        return {};
    }
    m_literalsBytes += literal.bytes;
    Literal taken{literal.at, m_command.text.size() - literal.at, literal.binary, {}};
    taken.bytes.reserve(qsizetype(std::min(literal.bytes, FirstReserve)));
    m_command.literals.push_back(std::move(taken));
    m_lineBegin = m_command.text.size();
    m_at = m_left > 0 ? At::Literal : At::Line;
    if (!literal.sync)
        return {};
    return Continue{literal.bytes, append};
}

void Receiver::takeLiteral(QByteArrayView &input)
{
    const auto n = qsizetype(std::min<qint64>(m_left, input.size()));
    if (m_at == At::Literal)
        m_command.literals.back().bytes.append(input.first(n));
    input = input.sliced(n);
    m_left -= n;
    if (m_left == 0)
        m_at = At::Line;
}

void Receiver::refuse(Refused::Reason reason)
{
    if (m_refused)
        return;
    m_refusedTag = m_maxLine > 0 ? QByteArray() : tag();
    m_refused = reason;
    m_command.literals = {};
    m_command.text.remove(0, m_lineBegin);
    m_lineBegin = 0;
}

Reception Receiver::endRefused(bool close)
{
    Refused refused{*m_refused, std::move(m_refusedTag), close};
    reset();
    return refused;
}

void Receiver::reset()
{
    m_command = {};
    m_at = At::Line;
    m_lineBegin = 0;
    m_left = 0;
    m_literalsBytes = 0;
    m_discarded = 0;
    m_maxLine = 0;
    m_refused.reset();
    m_refusedTag = {};
    m_quoted = false;
    m_escaped = false;
}

bool Receiver::isAppend() const
{
    const QByteArrayView text = m_command.text;
    constexpr QByteArrayView Append = " APPEND ";
    const qsizetype space = text.indexOf(' ');
    return space > 0 && space + Append.size() <= text.size()
        && text.sliced(space, Append.size()).compare(Append, Qt::CaseInsensitive) == 0;
}

} // namespace digidig::imapproto
