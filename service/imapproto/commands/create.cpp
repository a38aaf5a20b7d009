// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/create.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Create::parse(Scanner &in, Create &out)
{
    if (!in.space() || !in.mailbox(out.mailbox))
        return false;
    if (!in.skip(' ') || in.atEnd())
        return true;
    return in.list([&] {
        QByteArray word;
        if (!in.word(word))
            return false;
        if (word != "USE")
            return in.fail("Unknown parameter");
        return in.space() && in.flagList(out.specialUses);
    });
}

} // namespace digidig::imapproto
