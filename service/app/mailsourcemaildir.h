// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/flags.h"

#include <QtCore/QStringList>

#include <optional>

namespace digidig::app::maildir {

/// What the name of a message's file says.
struct Name {
    mail::Flags flags; ///< From `:2,DFPRST` (also `!2,` and `;2,`, for file systems without
                       ///< colons); `P` is `$Forwarded`.
    std::optional<qint64> receivedMs; ///< The seconds before the first dot, up to the year 9999.
};

/// Reads @p file, a name without its directory; letters that mean nothing are passed over.
[[nodiscard]] Name parseName(const QString &file);

/// The levels of the Maildir++ folder @p directory: `.Work.2024` is `Work`, `2024`. Levels in
/// modified UTF-7 (RFC 3501 §5.1.3) are decoded, others taken as they are; a `/` in one becomes
/// `_`. A first level INBOX is left out.
[[nodiscard]] QStringList folderLevels(const QString &directory);

} // namespace digidig::app::maildir
