// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/access.h"
#include "store/writer.h"

namespace digidig::store {

// What happens to single messages inside a write, with every counter; for writes that do it to
// many.

/// Takes the message out of the counters of its @p mailbox, which it does not save, and records
/// that its UID is gone.
void depart(Work &work, const MessageRow &row, MailboxRow &mailbox, qint64 modSeq);
/// Gives the message a UID in @p mailbox and counts it there; saves neither.
void arrive(MessageRow &row, MailboxRow &mailbox, qint64 modSeq);
/// What a new message has that neither its content nor its mailbox tells.
struct NewMessage {
    QByteArray publicId = {}; ///< Empty: a new one.
    mail::Flags flags;
    qint64 receivedMs = 0;
    qint64 thread = 0;
    QString sender, recipient;
};
/// Puts a message with @p content (of which it needs id, size, whether it has attachments, From and
/// To) into @p mailbox of @p account, counts it in both, which it does not save, and tells so.
MessageRow addMessage(Work &work, AccountRow &account, MailboxRow &mailbox,
    const ContentRow &content, const NewMessage &message);
/// QuotaExceeded when @p account has no room for @p bytes more.
void demandRoom(const AccountRow &account, qint64 bytes);
/// The mailbox with this row id; NotFound (`mailbox_not_found`) when there is none, or when it is
/// not @p account's.
[[nodiscard]] MailboxRow mailboxAsked(
    Connection &db, core::MailboxId id, std::optional<core::AccountId> account = {});
/// The message in @p mailbox with this UID, when it is there.
[[nodiscard]] std::optional<MessageRow> messageByUid(
    Connection &db, qint64 mailbox, core::Uid uid);
/// The mailbox with this row id; Corrupt when it is missing.
[[nodiscard]] MailboxRow mailboxById(Connection &db, qint64 id);
/// The account's mailbox of @p use (`\Sent` …), made where a new account has it when there is none.
[[nodiscard]] MailboxRow specialMailbox(
    Work &work, qint64 account, const QString &use, const mail::FolderPlan &folders);
/// The account's \Trash, made when it has none.
[[nodiscard]] MailboxRow trashOf(Work &work, qint64 account, const mail::FolderPlan &folders);
/// Gives the message a new UID in @p target (RFC 6851); its identity stays. Saves both mailboxes,
/// not the message, and tells nobody. The name of the mailbox it leaves.
QString moveTo(Work &work, MessageRow &row, MailboxRow &target, qint64 modSeq);
/// Writes back flags, modSeq and, when it @p moved, where it is.
void saveMessage(Work &work, const MessageRow &row, bool moved);
/// Moves the row to those that can be brought back. Neither mailbox nor account are counted.
void keepDeleted(Work &work, const MessageRow &row, const MailboxRow &mailbox);
/// Gives the message other flags, and counts it in @p mailbox; saves neither.
void setFlags(MessageRow &row, const mail::Flags &flags, MailboxRow &mailbox);
/// Takes the message out of its mailbox, tells so, and keeps what bringing it back needs, until it
/// is purged.
void removeForGood(Work &work, MessageRow row);
/// Tells what happened to the message, once it is committed.
void tell(Work &work, mail::MailEvent::What what, const MessageRow &row, const AccountRow &account,
    const MailboxRow &mailbox, const QString &fromMailbox = {});

} // namespace digidig::store
