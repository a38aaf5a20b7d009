// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pages.h"

#include "views/mailpage.h"

namespace digidig::console {

QList<Page *> makePages(const Context &context)
{
    return {
        new MailPage(context),
    };
}

} // namespace digidig::console
