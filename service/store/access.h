// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"
#include "mail/ports.h"
#include "store/rows.h"

namespace digidig::store {

/// The 16 bytes of a UUID; empty when @p text is none.
[[nodiscard]] QByteArray uuidBytes(const QString &text);
[[nodiscard]] QString uuidText(QByteArrayView bytes);
/// EMAILID of a content (RFC 8474), from its hash: the same bytes have the same id in every store.
[[nodiscard]] QString emailId(QByteArrayView sha256);
using mail::threadIdText;
/// 0 when @p text is no THREADID.
[[nodiscard]] qint64 threadIdNumber(const QString &text);

/// With its aliases, which are read.
[[nodiscard]] mail::Account toAccount(Connection &db, const AccountRow &row);
[[nodiscard]] mail::AppPassword toAppPassword(const AppPasswordRow &row);
[[nodiscard]] std::vector<AppPasswordRow> appPasswordsOf(Connection &db, qint64 account);
/// What SCRAM proves against, of each app password by its row id; of 0 the account's own password's.
[[nodiscard]] QHash<qint64, QByteArray> scramOf(Connection &db, qint64 account);
[[nodiscard]] mail::Mailbox toMailbox(const MailboxRow &row);
[[nodiscard]] mail::Flags toFlags(qint64 system, const QString &keywords);

/// `SELECT` of what toMessage() reads, from message m, account a, mailbox b and content c, without
/// conditions.
extern const char *const MessageSelect;
/// The joins of MessageSelect to `message m`.
extern const char *const MessageJoins;
/// Reads a row of MessageSelect. @p textLimit cuts the text, in characters; where that is damaged,
/// the message says so and has none.
[[nodiscard]] mail::Message toMessage(Connection &db, Query &row, qsizetype textLimit);

/// The message with this row id, without its text. Corrupt when its content, account or mailbox is missing.
[[nodiscard]] mail::Message summaryById(Connection &db, qint64 id);

/// These throw NotFound with the slugs of the REST contract.
[[nodiscard]] mail::Message messageById(Connection &db, qint64 id);
[[nodiscard]] qint64 messageRowId(Connection &db, const QString &publicId);
[[nodiscard]] AccountRow accountById(Connection &db, core::AccountId id);
[[nodiscard]] AccountRow accountByName(Connection &db, const QString &addressOrId);
/// The account that mail to @p address (normalised) reaches: by its own address, or by an alias.
[[nodiscard]] std::optional<AccountRow> accountReachedBy(Connection &db, const QString &address);
[[nodiscard]] MailboxRow mailboxByName(Connection &db, qint64 account, const QString &name);

/// Write back what changes with every message: counters, uidNext, modSeq.
void saveCounters(Connection &db, const AccountRow &row);
void saveCounters(Connection &db, const MailboxRow &row);

} // namespace digidig::store
