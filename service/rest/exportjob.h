// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/task.h"
#include "rest/context.h"

namespace digidig::rest {

/// Exports the mail of the account that the task's parameters name into one tar file, which waits
/// to be fetched. A run that a restart ended begins again. What is not finished leaves no files.
[[nodiscard]] core::Result<QJsonObject> runExportJob(Context &context, jobs::Task &task);

} // namespace digidig::rest
