// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON bodies of the REST contract: any bytes give a delivery or an error, and what is composed parses.
// Begin with the seeds beside this file: fuzz_json CORPUS tests/service/rest/seeds
#include "mime/message.h"
#include "rest/emailjson.h"
#include "rest/incoming.h"

using namespace digidig;

namespace {

class Bytes : public net::Body
{
public:
    explicit Bytes(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }
    [[nodiscard]] QByteArrayView bytes() const override { return m_bytes; }

private:
    QByteArrayView m_bytes;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(data, qsizetype(size));
    const auto request = std::make_shared<net::Request>();
    request->body = std::make_shared<Bytes>(bytes);
    request->contentLength = bytes.size();
    rest::Call call;
    call.request = request;
    const auto incoming = rest::incomingFrom(call);
    if (incoming) {
        if (incoming->raw.isEmpty() || incoming->recipients.isEmpty())
            __builtin_trap();
        (void)mime::parse(incoming->raw);
    }
    if (const auto object = call.json())
        (void)rest::flagsFrom(object->value(QStringLiteral("flags")), QStringLiteral("flags"));
    return 0;
}
