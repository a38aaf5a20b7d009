// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/thread.h"

#include "imap/commands.h"
#include "imap/searchcommand.h"
#include "imap/session.h"
#include "imap/threading.h"

namespace digidig::imap {

namespace {

std::vector<quint32> numbersOf(const mail::MailboxView &view, const Positions &found, bool uid)
{
    std::vector<quint32> numbers;
    numbers.reserve(found.size());
    for (const qsizetype position : found)
        numbers.push_back(uid ? view.at(position).uid.value : quint32(position) + 1);
    return numbers;
}

} // namespace

template <>
Task<Reply> run(const imapproto::Thread &command, Session &session)
{
    const std::optional<Reply> refused = beginSearch(command.key, session);
    if (refused)
        co_return *refused;
    const SearchScope scope = searchScope(session);
    const auto thread = [&]() -> core::Result<QByteArray> {
        mail::MailboxAccess &access = session.context().access;
        const core::Result<Positions> found = searched(command.key, scope, access, session.gone());
        if (!found)
            return found.error();
        const auto forest = threaded(*found, command.algorithm, scope.view, access, session.gone());
        if (!forest)
            return forest.error();
        return threadResponse(*forest, numbersOf(scope.view, *found, command.uid));
    };
    core::Result<QByteArray> line = co_await session.work(thread);
    if (!line)
        co_return refusal(line.error());
    Task<> telling = tellLine(*std::move(line), session);
    co_await telling;
    co_return ok(QStringLiteral("Thread completed"));
}

} // namespace digidig::imap
