// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/saslplain.h"

#include <QtCore/QByteArrayList>

namespace digidig::auth {

std::optional<PlainMessage> readPlain(const QByteArray &message)
{
    // [authzid] NUL authcid NUL passwd
    const QByteArrayList parts = message.split('\0');
    if (parts.size() != 3 || parts[1].isEmpty() || parts[2].isEmpty())
        return std::nullopt;
    return PlainMessage{parts[0], parts[1], parts[2]};
}

} // namespace digidig::auth
