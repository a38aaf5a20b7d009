// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/saslname.h"

#include <QtCore/QStringDecoder>

namespace digidig::auth {

bool isUtf8(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder(bytes);
    return !decoder.hasError() && decoded.size() <= bytes.size();
}

std::optional<QByteArray> readSaslName(QByteArrayView text)
{
    QByteArray name;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\0' || c == ',')
            return std::nullopt;
        if (c != '=') {
            name += c;
            continue;
        }
        const QByteArrayView code = text.sliced(i).first(std::min<qsizetype>(3, text.size() - i));
        if (code != "=2C" && code != "=3D")
            return std::nullopt;
        name += code == "=2C" ? ',' : '=';
        i += 2;
    }
    if (name.isEmpty() || !isUtf8(name))
        return std::nullopt;
    return name;
}

} // namespace digidig::auth
