// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/opening.h"

#include "imap/mailboxes.h"
#include "imap/messages.h"
#include "imap/recentclaims.h"
#include "imap/session.h"

namespace digidig::imap {

namespace {

using imapproto::Condition;
using imapproto::ResponseCode;

/// What is read of a mailbox before it is shown.
struct Opened {
    mail::MailboxView view;
    core::Uid recentFrom;
    /// What QRESYNC asks for.
    std::vector<mail::IndexRow> changed;
    imapproto::NumberRanges vanished;
    bool resynced = false;
};

core::Result<void> resync(Context &context, const imapproto::QResync &asked, Opened &opened)
{
    const mail::Mailbox &mailbox = opened.view.mailbox();
    opened.resynced = asked.uidValidity == mailbox.uidValidity;
    if (!opened.resynced)
        return {};
    const core::ModSeq since{qint64(asked.modSeq)};
    auto delta = context.access.delta(mailbox.id, since);
    if (!delta)
        return delta.error();
    const auto wanted = [&](core::Uid uid) {
        return !asked.knownUids || asked.knownUids->contains(uid.value);
    };
    for (mail::IndexRow &row : delta->rows) {
        if (row.modSeq > since && wanted(row.uid) && opened.view.find(row.uid) >= 0)
            opened.changed.push_back(std::move(row));
    }
    if (!delta->whole) {
        for (const core::Uid uid : delta->vanished) {
            if (wanted(uid))
                opened.vanished.add(uid.value);
        }
        return {};
    }
    // What went when is not known any more: all that is not there (RFC 7162 §3.2.5.2).
    imapproto::NumberRanges known;
    if (asked.knownUids)
        known = *asked.knownUids;
    else if (mailbox.uidNext.value > 1)
        known.add({1, mailbox.uidNext.value - 1});
    opened.vanished = missingUids(opened.view, known);
    return {};
}

core::Result<Opened> open(Context &context, core::AccountId account, const QString &name,
    const std::optional<imapproto::QResync> &qresync)
{
    const auto mailbox = mailboxNamed(context, account, name);
    if (!mailbox)
        return mailbox.error();
    auto view = context.index.current(mailbox->id);
    if (!view)
        return view.error();
    const auto recent = context.access.recentFrom(mailbox->id);
    if (!recent)
        return recent.error();
    Opened opened{*std::move(view), *recent, {}, {}, false};
    if (qresync) {
        const auto resynced = resync(context, *qresync, opened);
        if (!resynced)
            return resynced.error();
    }
    return opened;
}

std::unique_ptr<Selected> selectedFrom(Session &session, const Opened &opened, bool readOnly)
{
    auto selected = std::make_unique<Selected>();
    selected->view = opened.view;
    selected->readOnly = readOnly;
    selected->keywords = opened.view.keywords();
    const mail::Mailbox &mailbox = opened.view.mailbox();
    RecentClaims &claims = session.context().recent;
    const core::Uid first = readOnly ? claims.unclaimedFrom(mailbox.id, opened.recentFrom)
                                     : claims.claim(mailbox.id, opened.recentFrom, mailbox.uidNext);
    if (first < mailbox.uidNext) {
        selected->recent.emplace_back(first, mailbox.uidNext);
        selected->claimed = !readOnly;
    }
    return selected;
}

void tellStatus(Session &session)
{
    imapproto::ResponseWriter &out = session.out();
    const Selected &selected = *session.selected();
    const mail::Mailbox &mailbox = selected.view.mailbox();
    const bool rev2 = session.isEnabled(EnabledRev2);
    session.tellMailboxFlags();
    out.numbered(quint32(selected.view.size()), "EXISTS");
    if (!rev2) {
        out.numbered(quint32(selected.recentCount()), "RECENT");
        if (const qsizetype unseen = selected.firstUnseen())
            out.status(Condition::Ok, ResponseCode::number("UNSEEN", quint64(unseen)),
                u"The first that was not read");
    }
    out.status(Condition::Ok, ResponseCode::number("UIDVALIDITY", mailbox.uidValidity),
        u"What UIDs hold for");
    out.status(
        Condition::Ok, ResponseCode::number("UIDNEXT", mailbox.uidNext.value), u"The next UID");
    out.status(Condition::Ok,
        ResponseCode::number(
            "HIGHESTMODSEQ", quint64(std::max<qint64>(1, mailbox.highestModSeq.value))),
        u"The last change");
    out.status(Condition::Ok, ResponseCode::mailboxId(mailbox.publicId.toLatin1()),
        u"The identity of the mailbox");
    if (rev2)
        out.untagged()
            .atom("LIST")
            .open()
            .close()
            .string(QByteArrayView("/"))
            .mailbox(mailbox.name)
            .end();
}

} // namespace

Task<Reply> openMailbox(
    Session &session, QString name, imapproto::SelectParameters parameters, bool readOnly)
{
    if (session.selected()) {
        // A client that reads on must know where the old mailbox ends (RFC 7162 §3.2.11); its last
        // news is not told, since not every client does.
        session.unselect();
        session.out().status(Condition::Ok, "CLOSED", u"The mailbox before is closed");
    }
    if (parameters.qresync && !session.isEnabled(EnabledQresync))
        co_return bad(QStringLiteral("ENABLE QRESYNC first"));
    if (parameters.condStore || parameters.qresync)
        session.enable(EnabledCondstore);
    const core::AccountId account = session.account();
    auto read = [&] { return open(session.context(), account, name, parameters.qresync); };
    core::Result<Opened> opened = co_await session.work(read);
    if (!opened)
        co_return refusal(opened.error());
    session.select(selectedFrom(session, *opened, readOnly));
    tellStatus(session);
    if (opened->resynced) {
        writeVanishedEarlier(opened->vanished, session.out());
        for (const mail::IndexRow &row : opened->changed) {
            session.tellFlags(opened->view.find(row.uid), row, true);
            if (session.hasPiece())
                co_await session.room();
        }
    }
    co_return ok(QStringLiteral("Mailbox selected"), readOnly ? "READ-ONLY" : "READ-WRITE");
}

} // namespace digidig::imap
