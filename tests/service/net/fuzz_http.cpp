// SPDX-License-Identifier: GPL-3.0-or-later
// Requests as a connection reads them: head, content, head, … in pieces whose size the input
// chooses. Whatever the pieces, the same requests must come out.
#include "net/chunkeddecoder.h"
#include "net/httpframing.h"

#include <cstdint>
#include <cstdlib>

using namespace digidig::net;

namespace {

QByteArray readAll(QByteArrayView input, qsizetype step)
{
    constexpr qsizetype Limit = 4096;
    QByteArray seen;
    QByteArray buffer;
    HeadParser parser;
    ChunkedDecoder chunks;
    bool inContent = false;
    bool chunked = false;
    qint64 left = 0;
    while (!input.isEmpty()) {
        const qsizetype n = std::min(step, input.size());
        buffer.append(input.first(n));
        input = input.sliced(n);
        while (!buffer.isEmpty()) {
            if (!inContent) {
                const auto state = parser.parse(buffer, Limit);
                if (state == HeadParser::State::NeedMore)
                    break;
                if (state == HeadParser::State::Failed)
                    return seen + '!' + QByteArray::number(parser.error().status);
                buffer.remove(0, parser.consumed());
                const RequestHead head = parser.take();
                seen += head.request.methodName + head.request.path + '\n';
                if (!head.request.path.startsWith('/') || head.request.path.contains('\0'))
                    abort();
                chunked = head.chunked;
                left = head.request.contentLength;
                if (!chunked && left < 0)
                    abort();
                inContent = chunked || left > 0;
            } else if (chunked) {
                const auto state = chunks.next(buffer);
                seen += chunks.data();
                if (state == ChunkedDecoder::State::Failed)
                    return seen + '!';
                if (chunks.consumed() <= 0 || chunks.consumed() > buffer.size())
                    abort();
                buffer.remove(0, chunks.consumed());
                inContent = state != ChunkedDecoder::State::Complete;
            } else {
                const auto taken = qsizetype(std::min<qint64>(left, buffer.size()));
                seen += buffer.first(taken);
                buffer.remove(0, taken);
                left -= taken;
                inContent = left > 0;
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
    if (readAll(input, 1 + data[0]) != readAll(input, input.size()))
        abort();
    return 0;
}
