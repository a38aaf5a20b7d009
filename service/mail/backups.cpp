// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/backups.h"

namespace digidig::mail {

core::Result<void> keepNewest(Backups &backups, qint64 keep)
{
    const auto all = backups.list();
    if (!all)
        return all.error();
    const qint64 excess = keep > 0 ? qint64(all->size()) - keep : 0;
    for (qint64 i = 0; i < excess; ++i) {
        if (auto removed = backups.remove((*all)[size_t(i)].id); !removed)
            return removed;
    }
    return {};
}

} // namespace digidig::mail
