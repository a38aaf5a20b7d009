// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/compress.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Compress::parse(Scanner &in, Compress &out)
{
    return in.space() && in.word(out.algorithm);
}

} // namespace digidig::imapproto
