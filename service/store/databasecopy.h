// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/backups.h"

namespace digidig::store {

/// Copies `mail.db`, `service.db` and the live configuration of @p stateDir, as they are in one
/// moment, into the directory @p target, while the service works on them: a read transaction in
/// each database marks the moment, and the pages are copied through it. Writers of mail never wait;
/// those of the service's records do for as long as these take to copy. (Without the transaction
/// the copy would begin anew with every write; `VACUUM INTO` would give every page another place.)
[[nodiscard]] core::Result<void> copyDatabases(
    const QString &stateDir, const QString &target, const mail::Backups::Progress &progress);

/// The names of the files that make up a state directory, the mail last.
[[nodiscard]] QStringList stateFiles();

} // namespace digidig::store
