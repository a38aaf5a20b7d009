// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/context.h"

namespace digidig::imap {

/// @p name as the store keeps it; Invalid when nothing can be called so.
[[nodiscard]] core::Result<QString> storedName(const QString &name);

/// The mailbox of @p account called @p name, however that is composed; NotFound
/// (`mailbox_not_found`), Invalid when nothing can be called so. Blocks: for workers.
[[nodiscard]] core::Result<mail::Mailbox> mailboxNamed(
    Context &context, core::AccountId account, const QString &name);

} // namespace digidig::imap
