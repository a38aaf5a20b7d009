// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pages.h"

#include "views/configurationpage.h"
#include "views/mailpage.h"
#include "views/sessionspage.h"

namespace digidig::console {

QList<Page *> makePages(const Context &context)
{
    return {
        new MailPage(context),
        new SessionsPage(context),
        new ConfigurationPage(context),
    };
}

} // namespace digidig::console
