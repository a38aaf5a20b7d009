// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/parser.h"

#include <QtTest/QTest>

/// What came out of a stream of bytes, in order, as readable lines.
inline QByteArrayList receive(
    digidig::imapproto::Receiver &receiver, QByteArrayView bytes, qsizetype step)
{
    using namespace digidig::imapproto;
    QByteArrayList seen;
    while (!bytes.isEmpty()) {
        QByteArrayView piece = bytes.first(std::min(step, bytes.size()));
        bytes = bytes.sliced(piece.size());
        while (!piece.isEmpty()) {
            const Reception reception = receiver.next(piece);
            if (const auto *command = std::get_if<RawCommand>(&reception)) {
                QByteArray line = "C " + command->text;
                for (const Literal &literal : command->literals)
                    line += " |" + QByteArray::number(literal.at) + '+'
                        + QByteArray::number(literal.length) + (literal.binary ? "~" : " ")
                        + literal.bytes + '|';
                seen += line;
            } else if (const auto *go = std::get_if<Continue>(&reception)) {
                seen += QByteArray(go->append ? "+APPEND " : "+ ") + QByteArray::number(go->bytes);
            } else if (const auto *line = std::get_if<Line>(&reception)) {
                seen += "L " + line->text;
            } else if (const auto *refused = std::get_if<Refused>(&reception)) {
                seen += QByteArray(refused->close ? "X " : "R ") + refused->tag + ' '
                    + refused->message();
                if (refused->close)
                    return seen;
            }
        }
    }
    return seen;
}

/// The one command that @p bytes are; synchronising literals are let through.
inline digidig::imapproto::RawCommand rawCommand(const QByteArray &bytes)
{
    using namespace digidig::imapproto;
    Receiver receiver;
    QByteArrayView input = bytes;
    for (;;) {
        Reception reception = receiver.next(input);
        if (auto *command = std::get_if<RawCommand>(&reception))
            return std::move(*command);
        if (!std::holds_alternative<Continue>(reception))
            return {};
    }
}

using Parsed = std::variant<digidig::imapproto::TaggedCommand, digidig::imapproto::ParseError>;

inline Parsed parsed(const QByteArray &line, digidig::imapproto::Dialect dialect = {})
{
    return digidig::imapproto::parseCommand(rawCommand(line + "\r\n"), dialect);
}

/// The command @p line as a C; a default one when it is none, after failing the test.
template <typename C>
C commandOf(const QByteArray &line, digidig::imapproto::Dialect dialect = {})
{
    Parsed result = parsed("a " + line, dialect);
    if (const auto *error = std::get_if<digidig::imapproto::ParseError>(&result)) {
        QTest::qFail((line + ": " + error->fault.message).constData(), __FILE__, __LINE__);
        return {};
    }
    auto &command = std::get<digidig::imapproto::TaggedCommand>(result).command;
    if (!std::holds_alternative<C>(command)) {
        QTest::qFail((line + ": another command").constData(), __FILE__, __LINE__);
        return {};
    }
    return std::get<C>(std::move(command));
}

/// Empty if @p line is a command; else BAD or NO with its code and message.
inline QByteArray refusal(const QByteArray &line, digidig::imapproto::Dialect dialect = {})
{
    const Parsed result = parsed(line, dialect);
    const auto *error = std::get_if<digidig::imapproto::ParseError>(&result);
    if (!error)
        return {};
    QByteArray out = error->fault.no ? "NO " : "BAD ";
    if (!error->fault.code.isEmpty())
        out += '[' + error->fault.code + "] ";
    return out + error->fault.message;
}
