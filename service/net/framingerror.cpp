// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/framingerror.h"

#include <QtCore/QCoreApplication>

namespace digidig::net {

QString FramingError::text() const
{
    return QCoreApplication::translate("net", message);
}

} // namespace digidig::net
