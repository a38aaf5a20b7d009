// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/autherrors.h"

#include <QtCore/QCoreApplication>

namespace digidig::auth::errors {

core::Error wrongCredential()
{
    return {core::Errc::Unauthorized,
        QCoreApplication::translate("auth", "the credential is not valid"), {}, {}};
}

core::Error accountDisabled()
{
    return {core::Errc::Forbidden, QCoreApplication::translate("auth", "the account is disabled"),
        {}, "account_disabled"};
}

core::Error identityUnavailable(const QString &detail)
{
    return {core::Errc::Unavailable,
        QCoreApplication::translate("auth", "the Identity service is not available"), detail,
        "identity_unavailable"};
}

} // namespace digidig::auth::errors
