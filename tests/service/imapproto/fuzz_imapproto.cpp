// SPDX-License-Identifier: GPL-3.0-or-later
// A client's bytes as commands, in pieces whose size the input chooses: whatever the pieces, the
// same must come out, bounded. And the writer, on which the same bytes play: legal whatever it is
// given.
#include "imapproto/mutf7.h"
#include "imapproto/parser.h"
#include "responsechecker.h"
#include "writerplay.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace digidig::imapproto;

namespace {

void require(bool holds)
{
    if (!holds)
        abort();
}

int depthOf(const SearchKey &key)
{
    int deepest = 0;
    for (const SearchKey &child : key.keys)
        deepest = std::max(deepest, depthOf(child));
    return 1 + deepest;
}

void checkKey(const SearchKey &key)
{
    require(depthOf(key) <= SearchKey::MaxDepth);
    (void)key.set.resolved(1000);
}

void checkFetch(const Fetch &fetch)
{
    require(!fetch.items.empty() && SequenceSet::parse(fetch.set.toBytes()));
    for (const FetchItem &item : fetch.items) {
        for (char c : fetchLabel(item))
            require(c >= ' ' && c < '\x7f');
    }
}

void checkName(const QString &mailbox)
{
    require(mailbox.isValidUtf16());
    require(fromModifiedUtf7(toModifiedUtf7(mailbox)) == mailbox);
}

void check(const Command &command)
{
    std::visit(
        [](const auto &c) {
            if constexpr (requires { c.key; })
                checkKey(c.key);
            if constexpr (requires { c.mailbox; })
                checkName(c.mailbox);
            if constexpr (std::is_same_v<std::decay_t<decltype(c)>, Fetch>)
                checkFetch(c);
        },
        command);
    (void)commandName(command);
}

/// What was seen, as bytes to compare.
QByteArray readAll(QByteArrayView input, qsizetype step, Dialect dialect)
{
    ReceiverLimits limits;
    limits.lineBytes = 4096;
    limits.literalBytes = 1000;
    limits.literalsBytes = 2000;
    limits.appendLiteralBytes = 4000;
    limits.appendLiteralsBytes = 5000;
    limits.literals = 10;
    limits.discardBytes = 8000;
    Receiver receiver(limits);
    QByteArray seen;
    while (!input.isEmpty()) {
        QByteArrayView piece = input.first(std::min(step, input.size()));
        input = input.sliced(piece.size());
        while (!piece.isEmpty()) {
            const Reception reception = receiver.next(piece);
            require(receiver.held() < 64 * 1024 + 4 * (4096 + 5000));
            if (const auto *raw = std::get_if<RawCommand>(&reception)) {
                seen += 'C' + raw->text;
                for (const Literal &literal : raw->literals) {
                    require(literal.at + literal.length <= raw->text.size());
                    seen += '|' + literal.bytes;
                }
                const auto result = parseCommand(*raw, dialect);
                if (const auto *parsed = std::get_if<TaggedCommand>(&result)) {
                    check(parsed->command);
                    seen += commandName(parsed->command);
                    if (std::holds_alternative<Idle>(parsed->command))
                        receiver.expectLine(100);
                } else {
                    const auto &error = std::get<ParseError>(result);
                    seen += error.fault.message;
                    ResponseWriter w(dialect);
                    w.tagged(error.tag, Condition::Bad, ResponseCode::of(error.fault.code),
                        QString::fromUtf8(error.fault.message));
                    require(ResponseChecker(w.bytes(), dialect.utf8()).fault().isEmpty());
                }
            } else if (const auto *go = std::get_if<Continue>(&reception)) {
                seen += '+' + QByteArray::number(go->bytes) + receiver.pending().toByteArray();
                require(go->bytes <= 4000);
            } else if (const auto *line = std::get_if<Line>(&reception)) {
                seen += 'L' + line->text + (isIdleDone(line->text) ? "!" : "");
                (void)readSaslAnswer(line->text);
            } else if (const auto *refused = std::get_if<Refused>(&reception)) {
                seen += 'R' + refused->tag + refused->message();
                if (refused->close)
                    return seen;
            }
        }
    }
    return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 64 * 1024)
        return 0;
    const QByteArrayView input(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const Dialect dialect{.rev2 = (data[0] & 1) != 0, .utf8Accept = (data[0] & 2) != 0};
    const qsizetype step = 1 + (data[0] >> 2);
    if (readAll(input, step, dialect) != readAll(input, input.size(), dialect))
        abort();
    const WriterPlay play(input);
    if (const QByteArray fault = ResponseChecker(play.out, play.utf8).fault(); !fault.isEmpty()) {
        std::fprintf(stderr, "%s in\n%s\n", fault.constData(), play.out.toPercentEncoding(" ()*\"\\").constData());
        abort();
    }
    return 0;
}
