// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/store.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

namespace {

bool parseModifiers(Scanner &in, Store &out)
{
    return in.list([&] {
        QByteArray word;
        if (!in.word(word))
            return false;
        if (word != "UNCHANGEDSINCE")
            return in.fail("Unknown modifier");
        quint64 modSeq = 0;
        if (!in.space() || !in.number64(modSeq))
            return false;
        out.unchangedSince = modSeq;
        return true;
    });
}

} // namespace

bool Store::parse(Scanner &in, Store &out)
{
    if (!in.space() || !in.sequenceSet(out.set) || !in.space())
        return false;
    if (in.peek() == '(' && (!parseModifiers(in, out) || !in.space()))
        return false;
    if (in.skip('+'))
        out.change = Change::Add;
    else if (in.skip('-'))
        out.change = Change::Remove;
    QByteArray name;
    if (!in.name(name))
        return false;
    out.silent = name == "FLAGS.SILENT";
    if (!out.silent && name != "FLAGS")
        return in.fail("Expected FLAGS");
    if (!in.space())
        return false;
    if (in.peek() == '(')
        return in.flagList(out.flags);
    do {
        QString flag;
        if (!in.flag(flag))
            return false;
        out.flags += flag;
    } while (in.skip(' ') && !in.atEnd());
    return true;
}

} // namespace digidig::imapproto
