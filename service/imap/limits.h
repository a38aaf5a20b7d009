// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "config/keys.h"
#include "imapproto/receiver.h"

#include <algorithm>

namespace digidig::imap {

/// What the configuration lets a client send in one command.
[[nodiscard]] inline imapproto::ReceiverLimits receiverLimits(
    const config::Config &config, bool loggedIn)
{
    imapproto::ReceiverLimits limits;
    if (!loggedIn) {
        // Nobody has to say much before.
        limits.lineBytes = 16 * 1024;
        limits.literalBytes = limits.literalsBytes = 8 * 1024;
        limits.discardBytes = limits.discardLineBytes = 64 * 1024;
        return limits;
    }
    limits.appendLiteralBytes = config.get(config::keys::maxMessageBytes);
    // Several messages may come at once (RFC 3502), in memory; a single one always may.
    limits.appendLiteralsBytes = std::max(limits.appendLiteralBytes, limits.appendLiteralsBytes);
    limits.discardBytes = std::max(limits.discardBytes, 2 * limits.appendLiteralBytes);
    return limits;
}

} // namespace digidig::imap
