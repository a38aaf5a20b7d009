// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/messages.h"

namespace digidig::imap {

std::optional<PositionSpans> resolved(
    const Selected &selected, const imapproto::SequenceSet &set, bool uid)
{
    const mail::MailboxView &view = selected.view;
    // `1:*` of an empty mailbox is what clients ask first; it names nothing.
    const bool starOfNothing = view.isEmpty() && set.hasStar();
    if (!uid && !set.isSaved() && !starOfNothing && set.exceeds(quint32(view.size())))
        return std::nullopt;
    return spansOf(view, selected.saved, set, uid);
}

imapproto::NumberRanges rangesOf(const std::vector<core::Uid> &uids)
{
    imapproto::NumberRanges ranges;
    for (const core::Uid uid : uids)
        ranges.add(uid.value);
    return ranges;
}

void writeVanishedEarlier(const imapproto::NumberRanges &uids, imapproto::ResponseWriter &out)
{
    if (!uids.isEmpty())
        out.untagged().atom("VANISHED").open().atom("EARLIER").close().set(uids).end();
}

} // namespace digidig::imap
