// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "store/sql.h"

#include <QtCore/QCoreApplication>

namespace digidig::store {

/// The value of a column that rows from before its migration do not have: there it is 0, and 0 is no
/// part of the checksum, so that those rows stay as they are. At most one a table.
struct Later {
    qint64 value = 0;
};

/// Hashes the values of a row in order, so that a damaged one is noticed; not against forgery.
class RowHash {
public:
    RowHash();
    void operator()(qint64 value);
    void operator()(Later value);
    void operator()(const QString &value);
    void operator()(const QByteArray &value);
    void operator()(const std::optional<qint64> &value);
    [[nodiscard]] qint64 result();

private:
    alignas(64) unsigned char m_state[384];
};

// A row is a struct that names its columns once: `Table`, `Columns` (the first is the key) and
// `visit`, which shows every member in that order. Saving, loading and the checksum follow from
// these.

struct MetaRow {
    static constexpr auto Table = "meta";
    static constexpr auto Columns = "id,value";
    qint64 id = 0, value = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.value);
    }
};

struct AccountRow {
    static constexpr auto Table = "account";
    static constexpr auto Columns =
        "id,public_id,address,password_hash,disabled,quota_bytes,created_ms,"
        "used_bytes,messages,highest_modseq";
    qint64 id = 0;
    QByteArray publicId;
    QString address;
    QByteArray passwordHash;
    qint64 disabled = 0, quotaBytes = 0, createdMs = 0, usedBytes = 0, messages = 0,
           highestModSeq = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.publicId), v(r.address), v(r.passwordHash), v(r.disabled), v(r.quotaBytes);
        v(r.createdMs), v(r.usedBytes), v(r.messages), v(r.highestModSeq);
    }
};

struct AliasRow {
    static constexpr auto Table = "alias";
    static constexpr auto Columns = "id,address,account";
    qint64 id = 0;
    QString address;
    qint64 account = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.address), v(r.account);
    }
};

struct JunkRuleRow {
    static constexpr auto Table = "junk_rule";
    static constexpr auto Columns = "id,account,header";
    qint64 id = 0;
    qint64 account = 0;
    QString header;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.account), v(r.header);
    }
};

struct AppPasswordRow {
    static constexpr auto Table = "app_password";
    static constexpr auto Columns =
        "id,public_id,account,name,selector,hash,created_ms,last_used_ms";
    qint64 id = 0;
    QByteArray publicId;
    qint64 account = 0;
    QString name, selector;
    QByteArray hash;
    qint64 createdMs = 0, lastUsedMs = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.publicId), v(r.account), v(r.name), v(r.selector), v(r.hash);
        v(r.createdMs), v(r.lastUsedMs);
    }
};

struct ScramRow {
    static constexpr auto Table = "scram";
    static constexpr auto Columns = "id,account,app_password,verifier";
    qint64 id = 0, account = 0, appPassword = 0; ///< 0: the account's own password.
    QByteArray verifier;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.account), v(r.appPassword), v(r.verifier);
    }
};

struct MailboxRow {
    static constexpr auto Table = "mailbox";
    static constexpr auto Columns = "id,public_id,account,name,special_use,uid_validity,subscribed,"
                                    "uid_next,highest_modseq,messages,unseen,bytes,recent_uid";
    qint64 id = 0;
    QByteArray publicId;
    qint64 account = 0;
    QString name, specialUse;
    qint64 uidValidity = 0, subscribed = 1, uidNext = 1, highestModSeq = 0;
    qint64 messages = 0, unseen = 0, bytes = 0;
    Later recentUid = {}; ///< 0: as 1.
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.publicId), v(r.account), v(r.name), v(r.specialUse), v(r.uidValidity);
        v(r.subscribed), v(r.uidNext), v(r.highestModSeq), v(r.messages), v(r.unseen), v(r.bytes);
        v(r.recentUid);
    }
};

struct ContentRow {
    static constexpr auto Table = "content";
    static constexpr auto Columns =
        "id,sha256,size,parser_version,date_ms,has_attachment,html_part,message_id,"
        "subject_key,from_key,subject,from_text,preview,to_text,refs,text,search,headers,structure,"
        "envelope,body,body_structure";
    qint64 id = 0;
    QByteArray sha256;
    qint64 size = 0, parserVersion = 0;
    std::optional<qint64> dateMs;
    qint64 hasAttachment = 0;
    QByteArray htmlPart;
    QString messageId, subjectKey, fromKey, subject, fromText, preview, toText, refs;
    QByteArray text, search, headers; // packed
    QByteArray structure, envelope, body, bodyStructure;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.sha256), v(r.size), v(r.parserVersion), v(r.dateMs), v(r.hasAttachment);
        v(r.htmlPart), v(r.messageId), v(r.subjectKey), v(r.fromKey), v(r.subject), v(r.fromText),
            v(r.preview), v(r.toText);
        v(r.refs), v(r.text), v(r.search), v(r.headers), v(r.structure), v(r.envelope);
        v(r.body), v(r.bodyStructure);
    }
};

struct ChunkRow {
    static constexpr auto Table = "content_chunk";
    static constexpr auto Columns = "id,data";
    qint64 id = 0;
    QByteArray data; // packed
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.data);
    }
};

/// Row id of chunk @p sequence of @p content.
constexpr qint64 chunkId(qint64 content, qint64 sequence)
{
    return content << 20 | sequence;
}

struct MessageRow {
    static constexpr auto Table = "message";
    static constexpr auto Columns =
        "id,public_id,account,mailbox,uid,content,modseq,flags,keywords,"
        "received_ms,size,has_attachment,thread,sender,recipient,saved_ms";
    qint64 id = 0;
    QByteArray publicId;
    qint64 account = 0, mailbox = 0, uid = 0, content = 0, modSeq = 0, flags = 0;
    QString keywords;
    qint64 receivedMs = 0, size = 0, hasAttachment = 0, thread = 0;
    QString sender, recipient;
    Later savedMs = {};
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.publicId), v(r.account), v(r.mailbox), v(r.uid), v(r.content), v(r.modSeq);
        v(r.flags), v(r.keywords), v(r.receivedMs), v(r.size), v(r.hasAttachment), v(r.thread);
        v(r.sender), v(r.recipient), v(r.savedMs);
    }
};

struct DeletedRow {
    static constexpr auto Table = "deleted";
    static constexpr auto Columns =
        "id,public_id,account,mailbox_name,content,flags,keywords,received_ms,"
        "size,has_attachment,thread,sender,recipient,deleted_ms";
    qint64 id = 0;
    QByteArray publicId;
    qint64 account = 0;
    QString mailboxName;
    qint64 content = 0, flags = 0;
    QString keywords;
    qint64 receivedMs = 0, size = 0, hasAttachment = 0, thread = 0;
    QString sender, recipient;
    qint64 deletedMs = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.publicId), v(r.account), v(r.mailboxName), v(r.content), v(r.flags);
        v(r.keywords), v(r.receivedMs), v(r.size), v(r.hasAttachment), v(r.thread), v(r.sender);
        v(r.recipient), v(r.deletedMs);
    }
};

struct VanishedRow {
    static constexpr auto Table = "vanished";
    static constexpr auto Columns = "id,account,mailbox,uid,modseq,public_id,at_ms";
    qint64 id = 0, account = 0, mailbox = 0, uid = 0, modSeq = 0;
    QByteArray publicId;
    qint64 atMs = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.account), v(r.mailbox), v(r.uid), v(r.modSeq), v(r.publicId), v(r.atMs);
    }
};

/// Up to which MODSEQ the VanishedRows of an account may be missing; QRESYNC (RFC 7162 §3.2.5) must not
/// rely on them either.
struct ChangeHorizonRow {
    static constexpr auto Table = "change_horizon";
    static constexpr auto Columns = "account,modseq";
    qint64 account = 0, modSeq = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.account), v(r.modSeq);
    }
};

/// A name subscribed to by SUBSCRIBE; see also MailboxRow::subscribed.
struct SubscriptionRow {
    static constexpr auto Table = "subscription";
    static constexpr auto Columns = "id,account,name";
    qint64 id = 0, account = 0;
    QString name;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.id), v(r.account), v(r.name);
    }
};

struct ThreadKeyRow {
    static constexpr auto Table = "thread_key";
    static constexpr auto Columns = "account,key,thread";
    qint64 account = 0, key = 0, thread = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.account), v(r.key), v(r.thread);
    }
};

struct IdempotencyRow {
    static constexpr auto Table = "idempotency";
    static constexpr auto Columns = "key,fingerprint,outcome,at_ms";
    QByteArray key, fingerprint, outcome;
    qint64 atMs = 0;
    template <typename Self, typename V>
    static void visit(Self &r, V &&v)
    {
        v(r.key), v(r.fingerprint), v(r.outcome), v(r.atMs);
    }
};

/// The `sum` column of @p row.
template <typename Row>
[[nodiscard]] qint64 sumOf(const Row &row)
{
    RowHash hash;
    Row::visit(row, hash);
    return hash.result();
}

namespace detail {
struct Loader {
    Query &query;
    int column = 0;
    void operator()(qint64 &v) { v = query.integer(column++); }
    void operator()(Later &v) { v.value = query.integer(column++); }
    void operator()(QString &v) { v = query.text(column++); }
    void operator()(QByteArray &v) { v = query.blob(column++); }
    void operator()(std::optional<qint64> &v)
    {
        v = query.isNull(column) ? std::nullopt : std::optional<qint64>(query.integer(column));
        ++column;
    }
};

inline qint64 bindable(Later value)
{
    return value.value;
}
template <typename T>
const T &bindable(const T &value)
{
    return value;
}

template <typename Row>
const std::string &insertSql(const char *verb)
{
    static const std::string tail = [] {
        std::string marks = "?";
        for (const char *c = Row::Columns; *c != '\0'; ++c)
            marks += *c == ',' ? ",?" : "";
        return std::string(Row::Table) + " (" + Row::Columns + ",sum) VALUES (" + marks + ",?)";
    }();
    thread_local std::string sql;
    return sql = verb + tail;
}
} // namespace detail

/// Reads the current row of a query whose columns start with `Row::Columns`.
template <typename Row>
[[nodiscard]] Row loaded(Query &query)
{
    Row row;
    Row::visit(row, detail::Loader{query});
    return row;
}

/// `SELECT` of a whole row, with its `sum` as the last column; for a `where` clause to follow.
template <typename Row>
[[nodiscard]] std::string selectAll()
{
    return std::string("SELECT ") + Row::Columns + ",sum FROM " + Row::Table + " ";
}

/// The first row that meets @p where (with its own `WHERE`). Corrupt when its checksum is wrong.
template <typename Row, typename... Args>
[[nodiscard]] std::optional<Row> find(Connection &db, const char *where, const Args &...args)
{
    Query query = db.query(selectAll<Row>() + where);
    if (!query.bind(args...).step())
        return std::nullopt;
    detail::Loader loader{query};
    Row row;
    Row::visit(row, loader);
    // Nothing is decided, and nothing written back, on the ground of a damaged row.
    if (query.integer(loader.column) != sumOf(row)) {
        QString which = QLatin1String(Row::Table);
        if constexpr (requires { row.id; })
            which += QStringLiteral(" %1").arg(row.id);
        throw Failure{{core::Errc::Corrupt,
            QCoreApplication::translate("store", "the mail store is damaged; run check"),
            QStringLiteral("checksum of %1").arg(which), {}}};
    }
    return row;
}

/// Adds @p row; with an id of 0 it gets a new one.
template <typename Row>
void insert(Connection &db, Row &row, const char *verb = "INSERT INTO ")
{
    if constexpr (requires { row.id; }) {
        if (row.id == 0) {
            // The checksum covers the id, so that it must be known before: AUTOINCREMENT's own
            // counter tells.
            row.id = db.integer(std::string("SELECT seq FROM sqlite_sequence WHERE name='")
                         + Row::Table + "'")
                + 1;
        }
    }
    Query query = db.query(detail::insertSql<Row>(verb));
    Row::visit(row, [&query](const auto &value) { query.bindNext(detail::bindable(value)); });
    query.bind(sumOf(row)).run();
}

} // namespace digidig::store
