// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"

namespace digidig::imap {

/// RFC 4978 §3. What the client has sent after this command is compressed already.
template <>
Task<Reply> run(const imapproto::Compress &command, Session &session)
{
    if (command.algorithm != "DEFLATE")
        co_return bad(QStringLiteral("This server compresses with DEFLATE only"));
    if (session.stream().isCompressed())
        co_return no(QStringLiteral("Compression is on already"), "COMPRESSIONACTIVE");
    if (!session.stream().canCompress())
        co_return no(QStringLiteral("Compression is not to be had now"), "CANNOT");
    session.compressAfterReply();
    co_return ok(QStringLiteral("Compressed from here on"));
}

} // namespace digidig::imap
