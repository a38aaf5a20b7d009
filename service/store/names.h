// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "mail/mailboxname.h"
#include "mail/ports.h"

#include <utility>
#include <vector>

namespace digidig::store {

using mail::mailboxName;

/// A special use that a mailbox may have (RFC 6154, RFC 8457), as it is stored; Invalid when there is no such use, or when
/// it is of virtual mailboxes only (`\\All`, `\\Flagged`).
[[nodiscard]] core::Result<QString> specialUse(const QString &name);

/// Names and special uses (RFC 6154) of a new account's folders, INBOX first.
[[nodiscard]] std::vector<std::pair<QString, QString>> standardFolders(
    const mail::FolderPlan &plan);

} // namespace digidig::store
