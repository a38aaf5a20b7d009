// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/authenticate.h"

#include "imapproto/base64.h"
#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Authenticate::parse(Scanner &in, Authenticate &out)
{
    if (!in.space() || !in.word(out.mechanism))
        return false;
    if (!in.skip(' ') || in.atEnd())
        return true;
    if (in.skip('=')) { // RFC 4959 §3: there is one, and it is empty.
        out.initialResponse = QByteArray("", 0);
        return true;
    }
    QByteArrayView text;
    if (!in.atom(text))
        return false;
    out.initialResponse = decodeBase64(text);
    return out.initialResponse || in.fail("The initial response is not base64");
}

} // namespace digidig::imapproto
