// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/header.h"
#include "mime/message.h"

namespace digidig::mime {

/// The MIME tree of a message with its headers, before any text is decoded.
struct Structure {
    Part root;
    Header header; ///< The top header.
    std::vector<Header> nested; ///< Headers of the nested messages that were parsed, in order.
    int partCount = 0;
    bool truncated = false;
};

/// Finds headers, parts and boundaries in @p raw in one pass. The header views point into @p raw.
[[nodiscard]] Structure readStructure(QByteArrayView raw, const Limits &limits);

/// Sets isAttachment, isInline and decodedSize in the tree of @p raw; returns the numbers of the
/// attachments in order. Those of a nested message are part of it and not listed.
[[nodiscard]] QByteArrayList markAttachments(QByteArrayView raw, Part *root);

} // namespace digidig::mime
