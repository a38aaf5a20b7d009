// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/mailboxstatus.h"

#include "imap/recentclaims.h"

#include <algorithm>

namespace digidig::imap {

namespace {

using imapproto::StatusItem;

struct DeletedFigures {
    quint64 messages = 0;
    quint64 bytes = 0;
};

core::Result<DeletedFigures> deletedOf(Context &context, core::MailboxId mailbox)
{
    const auto view = context.index.current(mailbox);
    if (!view)
        return view.error();
    DeletedFigures deleted;
    view->each(0, view->size(), [&](qsizetype, const mail::IndexRow &row) {
        if (row.flags.has(mail::Deleted)) {
            ++deleted.messages;
            deleted.bytes += quint64(row.size);
        }
        return true;
    });
    return deleted;
}

core::Result<quint64> recentOf(Context &context, const mail::Mailbox &mailbox)
{
    const auto stored = context.access.recentFrom(mailbox.id);
    if (!stored)
        return stored.error();
    const core::Uid from = context.recent.unclaimedFrom(mailbox.id, *stored);
    if (from >= mailbox.uidNext)
        return quint64(0);
    const auto view = context.index.current(mailbox.id);
    if (!view)
        return view.error();
    return quint64(view->size() - view->lowerBound(from));
}

core::Result<quint64> valueOf(Context &context, const mail::Mailbox &mailbox, StatusItem item)
{
    switch (item) {
    case StatusItem::Messages:
        return quint64(mailbox.messages);
    case StatusItem::Recent:
        return recentOf(context, mailbox);
    case StatusItem::UidNext:
        return quint64(mailbox.uidNext.value);
    case StatusItem::UidValidity:
        return quint64(mailbox.uidValidity);
    case StatusItem::Unseen:
        return quint64(mailbox.unseen);
    case StatusItem::Size:
        return quint64(mailbox.bytes);
    case StatusItem::HighestModSeq:
        return quint64(std::max<qint64>(1, mailbox.highestModSeq.value));
    case StatusItem::AppendLimit:
        return quint64(context.config.get(config::keys::maxMessageBytes));
    case StatusItem::Deleted:
    case StatusItem::DeletedStorage: {
        const auto deleted = deletedOf(context, mailbox.id);
        if (!deleted)
            return deleted.error();
        return item == StatusItem::Deleted ? deleted->messages : deleted->bytes;
    }
    case StatusItem::MailboxId:
        break;
    }
    return quint64(0);
}

} // namespace

core::Result<void> writeStatus(Context &context, const mail::Mailbox &mailbox,
    const std::vector<StatusItem> &items, imapproto::ResponseWriter &out)
{
    std::vector<quint64> values;
    for (const StatusItem item : items) {
        const auto value = valueOf(context, mailbox, item);
        if (!value)
            return value.error();
        values.push_back(*value);
    }
    out.untagged().atom("STATUS").mailbox(mailbox.name).open();
    for (size_t i = 0; i < items.size(); ++i) {
        out.atom(imapproto::statusItemName(items[i]));
        if (items[i] == StatusItem::MailboxId)
            out.objectId(mailbox.publicId.toLatin1());
        else
            out.number(values[i]);
    }
    out.close().end();
    return {};
}

} // namespace digidig::imap
