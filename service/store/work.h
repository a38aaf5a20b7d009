// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"
#include "mail/ports.h"
#include "store/access.h"
#include "store/derive.h"
#include "store/writer.h"

namespace digidig::store {

// The writes of the port, each inside a transaction of the writer's. They throw Failure.

struct AppendWork {
    mail::Append append;
    std::vector<std::shared_ptr<const Prepared>> forms; ///< At least one; see AppendTarget::form.
    mail::FolderPlan folders;
};
[[nodiscard]] mail::Appended runAppend(Work &work, const AppendWork &job);
/// The content's row with its id, inserted when these bytes are new. @p own: nobody else has them.
[[nodiscard]] ContentRow storeContent(Work &work, const Prepared &prepared, bool own);

[[nodiscard]] mail::Message runChange(Work &work, const mail::MessageChange &change);
[[nodiscard]] mail::Removed runRemove(
    Work &work, const mail::MessageRemoval &removal, const mail::FolderPlan &folders);

[[nodiscard]] AccountRow runCreateAccount(Work &work, const QString &address,
    const QByteArray &passwordHash, qint64 quotaBytes, const mail::FolderPlan &folders);
[[nodiscard]] AccountRow runChangeAccount(Work &work, const mail::AccountChange &change);
[[nodiscard]] mail::AppPassword runAddAppPassword(
    Work &work, const mail::AppPasswordCreation &creation);
void runRemoveAppPassword(Work &work, core::AccountId account, const QString &id);
/// Replaces what SCRAM proves the app password of this row id against, 0: the account's own
/// password; empty: nothing any more.
void setScram(Work &work, qint64 account, qint64 appPassword, const QByteArray &verifier);
void runRenewCredential(Work &work, const auth::CredentialRenewal &renewal);
void runCredentialUsed(Work &work, const QString &id, qint64 atMs);
/// Makes the mailbox and those above it that are missing.
[[nodiscard]] MailboxRow runCreateMailbox(
    Work &work, qint64 account, const QString &name, const QString &specialUse = {});

/// Removes up to 1,000 messages of @p account, and in the end the account; true when there is more.
[[nodiscard]] bool runRemoveAccount(Work &work, core::AccountId account);

struct Purged {
    qint64 rows = 0;
    bool more = false;
};
/// Removes for good up to 1,000 of the messages deleted before @p olderThanMs, with what only they
/// needed.
[[nodiscard]] Purged runPurge(Work &work, qint64 olderThanMs);
/// Removes up to 1,000 rows of the change log, the oldest first, while they are older than
/// @p olderThanMs or more than @p atMost are left; the accounts remember up to where.
[[nodiscard]] Purged runTrimChanges(Work &work, qint64 olderThanMs, qint64 atMost);

/// How long an idempotency key is remembered, in milliseconds.
inline constexpr qint64 IdempotencyMs = 24LL * 3600 * 1000;

} // namespace digidig::store
