// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/access.h"

#include "core/base64url.h"
#include "store/bodytext.h"
#include "store/codec.h"
#include "store/derive.h"
#include "store/names.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUuid>

namespace digidig::store {

namespace {

[[noreturn]] void notFound(const QString &message, const char *slug)
{
    throw Failure{{core::Errc::NotFound, message, {}, slug}};
}

const char *const SummarySelect =
    "SELECT m.id, m.public_id, m.account, a.address, m.mailbox, b.name, m.uid, m.modseq, m.flags, "
    "m.keywords, m.received_ms, m.size, m.content, c.sha256, m.thread, m.sender, m.recipient, "
    "c.subject, c.preview, m.has_attachment, b.public_id ";

/// What MessageSelect and SummarySelect begin with.
mail::Message toSummary(Query &row)
{
    mail::Message m;
    m.row = {row.integer(0)};
    m.id = uuidText(row.bytes(1));
    m.account = {row.integer(2)};
    m.accountAddress = row.text(3);
    m.mailbox = {row.integer(4)};
    m.mailboxName = row.text(5);
    m.uid = {quint32(row.integer(6))};
    m.modSeq = {row.integer(7)};
    m.flags = toFlags(row.integer(8), row.text(9));
    m.receivedMs = row.integer(10);
    m.size = row.integer(11);
    m.content = {row.integer(12)};
    m.emailId = emailId(row.bytes(13));
    m.threadId = threadIdText(row.integer(14));
    m.sender = row.text(15);
    m.recipient = row.text(16);
    m.subject = row.text(17);
    m.preview = row.text(18);
    m.hasAttachment = row.integer(19) != 0;
    return m;
}

} // namespace

const char *const MessageSelect =
    "SELECT m.id, m.public_id, m.account, a.address, m.mailbox, b.name, m.uid, m.modseq, m.flags, "
    "m.keywords, m.received_ms, m.size, m.content, c.sha256, m.thread, m.sender, m.recipient, "
    "c.subject, c.preview, m.has_attachment, c.text ";
// CROSS JOIN: the message leads, so that its index gives the order.
const char *const MessageJoins = "CROSS JOIN content c ON c.id = m.content "
                                 "CROSS JOIN account a ON a.id = m.account "
                                 "CROSS JOIN mailbox b ON b.id = m.mailbox ";

QByteArray uuidBytes(const QString &text)
{
    const QUuid uuid = text.size() == 36 ? QUuid::fromString(text) : QUuid();
    return uuid.isNull() ? QByteArray() : uuid.toRfc4122();
}

QString uuidText(QByteArrayView bytes)
{
    return QUuid::fromRfc4122(bytes.toByteArray()).toString(QUuid::WithoutBraces);
}

QString emailId(QByteArrayView sha256)
{
    return u'M' + QString::fromLatin1(sha256.toByteArray().toBase64(core::Base64Url));
}

qint64 threadIdNumber(const QString &text)
{
    bool ok = false;
    const qint64 number = QStringView(text).mid(1).toLongLong(&ok);
    return ok && text == threadIdText(number) ? number : 0;
}

mail::Account toAccount(Connection &db, const AccountRow &row)
{
    QStringList aliases;
    RowHash state;
    state(row.address);
    state(row.passwordHash);
    state(row.disabled);
    state(row.quotaBytes);
    Query query = db.query("SELECT address FROM alias WHERE account=? ORDER BY address");
    query.bind(row.id);
    while (query.step()) {
        aliases += query.text(0);
        state(aliases.back());
    }
    std::optional<QString> junkHeader;
    if (const auto rule = find<JunkRuleRow>(db, "WHERE account=?", row.id)) {
        junkHeader = rule->header;
        state(rule->id);
        state(rule->header);
    }
    return {.id = {row.id},
        .publicId = uuidText(row.publicId),
        .address = row.address,
        .disabled = row.disabled != 0,
        .hasPassword = !row.passwordHash.isEmpty(),
        .quotaBytes = row.quotaBytes,
        .usedBytes = row.usedBytes,
        .messages = row.messages,
        .highestModSeq = {row.highestModSeq},
        .createdMs = row.createdMs,
        .aliases = aliases,
        .junkHeader = junkHeader,
        .state = QByteArray::number(quint64(state.result()), 36)};
}

mail::Mailbox toMailbox(const MailboxRow &row)
{
    RowHash state;
    state(row.name);
    state(row.specialUse);
    state(row.subscribed);
    return {.id = {row.id},
        .publicId = uuidText(row.publicId),
        .account = {row.account},
        .name = row.name,
        .specialUse = row.specialUse,
        .uidValidity = quint32(row.uidValidity),
        .uidNext = {quint32(row.uidNext)},
        .highestModSeq = {row.highestModSeq},
        .messages = row.messages,
        .unseen = row.unseen,
        .bytes = row.bytes,
        .subscribed = row.subscribed != 0,
        .state = QByteArray::number(quint64(state.result()), 36)};
}

mail::Flags toFlags(qint64 system, const QString &keywords)
{
    return {quint32(system), keywords.split(u' ', Qt::SkipEmptyParts)};
}

mail::Message toMessage(Connection &db, Query &row, qsizetype textLimit)
{
    mail::Message m = toSummary(row);
    const auto text = unpackText(db, m.content.value, row.bytes(20));
    if (!text && text.error().errc != core::Errc::Corrupt)
        throw Failure{text.error()};
    m.damaged = !text;
    if (m.damaged)
        return m;
    // Four bytes a character at most: what is cut away need not be decoded.
    m.text = QString::fromUtf8(QByteArrayView(*text).first(qMin(text->size(), textLimit * 4)));
    m.textTruncated = text->size() > textLimit * 4 || m.text.size() > textLimit;
    if (m.textTruncated) {
        m.text.truncate(qMin(m.text.size(), textLimit));
        if (!m.text.isEmpty() && m.text.back().isHighSurrogate())
            m.text.chop(1);
    }
    return m;
}

mail::Message summaryById(Connection &db, qint64 id)
{
    static const std::string sql =
        std::string(SummarySelect) + "FROM message m " + MessageJoins + "WHERE m.id=?";
    Query query = db.query(sql);
    if (!query.bind(id).step())
        throw Failure{sqlError(11, "a listed message has no content, account or mailbox")};
    mail::Message message = toSummary(query);
    message.mailboxPublicId = uuidText(query.bytes(20));
    return message;
}

mail::Message messageById(Connection &db, qint64 id)
{
    static const std::string sql =
        std::string(MessageSelect) + "FROM message m " + MessageJoins + "WHERE m.id=?";
    Query query = db.query(sql);
    if (!query.bind(id).step())
        notFound(QCoreApplication::translate("store", "no such e-mail"), "email_not_found");
    mail::Message message = toMessage(db, query, MaxDerivedBytes / 4);
    if (message.damaged) {
        throw Failure{damagedContent(QStringLiteral("text of content %1, e-mail %2")
                                         .arg(message.content.value)
                                         .arg(message.id))};
    }
    return message;
}

qint64 messageRowId(Connection &db, const QString &publicId)
{
    const QByteArray uuid = uuidBytes(publicId);
    const qint64 id =
        uuid.isEmpty() ? 0 : db.integer("SELECT id FROM message WHERE public_id=?", uuid);
    if (id == 0)
        notFound(QCoreApplication::translate("store", "no such e-mail"), "email_not_found");
    return id;
}

AccountRow accountById(Connection &db, core::AccountId id)
{
    if (auto row = find<AccountRow>(db, "WHERE id=?", id.value))
        return *std::move(row);
    notFound(QCoreApplication::translate("store", "no such account"), "account_not_found");
}

AccountRow accountByName(Connection &db, const QString &addressOrId)
{
    if (auto row = find<AccountRow>(db, "WHERE address=?", addressOrId))
        return *std::move(row);
    const QByteArray uuid = uuidBytes(addressOrId);
    if (!uuid.isEmpty()) {
        if (auto row = find<AccountRow>(db, "WHERE public_id=?", uuid))
            return *std::move(row);
    }
    notFound(QCoreApplication::translate("store", "no such account"), "account_not_found");
}

std::optional<AccountRow> accountReachedBy(Connection &db, const QString &address)
{
    if (auto row = find<AccountRow>(db, "WHERE address=?", address))
        return row;
    const auto alias = find<AliasRow>(db, "WHERE address=?", address);
    return alias ? std::optional(accountById(db, {alias->account})) : std::nullopt;
}

MailboxRow mailboxByName(Connection &db, qint64 account, const QString &name)
{
    if (const auto normal = mailboxName(name)) {
        if (auto row = find<MailboxRow>(db, "WHERE account=? AND name=?", account, *normal))
            return *std::move(row);
    }
    notFound(QCoreApplication::translate("store", "no mailbox %1").arg(name.left(80)),
        "mailbox_not_found");
}

void saveCounters(Connection &db, const AccountRow &row)
{
    db.run("UPDATE account SET used_bytes=?, messages=?, highest_modseq=?, sum=? WHERE id=?",
        row.usedBytes, row.messages, row.highestModSeq, sumOf(row), row.id);
}

void saveCounters(Connection &db, const MailboxRow &row)
{
    db.run("UPDATE mailbox SET uid_next=?, highest_modseq=?, messages=?, unseen=?, bytes=?, sum=? "
           "WHERE id=?",
        row.uidNext, row.highestModSeq, row.messages, row.unseen, row.bytes, sumOf(row), row.id);
}

} // namespace digidig::store
