// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/base64.h"

namespace digidig::imapproto {

std::optional<QByteArray> decodeBase64(QByteArrayView text)
{
    if (text.size() % 4 != 0)
        return {};
    // Qt refuses foreign characters and too much padding, but not bits that padding hides.
    const auto result = QByteArray::fromBase64Encoding(
        text.toByteArray(), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!result || QByteArrayView(result.decoded.toBase64()) != text)
        return {};
    return result.decoded;
}

} // namespace digidig::imapproto
