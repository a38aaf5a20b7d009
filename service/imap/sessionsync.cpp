// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/recentclaims.h"
#include "imap/session.h"

#include <algorithm>

namespace digidig::imap {

Task<> Session::sync(bool expunge, std::vector<Told> quiet)
{
    if (!m_selected)
        co_return;
    m_changed = false;
    const core::MailboxId mailbox = m_selected->view.mailbox().id;
    auto known = m_context.index.known(mailbox);
    if (!known) {
        core::Result<mail::MailboxView> current =
            co_await work([this, mailbox] { return m_context.index.current(mailbox); });
        if (!current) {
            // Without a mailbox no sequence number means anything (RFC 2180 §3.3).
            if (current.error().errc == core::Errc::NotFound)
                bye(QStringLiteral("The mailbox was deleted by somebody else"));
            co_return;
        }
        known = *std::move(current);
    }
    mail::MailboxView later =
        expunge ? *std::move(known) : m_selected->view.withoutExpunges(*known);
    co_await announce(std::move(later), std::move(quiet));
}

Task<> Session::announce(mail::MailboxView later, std::vector<Told> quiet)
{
    const mail::MailboxView before = m_selected->view;
    const mail::MailboxView::Difference difference = before.to(later);
    claimRecent(later);
    m_selected->view = later;
    if (!difference.expunged.empty()) {
        if (isEnabled(EnabledQresync)) {
            imapproto::NumberRanges uids;
            for (const qsizetype position : difference.expunged)
                uids.add(before.at(position).uid.value);
            m_out.untagged().atom("VANISHED").set(uids).end();
        } else {
            // From the last: what is before it keeps its number.
            for (auto it = difference.expunged.rbegin(); it != difference.expunged.rend(); ++it) {
                m_out.numbered(quint32(*it + 1), "EXPUNGE");
                if (hasPiece())
                    co_await room();
            }
        }
    }
    if (difference.added > 0) {
        m_out.numbered(quint32(later.size()), "EXISTS");
        if (!isEnabled(EnabledRev2))
            m_out.numbered(quint32(m_selected->recentCount()), "RECENT");
    }
    const bool withUid = (m_enabled & (EnabledCondstore | EnabledQresync | EnabledRev2)) != 0;
    for (const qsizetype position : difference.changed) {
        const mail::IndexRow row = later.at(position);
        const auto told = std::lower_bound(quiet.begin(), quiet.end(), row.uid,
            [](const Told &one, core::Uid uid) { return one.uid < uid; });
        if (told != quiet.end() && told->uid == row.uid
            && told->modSeq.value_or(row.modSeq) == row.modSeq)
            continue;
        tellFlags(position, row, withUid);
        if (hasPiece())
            co_await room();
    }
}

void Session::tellFlags(qsizetype position, const mail::IndexRow &row, bool withUid)
{
    tellKeywords(row.flags.keywords);
    m_out.untagged().number(quint64(position + 1)).atom("FETCH").open();
    if (withUid)
        m_out.atom("UID").number(row.uid.value);
    m_out.atom("FLAGS").flags(flagsOf(row));
    if (isEnabled(EnabledCondstore))
        m_out.atom("MODSEQ").open().number(quint64(row.modSeq.value)).close();
    m_out.close().end();
}

void Session::tellModSeq(qsizetype position, const mail::IndexRow &row, bool withUid)
{
    m_out.untagged().number(quint64(position + 1)).atom("FETCH").open();
    if (withUid)
        m_out.atom("UID").number(row.uid.value);
    m_out.atom("MODSEQ").open().number(quint64(row.modSeq.value)).close().close().end();
}

QStringList Session::flagsOf(const mail::IndexRow &row) const
{
    QStringList flags = mail::flagNames(row.flags);
    if (!isEnabled(EnabledRev2) && m_selected->isRecent(row.uid))
        flags.append(QStringLiteral("\\Recent"));
    return flags;
}

void Session::tellKeywords(const QStringList &keywords)
{
    const auto missing = [this](const QString &keyword) {
        return !m_selected->keywords.contains(keyword, Qt::CaseInsensitive);
    };
    if (std::none_of(keywords.begin(), keywords.end(), missing))
        return;
    for (const QString &keyword : keywords) {
        if (missing(keyword))
            m_selected->keywords.append(keyword);
    }
    tellMailboxFlags();
}

void Session::tellMailboxFlags()
{
    const QStringList flags = mail::flagNames({.system = mail::Seen | mail::Answered | mail::Flagged
                                      | mail::Deleted | mail::Draft})
        + m_selected->keywords;
    m_out.untagged().atom("FLAGS").flags(flags).end();
    const bool readOnly = m_selected->readOnly;
    m_out.status(imapproto::Condition::Ok,
        imapproto::ResponseCode::permanentFlags(readOnly ? QStringList() : flags, !readOnly),
        readOnly ? u"Nothing can be changed" : u"What can be kept");
}

void Session::claimRecent(const mail::MailboxView &later)
{
    const core::Uid before = m_selected->view.mailbox().uidNext;
    const core::Uid now = later.mailbox().uidNext;
    if (m_selected->readOnly || isEnabled(EnabledRev2) || now <= before)
        return;
    const core::Uid first = m_context.recent.claim(later.mailbox().id, before, now);
    if (first < now) {
        UidSpans &recent = m_selected->recent;
        if (!recent.empty() && recent.back().second == first)
            recent.back().second = now; // So that mail that trickles in makes one span.
        else
            recent.emplace_back(first, now);
        m_selected->claimed = true;
    }
}

} // namespace digidig::imap
