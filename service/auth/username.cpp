// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/username.h"

#include "auth/credentials.h"

namespace digidig::auth {

UserName splitUserName(const QString &typed)
{
    // No domain has a slash, so what precedes the last @ is left alone.
    const qsizetype slash = typed.lastIndexOf(u'/');
    if (slash < 0 || slash < typed.lastIndexOf(u'@'))
        return {typed, {}};
    const QString selector = typed.mid(slash + 1).toLower();
    return isAppPasswordSelector(selector) ? UserName{typed.left(slash), selector}
                                           : UserName{typed, {}};
}

} // namespace digidig::auth
