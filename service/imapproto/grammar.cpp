// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/grammar.h"

#include <algorithm>

namespace digidig::imapproto {

bool isFlag(QStringView text)
{
    if (text.startsWith(u'\\'))
        text = text.sliced(1);
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.unicode() < 0x80 && isAtomChar(char(c.unicode()));
    });
}

} // namespace digidig::imapproto
