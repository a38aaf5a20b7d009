// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/part.h"

namespace digidig::mime {

/// @p bytes as text. @p charset may be any of the sloppy names found in mail; if it is missing,
/// unknown or plainly wrong, UTF-8 where valid, else windows-1252. With @p part an HTML body's
/// `<meta>` is asked too. Never fails; bytes that mean nothing become U+FFFD.
[[nodiscard]] QString decodeText(
    QByteArrayView bytes, QByteArrayView charset, const Part *part = nullptr);

/// A raw header value for display: RFC 2047 encoded-words (in quotes and out of place too), raw
/// 8-bit as UTF-8 or else windows-1252, folding undone.
[[nodiscard]] QString decodeHeader(QByteArrayView raw);

/// Readable text of @p html: blocks become lines, entities characters, scripts and styles nothing.
/// Linear time, no recursion.
[[nodiscard]] QString htmlToText(QStringView html);

/// A subject without what answering and forwarding put around it.
struct BaseSubject {
    QString text;
    bool isReply = false; ///< Something said that it answers or forwards (RFC 5256 §2.1, last paragraph).
};
/// The base subject of RFC 5256 §2.1, for threading and sorting.
[[nodiscard]] BaseSubject baseSubject(QStringView subject);
/// The same, the text alone.
[[nodiscard]] QString threadSubject(QStringView subject);

} // namespace digidig::mime
