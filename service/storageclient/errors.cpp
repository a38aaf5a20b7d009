// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/errors.h"

#include <QtCore/QCoreApplication>

namespace digidig::storageclient::errors {

using core::Errc;
using core::Error;

Error unavailable(const QString &detail)
{
    return {Errc::Unavailable,
        QCoreApplication::translate("storageclient", "The Storage service is not available"),
        detail, "storage_unavailable"};
}

Error timeout()
{
    return {Errc::Timeout,
        QCoreApplication::translate("storageclient", "The Storage service did not answer in time"),
        {}, "storage_timeout"};
}

Error connectionLimit()
{
    return {Errc::LimitExceeded,
        QCoreApplication::translate(
            "storageclient", "Too many requests wait for the Storage service"),
        {}, "connection_limit"};
}

Error notFound()
{
    return {Errc::NotFound,
        QCoreApplication::translate("storageclient", "The Storage service has no such e-mail"), {},
        "email_not_found"};
}

Error refused(const QString &detail)
{
    return {Errc::Invalid,
        QCoreApplication::translate("storageclient", "The Storage service refused the request"),
        detail, "storage_refused"};
}

Error tooLarge()
{
    return {Errc::TooLarge,
        QCoreApplication::translate(
            "storageclient", "The e-mail is too large for the Storage service"),
        {}, "email_too_large"};
}

Error cancelled()
{
    return {Errc::Unavailable,
        QCoreApplication::translate(
            "storageclient", "The request to the Storage service was cancelled"),
        {}, "cancelled"};
}

} // namespace digidig::storageclient::errors
