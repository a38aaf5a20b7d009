// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/enable.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Enable::parse(Scanner &in, Enable &out)
{
    do {
        QByteArray name;
        if (!in.space() || !in.word(name))
            return false;
        if (!out.capabilities.contains(name))
            out.capabilities += name;
        if (out.capabilities.size() > MaxCapabilities)
            return in.fail("Too many capabilities");
    } while (in.peek() == ' ');
    return true;
}

} // namespace digidig::imapproto
