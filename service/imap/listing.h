// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/context.h"
#include "imapproto/commands/list.h"
#include "imapproto/writer.h"

namespace digidig::imap {

/// Whether a mailbox called @p name is among those that @p pattern means: `*` stands for anything,
/// `%` for anything within one level (RFC 9051 §6.3.9); INBOX is written in any case.
[[nodiscard]] bool matchesPattern(QStringView name, QStringView pattern);

/// The longest pattern that is taken, in characters, with its reference.
inline constexpr qsizetype MaxPattern = 1'024;

/// The LIST and STATUS responses to @p command. Blocks: for workers.
[[nodiscard]] core::Result<void> writeList(Context &context, core::AccountId account,
    const imapproto::List &command, imapproto::ResponseWriter &out);
/// The LSUB responses (RFC 3501 §6.3.9).
[[nodiscard]] core::Result<void> writeLsub(Context &context, core::AccountId account,
    const QString &pattern, imapproto::ResponseWriter &out);

} // namespace digidig::imap
