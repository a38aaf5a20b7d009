// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/selectparameters.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

namespace {

bool parseMatch(Scanner &in, QResync::Match &out)
{
    return in.expect('(') && in.uidSet(out.numbers) && in.space() && in.uidSet(out.uids)
        && in.expect(')');
}

/// `(67890007 20050715194045000 41,43:211 (1:29 41:70))`
bool parseQResync(Scanner &in, QResync &out)
{
    if (!in.expect('(') || !in.nzNumber(out.uidValidity) || !in.space() || !in.number64(out.modSeq))
        return false;
    bool more = in.skip(' ');
    if (more && in.peek() != '(') {
        out.knownUids.emplace();
        if (!in.uidSet(*out.knownUids))
            return false;
        more = in.skip(' ');
    }
    if (more) {
        out.match.emplace();
        if (!parseMatch(in, *out.match))
            return false;
    }
    return in.expect(')');
}

} // namespace

bool parseSelect(Scanner &in, QString &mailbox, SelectParameters &out)
{
    if (!in.space() || !in.mailbox(mailbox))
        return false;
    if (!in.skip(' ') || in.atEnd())
        return true;
    return in.list([&] {
        QByteArray word;
        if (!in.word(word))
            return false;
        if (word == "CONDSTORE") {
            out.condStore = true;
            return true;
        }
        if (word != "QRESYNC" || out.qresync)
            return in.fail("Unknown parameter");
        out.qresync.emplace();
        return in.space() && parseQResync(in, *out.qresync);
    });
}

} // namespace digidig::imapproto
