// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/contract.h"

#include <QtCore/QFile>

// The resource lies in a static library, so nothing but this call makes it part of the program. The
// macro must stand outside of every namespace.
static void registerContractResource()
{
    Q_INIT_RESOURCE(contract);
}

namespace digidig::rest {

namespace {

QByteArray resource(const QString &name)
{
    registerContractResource();
    QFile file(QStringLiteral(":/contract/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QByteArray contractDocument()
{
    return resource(QStringLiteral("openapi.json"));
}

QByteArray contractStyle()
{
    return resource(QStringLiteral("docs.css"));
}

QByteArray pageSecurityPolicy()
{
    return "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
           "frame-ancestors 'none'";
}

} // namespace digidig::rest
