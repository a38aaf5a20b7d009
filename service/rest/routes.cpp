// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/routes.h"

namespace digidig::rest {

Async later(Context &context, void (*run)(const Call &, Context &, const Answer &))
{
    return {[&context, run](const std::shared_ptr<const Call> &call, const Answer &answer) {
        run(*call, context, answer);
    }};
}

void addRoutes(Router &router, Context &context)
{
    addHealthRoutes(router, context);
    addContractRoutes(router, context);
    addStatsRoutes(router, context);
    addConfigRoutes(router, context);
    addEmailListRoutes(router, context);
    addDeliveryRoutes(router, context);
    addEmailRoutes(router, context);
    addEmailContentRoutes(router, context);
    addBatchRoutes(router, context);
    addFetchRoutes(router, context);
    addStorageRoutes(router, context);
    addAutoconfigRoutes(router, context);
    addMobileconfigRoutes(router, context);
    addClientSettingsRoutes(router, context);
    addTokenRoutes(router, context);
    addBanRoutes(router, context);
    addAuditRoutes(router, context);
    addConnectionRoutes(router, context);
    addSessionRoutes(router, context);
    addEventRoutes(router, context);
    addLogRoutes(router, context);
    addWebhookRoutes(router, context);
    addJobRoutes(router, context);
    addBackupRoutes(router, context);
    addExportRoutes(router, context);
    addImportRoutes(router, context);
    addMetricsRoutes(router, context);
    addAccountRoutes(router, context);
    addAppPasswordRoutes(router, context);
    addMailboxRoutes(router, context);
    addDeletedRoutes(router, context);
    addSearchRoutes(router, context);
    addChangeRoutes(router, context);
    addThreadRoutes(router, context);
}

} // namespace digidig::rest
