// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/append.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

namespace {

bool parseMessage(Scanner &in, Append::Message &out)
{
    if (in.peek() == '(' && (!in.flagList(out.flags) || !in.space()))
        return false;
    if (in.peek() == '"') {
        qint64 ms = 0;
        if (!in.dateTime(ms) || !in.space())
            return false;
        out.internalDate = ms;
    }
    if (!in.skipWord("UTF8"))
        return in.literal(out.bytes, out.binary);
    out.utf8 = true;
    return in.space() && in.expect('(') && in.literal(out.bytes, out.binary) && in.expect(')');
}

} // namespace

bool Append::parse(Scanner &in, Append &out)
{
    if (!in.space() || !in.mailbox(out.mailbox))
        return false;
    do {
        Message message;
        if (!in.space() || !parseMessage(in, message))
            return false;
        out.messages.push_back(std::move(message));
    } while (in.peek() == ' ');
    return true;
}

} // namespace digidig::imapproto
