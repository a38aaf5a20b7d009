// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/document.h"

#include <QtCore/QByteArray>

namespace digidig::storageclient {

/// The RFC 5322 message that stands for @p document, which has its body: Storage keeps none. The
/// same document gives the same bytes for ever, whoever asks and when: UIDs, sizes and offsets rest
/// on them. `read` and `folder` are not in it.
///
/// Header fields of the document's own win over those made of its members, except for MIME fields
/// that would contradict the body. A document without time has that of its id when the id tells one
/// (an ObjectId of MongoDB does), else 1970. Without Message-ID it has one made of its id, so that
/// two documents that say the same are two messages.
[[nodiscard]] QByteArray synthesised(const Document &document);

/// The time of @p document as said above; Unix time in milliseconds, 0 when there is none.
[[nodiscard]] qint64 timeOf(const Document &document);

} // namespace digidig::storageclient
