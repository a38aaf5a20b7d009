// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/message.h"
#include "store/sql.h"

namespace digidig::store {

/// The `text` column of a content: @p text, the display text of @p parsed as UTF-8, packed. Where a
/// piece of @p raw says the same but for its line ends, as in most plain mail, only where it is: no
/// text is kept twice.
[[nodiscard]] QByteArray packText(
    QByteArrayView raw, const mime::Message &parsed, const QByteArray &text);

/// Undoes packText() for @p content. Corrupt when the text, or the bytes it is a piece of, are
/// damaged.
[[nodiscard]] core::Result<QByteArray> unpackText(
    Connection &db, qint64 content, QByteArrayView packed);

} // namespace digidig::store
