// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/search.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Search::parse(Scanner &in, Search &out)
{
    if (!parseSearchReturn(in, out.returns) || !in.space())
        return false;
    QByteArray charset = "UTF-8"; // RFC 9051 §6.4.4; US-ASCII of RFC 3501 is some of it.
    if (in.skipWord("CHARSET")) {
        if (!in.space() || !in.astring(charset) || !in.space())
            return false;
        // RFC 6855 §3.
        if (in.dialect().utf8Accept)
            return in.fail("No CHARSET after ENABLE UTF8=ACCEPT");
    }
    return parseSearchKeys(in, charset, out.key);
}

} // namespace digidig::imapproto
