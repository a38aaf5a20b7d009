// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/quota.h"

namespace digidig::imap {

void writeQuota(const mail::Account &account, imapproto::ResponseWriter &out)
{
    constexpr qint64 Unit = 1024;
    out.untagged().atom("QUOTA").string(QuotaRoot).open();
    if (account.quotaBytes > 0) {
        out.atom("STORAGE")
            .number(quint64((account.usedBytes + Unit - 1) / Unit))
            .number(quint64(account.quotaBytes / Unit));
    }
    out.close().end();
}

} // namespace digidig::imap
