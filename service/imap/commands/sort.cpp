// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/sort.h"

#include "imap/commands.h"
#include "imap/searchcommand.h"
#include "imap/session.h"
#include "imap/sorting.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Sort &command, Session &session)
{
    const std::optional<Reply> refused = beginSearch(command.key, session);
    if (refused)
        co_return *refused;
    const FoundRequest request{.name = "SORT",
        .tag = session.tag(),
        .uid = command.uid,
        .withModSeq = imapproto::mentions(command.key, imapproto::SearchKey::Kind::ModSeq),
        .returns = command.returns};
    const SearchScope scope = searchScope(session);
    const auto sort = [&]() -> core::Result<FoundAnswer> {
        mail::MailboxAccess &access = session.context().access;
        core::Result<Positions> found = searched(command.key, scope, access, session.gone());
        if (found)
            found = sorted(*std::move(found), command.criteria, scope.view, access, session.gone());
        if (!found)
            return found.error();
        return answered(request, scope.view, *found);
    };
    core::Result<FoundAnswer> answer = co_await session.work(sort);
    Task<Reply> telling = tell(std::move(answer), command.returns.save, session);
    co_return co_await telling;
}

} // namespace digidig::imap
