// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/search.h"

#include "imap/commands.h"
#include "imap/searchcommand.h"
#include "imap/searching.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Search &command, Session &session)
{
    const std::optional<Reply> refused = beginSearch(command.key, session);
    if (refused)
        co_return *refused;
    FoundRequest request{.name = "SEARCH",
        .tag = session.tag(),
        .uid = command.uid,
        .withModSeq = imapproto::mentions(command.key, imapproto::SearchKey::Kind::ModSeq),
        .returns = command.returns};
    if (!request.returns.given && session.isEnabled(EnabledRev2)) {
        request.returns.given = true; // RFC 9051 §6.4.4: as if by RETURN (ALL).
        request.returns.all = true;
    }
    const SearchScope scope = searchScope(session);
    const auto search = [&]() -> core::Result<FoundAnswer> {
        const core::Result<Positions> found =
            searched(command.key, scope, session.context().access, session.gone());
        if (!found)
            return found.error();
        return answered(request, scope.view, *found);
    };
    core::Result<FoundAnswer> answer = co_await session.work(search);
    Task<Reply> telling = tell(std::move(answer), command.returns.save, session);
    co_return co_await telling;
}

} // namespace digidig::imap
