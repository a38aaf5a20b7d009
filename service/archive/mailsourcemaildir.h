// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/flags.h"

#include <QtCore/QHash>
#include <QtCore/QStringList>

#include <array>
#include <optional>

namespace digidig::archive::maildir {

/// The letters of system flags, as they are ordered in a file's name.
inline constexpr std::array<std::pair<char16_t, mail::SystemFlag>, 5> SystemLetters{
    {{u'D', mail::Draft}, {u'F', mail::Flagged}, {u'R', mail::Answered}, {u'S', mail::Seen},
        {u'T', mail::Deleted}}};

/// Lines `number keyword`: what the letters a, b … mean in the folder where it lies.
inline constexpr auto KeywordFile = "dovecot-keywords";
/// Of our exports, where 26 letters are not enough: lines with a message's file, up to its colon,
/// and its further keywords.
inline constexpr auto MoreKeywordsFile = "digidig-keywords";
inline constexpr qsizetype KeywordLetters = 26;

/// What the keywords of a folder's messages are to be read with.
struct Keywords {
    QStringList letters; ///< What a, b … mean; empty where they mean nothing.
    QHash<QString, QStringList> more; ///< By file, up to its colon.
};

/// Reads both files of the folder @p directory; what is no keyword is passed over.
[[nodiscard]] Keywords readKeywords(const QString &directory);

/// What the name of a message's file says.
struct Name {
    mail::Flags flags; ///< From `:2,DFPRSTab` (also `!2,` and `;2,`, for file systems without
                       ///< colons); `P` is `$Forwarded`.
    std::optional<qint64>
        receivedMs; ///< The seconds before the first dot, up to the year 9999, and
                    ///< the microseconds behind it, `M123456`, when they are there.
};

/// Reads @p file, a name without its directory; letters that mean nothing are passed over.
[[nodiscard]] Name parseName(const QString &file, const Keywords &keywords = {});

/// The folder of mailbox @p name, each level in modified UTF-7: `.Work.2024`; empty for INBOX,
/// which is the Maildir itself. No two names give one folder.
[[nodiscard]] QString folderName(const QString &name);

/// The levels of the Maildir++ folder @p directory: `.Work.2024` is `Work`, `2024`. Levels in
/// modified UTF-7 (RFC 3501 §5.1.3) are decoded, others taken as they are; a `/` in one becomes
/// `_`. A first level INBOX is left out.
[[nodiscard]] QStringList folderLevels(const QString &directory);

} // namespace digidig::archive::maildir
