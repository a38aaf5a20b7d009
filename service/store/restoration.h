// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/backups.h"

namespace digidig::store {

/// Makes the state directory @p stateDir what it was when backup @p id (empty: the latest) was
/// taken. AlreadyExists (`not_empty`) when there is mail or anything else of a service in it,
/// Unavailable when a service runs on it. After a crash there is no store, and it may be called
/// again.
///
/// What happened after the backup is gone, yet clients have seen it. So every mailbox gets a new
/// UIDVALIDITY (RFC 9051 §2.3.1.1), and MODSEQs and ids go on far above all that was ever given.
/// Jobs that had not ended are forgotten.
[[nodiscard]] core::Result<mail::Backup> restoreAll(Backups &backups, const QString &id,
    const QString &stateDir, const mail::Backups::Progress &progress);

} // namespace digidig::store
