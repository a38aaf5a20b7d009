// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/emailfilter.h"

namespace digidig::console {

QUrlQuery EmailFilter::parameters() const
{
    QUrlQuery parameters;
    parameters.addQueryItem(QStringLiteral("account"), account);
    if (!mailbox.isEmpty())
        parameters.addQueryItem(QStringLiteral("mailbox"), mailbox);
    // QUrlQuery decodes what it is given: a percent sign must be one.
    QString typed = query;
    if (!typed.isEmpty())
        parameters.addQueryItem(QStringLiteral("q"), typed.replace(u'%', QStringLiteral("%25")));
    parameters.addQueryItem(QStringLiteral("sort"), sort);
    return parameters;
}

QJsonObject EmailFilter::batchFilter() const
{
    QJsonObject filter{{QStringLiteral("account"), account}};
    if (!mailbox.isEmpty())
        filter.insert(QStringLiteral("mailbox"), mailbox);
    if (!query.isEmpty())
        filter.insert(QStringLiteral("q"), query);
    return filter;
}

} // namespace digidig::console
