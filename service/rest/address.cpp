// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/address.h"

#include "mail/address.h"
#include "rest/answer.h"

#include <QtCore/QCoreApplication>

namespace digidig::rest {

core::Error notAnAddress(const QString &field)
{
    return invalidField(field, QCoreApplication::translate("rest", "must be an e-mail address"));
}

core::Result<QString> addressIn(const QString &field, QStringView given)
{
    if (auto address = mail::normalizeAddress(given))
        return *std::move(address);
    return notAnAddress(field);
}

} // namespace digidig::rest
