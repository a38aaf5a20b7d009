// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/message.h"
#include "store/rows.h"

#include <QtCore/QJsonObject>

#include <vector>

namespace digidig::store {

/// Of mime::parse() and of what derive() makes of it. Raise it when either answers differently than
/// before.
inline constexpr qint64 ParserVersion = 3;

/// A content as the writer inserts it, except for its id.
struct Prepared {
    ContentRow row;
    std::vector<QByteArray> chunks; // packed
};

/// SHA-256 of @p raw, 32 bytes.
[[nodiscard]] QByteArray sha256(QByteArrayView raw);

/// All columns of a content that follow from its bytes.
[[nodiscard]] ContentRow derive(QByteArrayView raw, const mime::Message &parsed);

/// derive() and the packed chunks.
[[nodiscard]] Prepared prepared(QByteArrayView raw, const mime::Message &parsed);

/// Display text and search text of a content; Corrupt when they are damaged.
struct Texts {
    QString text;
    QString search;
};
[[nodiscard]] core::Result<Texts> texts(
    Connection &db, qint64 content, QByteArrayView packedText, QByteArrayView packedSearch);

/// The decoded header fields; Corrupt when they are damaged.
[[nodiscard]] core::Result<QJsonObject> headers(QByteArrayView packed);

/// Bytes that a packed derived column may unfold to.
inline constexpr qint64 MaxDerivedBytes = 64 << 20;

} // namespace digidig::store
