// SPDX-License-Identifier: GPL-3.0-or-later
// A mail server's bytes as lines, commands and a message, in pieces whose size the input chooses:
// whatever the pieces, the same must come out, and whatever comes out can stand in header fields
// and answers.
#include "lmtp/command.h"
#include "lmtp/dotreader.h"
#include "lmtp/limits.h"
#include "lmtp/trace.h"
#include "net/linecutter.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace digidig;
using namespace digidig::lmtp;

namespace {

void require(bool holds)
{
    if (!holds)
        abort();
}

bool isPlain(const QByteArray &text)
{
    return std::none_of(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

void check(const Command &command)
{
    Trace trace;
    trace.client = "a";
    if (const auto *lhlo = std::get_if<Lhlo>(&command))
        trace.client = lhlo->name;
    if (const auto *mail = std::get_if<Mail>(&command)) {
        require(isPlain(mail->sender.text) && mail->sender.local.isValidUtf16());
        require(!mail->size || *mail->size >= 0);
        trace.sender = mail->sender.text;
    }
    if (const auto *rcpt = std::get_if<Rcpt>(&command)) {
        require(!rcpt->recipient.isNull() && isPlain(rcpt->recipient.text));
        trace.recipient = rcpt->recipient.text;
        // What was read once reads the same again.
        const QByteArray again = '<' + rcpt->recipient.text + '>';
        QByteArrayView rest = again;
        const auto path = takePath(rest);
        require(path && rest.isEmpty() && *path == rcpt->recipient);
    }
    if (const auto *bdat = std::get_if<Bdat>(&command))
        require(bdat->bytes >= 0);
    if (const auto *wrong = std::get_if<Wrong>(&command))
        require(wrong->reply.code >= 500 && isPlain(wrong->reply.text)
            && wrong->reply.status.startsWith('5'));
    const QByteArray fields = traceFields(trace);
    require(fields.count("\r\n") == (trace.recipient.isEmpty() ? 4 : 5)
        && fields.count('\n') == fields.count('\r'));
}

/// What was seen, as bytes to compare.
QByteArray readAll(QByteArrayView input, qsizetype step)
{
    net::LineCutter cutter(MaxLine);
    DotReader dots;
    QByteArray seen;
    QByteArray buffer;
    bool text = false;
    for (qsizetype at = 0; at < input.size(); at += step) {
        buffer += input.sliced(at, std::min(step, input.size() - at));
        for (;;) {
            if (text) {
                QByteArrayView rest = buffer;
                const bool ended =
                    dots.take(rest, [&seen](QByteArrayView bytes) { seen += bytes; });
                buffer = rest.toByteArray();
                if (!ended)
                    break;
                text = false;
                seen += "|end|";
            }
            const auto cut = cutter.next(buffer);
            if (cut.line) {
                const Command command = parseCommand(*cut.line);
                check(command);
                seen += QByteArray::number(qint64(command.index())) + ',';
                text = std::holds_alternative<Data>(command);
            }
            seen += cut.wasTooLong ? "long," : "";
            buffer.remove(0, cut.bytes);
            if (cut.bytes == 0)
                break;
        }
        require(text ? buffer.isEmpty() : buffer.size() <= MaxLine + 1);
    }
    return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView input(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    require(readAll(input, 1 + data[0]) == readAll(input, std::max<qsizetype>(input.size(), 1)));
    return 0;
}
