// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens: of any bytes, and with any bytes as header and payload, the claims are within their
// bounds.
#include "auth/jwt.h"

#include <cstdint>
#include <cstdlib>

using namespace digidig;

namespace {

void check(QByteArrayView token)
{
    const bool isOne = auth::looksLikeJwt(token);
    if (auth::hasSignature(token, "a secret"))
        abort();
    const auto jwt = auth::claimsOf(token);
    if (jwt
        && (!isOne || jwt->username.isEmpty() || jwt->username.size() > 320
            || jwt->roles.size() > 64 || jwt->expiresMs < 0))
        abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    check(bytes);
    constexpr auto form = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    const QByteArray header = R"({"alg":"HS256"})";
    check(header.toBase64(form) + '.' + bytes.toBase64(form) + ".AAAA");
    check(bytes.toBase64(form) + '.' + bytes.toBase64(form) + ".AAAA");
    return 0;
}
