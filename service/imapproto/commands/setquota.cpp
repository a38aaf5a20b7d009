// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/setquota.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool SetQuota::parse(Scanner &in, SetQuota &out)
{
    const auto one = [&] {
        Limit limit;
        if (!in.word(limit.resource) || !in.space() || !in.number64(limit.limit))
            return false;
        if (out.limits.size() >= size_t(MaxLimits))
            return in.fail("Too many limits");
        out.limits.push_back(std::move(limit));
        return true;
    };
    return in.space() && in.astring(out.root) && in.space() && in.list(one, true);
}

} // namespace digidig::imapproto
