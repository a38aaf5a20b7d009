// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/statusitem.h"

#include "imapproto/scanner.h"

#include <algorithm>

namespace digidig::imapproto {

namespace {

constexpr struct {
    StatusItem item;
    const char *name;
} Names[] = {
    {StatusItem::Messages, "MESSAGES"},
    {StatusItem::Recent, "RECENT"},
    {StatusItem::UidNext, "UIDNEXT"},
    {StatusItem::UidValidity, "UIDVALIDITY"},
    {StatusItem::Unseen, "UNSEEN"},
    {StatusItem::Deleted, "DELETED"},
    {StatusItem::Size, "SIZE"},
    {StatusItem::HighestModSeq, "HIGHESTMODSEQ"},
    {StatusItem::MailboxId, "MAILBOXID"},
    {StatusItem::AppendLimit, "APPENDLIMIT"},
    {StatusItem::DeletedStorage, "DELETED-STORAGE"},
};

} // namespace

QByteArrayView statusItemName(StatusItem item)
{
    for (const auto &[known, name] : Names) {
        if (known == item)
            return name;
    }
    return {};
}

bool parseStatusItems(Scanner &in, std::vector<StatusItem> &out)
{
    return in.list([&] {
        QByteArray word;
        if (!in.word(word))
            return false;
        const auto known = std::find_if(std::begin(Names), std::end(Names),
            [&](const auto &entry) { return word == entry.name; });
        if (known == std::end(Names))
            return in.fail("Unknown status item");
        if (std::find(out.begin(), out.end(), known->item) == out.end())
            out.push_back(known->item);
        return true;
    });
}

} // namespace digidig::imapproto
