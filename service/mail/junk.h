// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/message.h"

#include <QtCore/QString>

namespace digidig::mail {

/// Whether @p text is the beginning of a header field, `Name: value`, in printable ASCII.
[[nodiscard]] bool isHeaderRule(const QString &text);

/// Whether @p message has a header field as @p rule (`Name: value`) has it: of that name, in any
/// case, and with a value that begins so, after which no letter or digit follows. An empty rule
/// fits none.
[[nodiscard]] bool hasHeader(const mime::Message &message, const QString &rule);

} // namespace digidig::mail
