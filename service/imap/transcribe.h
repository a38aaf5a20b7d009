// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/parser.h"
#include "net/transcript.h"

#include <variant>

namespace digidig::imap {

/// Notes a command of the client: without its literals, and of commands with credentials nothing
/// but the name.
void transcribe(net::Transcript &transcript, const imapproto::RawCommand &raw,
    const std::variant<imapproto::TaggedCommand, imapproto::ParseError> &parsed);
/// Notes lines of the server; message data is not among them.
void transcribe(net::Transcript &transcript, QByteArrayView sent);

} // namespace digidig::imap
