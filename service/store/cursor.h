// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"

namespace digidig::store {

/// Where a page ended: the last row's sort key and id.
struct Cursor {
    qint64 number = 0; ///< The key of Received and Size.
    QString text; ///< The key of Subject and From; of lists of threads, up to which message they go.
    qint64 id = 0;
};

/// URL-safe and opaque; bound to the filter and the order that it was made for.
[[nodiscard]] QByteArray encodeCursor(
    const Cursor &cursor, const mail::Filter &filter, const mail::Page &page);
/// Invalid when @p page.cursor is damaged or belongs to another filter or order.
[[nodiscard]] core::Result<Cursor> decodeCursor(const mail::Filter &filter, const mail::Page &page);

} // namespace digidig::store
