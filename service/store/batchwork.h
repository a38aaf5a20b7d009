// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "store/writer.h"

namespace digidig::store {

/// MailStore::changeMany() inside a transaction of the writer's. Throws Failure; what fails for one
/// message alone is in the outcome.
[[nodiscard]] mail::BatchOutcome runBatch(
    Work &work, const mail::BatchChange &change, const mail::FolderPlan &folders);

} // namespace digidig::store
