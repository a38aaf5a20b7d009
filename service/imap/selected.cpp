// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/selected.h"

namespace digidig::imap {

qsizetype Selected::firstUnseen() const
{
    qsizetype found = 0;
    if (view.mailbox().unseen == 0)
        return found;
    view.each(0, view.size(), [&](qsizetype position, const mail::IndexRow &row) {
        if (row.flags.has(mail::Seen))
            return true;
        found = position + 1;
        return false;
    });
    return found;
}

} // namespace digidig::imap
