// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/part.h"

#include <algorithm>

namespace digidig::mime {

/// @p bytes as text. @p charset may be any of the sloppy names found in mail; if it is missing,
/// unknown or plainly wrong, UTF-8 where valid, else windows-1252. With @p part an HTML body's
/// `<meta>` is asked too. Never fails; bytes that mean nothing become U+FFFD.
[[nodiscard]] QString decodeText(
    QByteArrayView bytes, QByteArrayView charset, const Part *part = nullptr);

/// A raw header value for display: RFC 2047 encoded-words (in quotes and out of place too), raw
/// 8-bit as UTF-8 or else windows-1252, folding undone.
[[nodiscard]] QString decodeHeader(QByteArrayView raw);

/// The message ids in a header value, without angle brackets; words without them count if there is
/// nothing else.
[[nodiscard]] QStringList messageIds(QByteArrayView value);

/// Readable text of @p html: blocks become lines, entities characters, scripts and styles nothing.
/// Linear time, no recursion.
[[nodiscard]] QString htmlToText(QStringView html);

/// Writes @p text, a QStringView or QByteArrayView, to @p out with the line ends of display text:
/// CRLF and lone CR become LF; NUL goes, as no database and no client wants it. @p out has room for
/// all of it, and may be where it begins. The end of what was written.
template <typename View, typename Char>
Char *writeLines(View text, Char *out)
{
    constexpr auto Nul = static_cast<Char>(u'\0');
    constexpr auto Cr = static_cast<Char>(u'\r');
    constexpr auto Lf = static_cast<Char>(u'\n');
    const bool hasNul = text.contains(Nul);
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf(Cr);
        const View line = end < 0 ? text : text.first(end);
        out = hasNul ? std::remove_copy(line.begin(), line.end(), out, Nul)
                     : std::copy(line.begin(), line.end(), out);
        text = text.sliced(end < 0 ? text.size() : end + 1);
        if (end >= 0 && !text.startsWith(Lf))
            *out++ = Lf;
    }
    return out;
}

/// A subject without what answering and forwarding put around it.
struct BaseSubject {
    QString text;
    bool isReply =
        false; ///< Something said that it answers or forwards (RFC 5256 §2.1, last paragraph).
};
/// The base subject of RFC 5256 §2.1, for threading and sorting.
[[nodiscard]] BaseSubject baseSubject(QStringView subject);
/// The same, the text alone.
[[nodiscard]] QString threadSubject(QStringView subject);

} // namespace digidig::mime
