// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QMessageAuthenticationCode>

namespace digidig::testing {

inline QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

/// A token of these texts, signed by HMAC-SHA-256 whatever they say.
inline QByteArray signedToken(
    const QByteArray &header, const QByteArray &payload, const QByteArray &secret)
{
    const QByteArray text = base64Url(header) + '.' + base64Url(payload);
    return text + '.'
        + base64Url(QMessageAuthenticationCode::hash(text, secret, QCryptographicHash::Sha256));
}

inline const QByteArray Hs256 = R"({"alg":"HS256","typ":"JWT"})";

inline QByteArray tokenOf(const QJsonObject &claims, const QByteArray &secret)
{
    return signedToken(Hs256, QJsonDocument(claims).toJson(QJsonDocument::Compact), secret);
}

} // namespace digidig::testing
