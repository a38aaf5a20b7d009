// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/document.h"

#include <map>
#include <optional>

namespace digidig::storageclient {

/// The most JSON that an e-mail may take: three times its size, as of text all of whose letters are
/// escaped.
inline constexpr qsizetype MaxDocumentJson = 3 * MaxDocumentBytes;

/// An e-mail in the JSON of either form; nothing when this is no object, is nested too deep, or is
/// larger than a document may be. Lone surrogates become U+FFFD.
[[nodiscard]] std::optional<Document> readDocument(QByteArrayView json);

/// The texts, numbers and truth values that are members of a JSON object, as texts; what lies
/// deeper is passed over. Nothing when this is no object.
[[nodiscard]] std::optional<std::map<QByteArray, QString>> readMembers(QByteArrayView json);

} // namespace digidig::storageclient
