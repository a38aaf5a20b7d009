// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/fetch.h"

#include "imapproto/scanner.h"

#include <algorithm>

namespace digidig::imapproto {

namespace {

bool parseModifiers(Scanner &in, Fetch &out)
{
    const auto modifier = [&] {
        QByteArray word;
        if (!in.word(word))
            return false;
        if (word == "VANISHED") {
            out.vanished = true;
            return true;
        }
        if (word != "CHANGEDSINCE")
            return in.fail("Unknown modifier");
        quint64 modSeq = 0;
        if (!in.space() || !in.number64(modSeq))
            return false;
        out.changedSince = modSeq;
        return true;
    };
    if (!in.list(modifier))
        return false;
    if (out.vanished && !(out.uid && out.changedSince))
        return in.fail("VANISHED goes with UID FETCH and CHANGEDSINCE only");
    return true;
}

void imply(Fetch &out, FetchItem::Kind kind)
{
    const bool there = std::any_of(out.items.begin(), out.items.end(),
        [kind](const FetchItem &item) { return item.kind == kind; });
    if (!there)
        out.items.push_back(FetchItem{.kind = kind});
}

} // namespace

bool Fetch::parse(Scanner &in, Fetch &out)
{
    if (!in.space() || !in.sequenceSet(out.set) || !in.space() || !parseFetchItems(in, out.items))
        return false;
    if (in.skip(' ') && !in.atEnd() && !parseModifiers(in, out))
        return false;
    if (out.uid)
        imply(out, FetchItem::Kind::Uid);
    if (out.changedSince)
        imply(out, FetchItem::Kind::ModSeq);
    return true;
}

} // namespace digidig::imapproto
