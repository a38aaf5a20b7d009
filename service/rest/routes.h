// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/context.h"
#include "rest/router.h"

namespace digidig::rest {

/// Handlers made of a function over the context: one that answers on a worker, and one that answers
/// later.
template <typename Run>
[[nodiscard]] Work onWorker(Context &context, Run run)
{
    return {[&context, run](const Call &call) -> Outcome { return run(call, context); }};
}
[[nodiscard]] Async later(Context &context, void (*run)(const Call &, Context &, const Answer &));

// One function, one file, for each resource of the contract.
void addHealthRoutes(Router &router, Context &context);
void addStatsRoutes(Router &router, Context &context);
void addConfigRoutes(Router &router, Context &context);
void addEmailListRoutes(Router &router, Context &context);
void addEmailRoutes(Router &router, Context &context);
void addEmailContentRoutes(Router &router, Context &context);
void addBatchRoutes(Router &router, Context &context);
void addDeliveryRoutes(Router &router, Context &context);
void addFetchRoutes(Router &router, Context &context);
void addStorageRoutes(Router &router, Context &context);
void addAutoconfigRoutes(Router &router, Context &context);
void addMobileconfigRoutes(Router &router, Context &context);
void addClientSettingsRoutes(Router &router, Context &context);
void addTokenRoutes(Router &router, Context &context);
void addBanRoutes(Router &router, Context &context);
void addAuditRoutes(Router &router, Context &context);
void addContractRoutes(Router &router, Context &context);
void addConnectionRoutes(Router &router, Context &context);
void addSessionRoutes(Router &router, Context &context);
void addEventRoutes(Router &router, Context &context);
void addLogRoutes(Router &router, Context &context);
void addMetricsRoutes(Router &router, Context &context);
void addAccountRoutes(Router &router, Context &context);
void addAppPasswordRoutes(Router &router, Context &context);
void addMailboxRoutes(Router &router, Context &context);
void addDeletedRoutes(Router &router, Context &context);
void addSearchRoutes(Router &router, Context &context);
void addChangeRoutes(Router &router, Context &context);
void addThreadRoutes(Router &router, Context &context);
void addWebhookRoutes(Router &router, Context &context);
void addJobRoutes(Router &router, Context &context);
void addBackupRoutes(Router &router, Context &context);
void addExportRoutes(Router &router, Context &context);
void addImportRoutes(Router &router, Context &context);

/// All of them.
void addRoutes(Router &router, Context &context);

} // namespace digidig::rest
