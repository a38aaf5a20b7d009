// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/thread.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Thread::parse(Scanner &in, Thread &out)
{
    QByteArray algorithm;
    if (!in.space() || !in.word(algorithm))
        return false;
    if (algorithm == "ORDEREDSUBJECT")
        out.algorithm = Algorithm::OrderedSubject;
    else if (algorithm != "REFERENCES")
        return in.fail("Unknown threading algorithm");
    QByteArray charset;
    return in.space() && in.astring(charset) && in.space() && parseSearchKeys(in, charset, out.key);
}

} // namespace digidig::imapproto
