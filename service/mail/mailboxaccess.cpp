// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailboxaccess.h"

namespace digidig::mail {

QString threadIdText(qint64 thread)
{
    return u'T' + QString::number(thread);
}

} // namespace digidig::mail
