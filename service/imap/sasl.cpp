// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/sasl.h"

#include "imap/saslways.h"

namespace digidig::imap {

namespace {

bool always(const Session &)
{
    return true;
}

constexpr SaslMechanism All[] = {
    {"SCRAM-SHA-256-PLUS", canScramPlus, scramSha256Plus},
    {"SCRAM-SHA-256", canScram, scramSha256},
    {"EXTERNAL", canExternal, external},
    {"OAUTHBEARER", canOAuth, oauthBearer},
    {"XOAUTH2", canOAuth, xoauth2},
    {"PLAIN", always, plain},
    {"LOGIN", always, loginMechanism},
};

} // namespace

std::span<const SaslMechanism> saslMechanisms()
{
    return All;
}

} // namespace digidig::imap
