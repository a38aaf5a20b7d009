// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/searchcommand.h"

#include "core/clock.h"
#include "imap/session.h"

#include <algorithm>

namespace digidig::imap {

namespace {

// Recurses as deep as the key, which its parser bounds.
bool namesMissing(const imapproto::SearchKey &key, quint32 count)
{
    if (key.kind == imapproto::SearchKey::Kind::Sequence)
        return !key.set.isSaved() && key.set.exceeds(count);
    return std::any_of(key.keys.begin(), key.keys.end(),
        [count](const imapproto::SearchKey &part) { return namesMissing(part, count); });
}

} // namespace

std::optional<Reply> beginSearch(const imapproto::SearchKey &key, Session &session)
{
    const mail::MailboxView &view = session.selected()->view;
    if (!view.isEmpty() && namesMissing(key, quint32(view.size())))
        return bad(QStringLiteral("There is no message with that number"));
    if (imapproto::mentions(key, imapproto::SearchKey::Kind::ModSeq))
        session.enable(EnabledCondstore);
    return {};
}

SearchScope searchScope(Session &session)
{
    const Selected &selected = *session.selected();
    return {.view = selected.view,
        .recent = selected.recent,
        .saved = selected.saved,
        .nowMs = core::nowMs()};
}

FoundAnswer answered(
    const FoundRequest &request, const mail::MailboxView &view, const Positions &positions)
{
    FoundAnswer answer;
    answer.line = request.returns.given
        ? extendedSearchResponse(
            request.tag, view, positions, request.returns, request.uid, request.withModSeq)
        : searchResponse(request.name, view, positions, request.uid, request.withModSeq);
    if (request.returns.save) {
        answer.saved = uidsAt(view, asked(request.returns, positions));
        std::sort(answer.saved.begin(), answer.saved.end());
    }
    return answer;
}

Task<Reply> tell(core::Result<FoundAnswer> answer, bool save, Session &session)
{
    if (!answer) {
        if (save)
            session.selected()->saved.clear();
        co_return refusal(answer.error());
    }
    if (save)
        session.selected()->saved = std::move(answer->saved);
    if (!answer->line.isEmpty()) {
        QByteArray line = std::move(answer->line);
        co_await tellLine(std::move(line), session);
    }
    co_return ok(save ? QStringLiteral("Search completed, result saved")
                      : QStringLiteral("Search completed"));
}

Task<> tellLine(QByteArray line, Session &session)
{
    constexpr qsizetype Piece = Session::Piece;
    imapproto::ResponseWriter &out = session.out();
    out.untagged().wire(QByteArrayView(line).first(std::min(line.size(), Piece)));
    for (qsizetype at = Piece; at < line.size(); at += Piece) {
        co_await session.room();
        session.send(line.mid(at, Piece));
    }
    out.end();
}

} // namespace digidig::imap
