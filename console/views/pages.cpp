// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pages.h"

#include "views/accountspage.h"
#include "views/configurationpage.h"
#include "views/dashboardpage.h"
#include "views/logspage.h"
#include "views/mailpage.h"
#include "views/sessionspage.h"
#include "views/storagepage.h"

namespace digidig::console {

QList<Page *> makePages(const Context &context)
{
    return {
        new DashboardPage(context),
        new MailPage(context),
        new SessionsPage(context),
        new AccountsPage(context),
        new StoragePage(context),
        new LogsPage(context),
        new ConfigurationPage(context),
    };
}

} // namespace digidig::console
