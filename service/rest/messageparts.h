// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/email.h"
#include "mime/part.h"

#include <vector>

namespace digidig::rest {

/// The attachments among the parts below @p root, in order of the message.
[[nodiscard]] std::vector<const mime::Part *> attachmentParts(const mime::Part &root);

/// The same as the contract lists them; @p id is the e-mail's.
[[nodiscard]] QList<api::Attachment> attachmentsOf(const QString &id, const mime::Part &root);

/// The MIME tree as the contract shows it. Depth is bounded by what mime::parse() kept.
[[nodiscard]] QJsonObject treeOf(const mime::Part &part);

} // namespace digidig::rest
