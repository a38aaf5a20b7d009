// SPDX-License-Identifier: GPL-3.0-or-later
// The header of the PROXY protocol as connections begin with it, in pieces whose size the input
// chooses. Whatever the pieces, the same must come out, and nothing behind the header is taken.
#include "net/proxyheader.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace digidig::net;
using State = ProxyHeaderReader::State;

namespace {

struct Outcome {
    State state = State::NeedMore;
    qsizetype taken = 0;
    ProxyHeader header;
};

Outcome readAll(QByteArrayView input, qsizetype step)
{
    ProxyHeaderReader reader;
    Outcome outcome;
    while (outcome.taken < input.size() && outcome.state == State::NeedMore) {
        qsizetype taken = 0;
        const QByteArrayView rest = input.sliced(outcome.taken);
        outcome.state = reader.take(rest.first(std::min(step, rest.size())), &taken);
        if (taken <= 0 || taken > std::min(step, rest.size()))
            abort();
        outcome.taken += taken;
    }
    if (outcome.taken > ProxyHeaderReader::MaxBytes)
        abort();
    outcome.header = reader.header();
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 64 * 1024)
        return 0;
    const QByteArrayView input(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const Outcome pieces = readAll(input, 1 + data[0]);
    const Outcome whole = readAll(input, input.size());
    if (pieces.state != whole.state)
        abort();
    if (whole.state != State::Complete)
        return 0;
    if (pieces.taken != whole.taken || pieces.header.isLocal != whole.header.isLocal
        || pieces.header.client.name() != whole.header.client.name()
        || pieces.header.tls != whole.header.tls)
        abort();
    if (!whole.header.isLocal && whole.header.client.address.isNull())
        abort();
    // Without its last byte it is none.
    if (readAll(input.first(whole.taken - 1), input.size()).state == State::Complete)
        abort();
    return 0;
}
