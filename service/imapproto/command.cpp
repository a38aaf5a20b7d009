// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/command.h"

namespace digidig::imapproto {

namespace {

bool isUid(const Command &command)
{
    return std::visit(
        [](const auto &c) {
            if constexpr (requires { c.uid; })
                return c.uid;
            else
                return false;
        },
        command);
}

} // namespace

const CommandTraits &traits(const Command &command)
{
    return std::visit(
        [](const auto &c) -> const CommandTraits & { return std::decay_t<decltype(c)>::Traits; },
        command);
}

QByteArray commandName(const Command &command)
{
    const QByteArray name = traits(command).name;
    return isUid(command) ? "UID " + name : name;
}

bool mayExpunge(const Command &command)
{
    return isUid(command) || !traits(command).holdsNumbers;
}

} // namespace digidig::imapproto
