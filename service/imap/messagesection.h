// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/part.h"

#include <QtCore/QByteArrayList>

#include <optional>

namespace digidig::imap {

/// Which part of a body a section names (RFC 9051 §6.4.5.1).
enum class SectionText {
    All, ///< The whole message or part.
    Header, ///< HEADER, and what HEADER.FIELDS chooses from.
    Text,
    Mime, ///< The MIME header of a part.
};

/// Bytes of a message, from first to before end.
struct ByteRange {
    qint64 first = 0;
    qint64 end = 0;
    [[nodiscard]] qint64 size() const { return end - first; }
};

/// Where the section is in the bytes of a message of @p size with the tree @p root; @p part is the
/// section number, empty for the message itself. Nothing when the message has no such section.
[[nodiscard]] std::optional<ByteRange> sectionRange(
    const mime::Part &root, QByteArrayView part, SectionText text, qint64 size);

/// The fields of @p header called one of @p names (without case), or with @p inverted all others,
/// as they stand, and the blank line that ends a header, if it has one (RFC 9051 §6.4.5.1).
[[nodiscard]] QByteArray selectedFields(
    QByteArrayView header, const QByteArrayList &names, bool inverted);

} // namespace digidig::imap
