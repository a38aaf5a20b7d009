// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "mail/flags.h"

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <memory>
#include <optional>
#include <vector>

namespace digidig::mail {

/// Times are Unix milliseconds, UTC; sizes are bytes.
struct Account {
    core::AccountId id;
    QString publicId; ///< UUID.
    QString address; ///< Normalised: see normalizeAddress().
    bool disabled = false;
    bool hasPassword = false;
    qint64 quotaBytes = 0; ///< 0: none.
    qint64 usedBytes = 0; ///< Sum of the sizes of its messages.
    qint64 messages = 0;
    core::ModSeq highestModSeq;
    qint64 createdMs = 0;
    QStringList aliases = {}; ///< Further addresses whose mail it gets, normalised, sorted.
    std::optional<QString> junkHeader = {}; ///< In place of the configured one; empty: none.
    QByteArray state = {}; ///< Names the state of its settings (all but the usage); URL-safe.
};

/// A password of one program, without the password.
struct AppPassword {
    QString id; ///< UUID.
    QString name; ///< What its owner calls it.
    qint64 createdMs = 0;
    qint64 lastUsedMs = 0; ///< To the minute; 0: never.
};

struct Mailbox {
    core::MailboxId id;
    QString publicId; ///< MAILBOXID (RFC 8474).
    core::AccountId account;
    QString name; ///< Whole path, delimiter `/`, Unicode; `INBOX` in upper case.
    QString specialUse; ///< `\Sent` … (RFC 6154), or empty.
    quint32 uidValidity = 0;
    core::Uid uidNext;
    core::ModSeq highestModSeq;
    qint64 messages = 0;
    qint64 unseen = 0;
    qint64 bytes = 0;
    bool subscribed = true;
    QByteArray state = {}; ///< Names the state of its settings: name, special use, subscription; URL-safe.
    QString parentId = {}; ///< MAILBOXID of the mailbox that it lies in; empty: at the top.
    qint64 children = 0; ///< Mailboxes that lie directly in it.
};

/// A message that was removed for good, while it can be brought back.
struct DeletedMessage {
    QString id; ///< As it was, and will be again.
    QString mailboxName; ///< Where it was.
    qint64 deletedMs = 0;
    qint64 receivedMs = 0;
    qint64 size = 0;
    QString sender;
    QString recipient;
    QString subject;
};

/// One message in a mailbox, without its content.
struct Message {
    core::MessageId row;
    QString id; ///< UUID; kept by flag changes and moves.
    core::AccountId account;
    QString accountAddress;
    core::MailboxId mailbox;
    QString mailboxName;
    QString mailboxPublicId = {}; ///< MAILBOXID; in summaries only.
    core::Uid uid;
    core::ModSeq modSeq;
    Flags flags;
    qint64 receivedMs = 0; ///< INTERNALDATE.
    qint64 size = 0; ///< RFC822.SIZE.
    core::ContentId content;
    QString emailId; ///< EMAILID (RFC 8474), shared by copies.
    QString threadId; ///< THREADID (RFC 8474).
    QString sender; ///< Envelope sender, else From.
    QString recipient; ///< Envelope recipient.
    QString subject;
    QString preview; ///< RFC 8970.
    bool hasAttachment = false;
    QString text; ///< Display text; in lists cut at ListTextLimit.
    bool textTruncated = false;
    bool damaged = false; ///< In lists: its stored text cannot be read, and is left out.
};

inline constexpr qsizetype ListTextLimit = 64 * 1024;

/// What a reader of one message needs besides `Message`, computed at delivery.
struct MessageDetail {
    Message message;
    QByteArray structure; ///< mime::deserialize() reads it.
    QByteArray htmlPart; ///< Part number of the HTML body, empty when there is none.
    QJsonObject headers; ///< Top-level fields, decoded; a repeated field is an array.
    QString messageId;
    std::optional<qint64> dateMs;
};

/// Random access to the stored bytes of one content; each call may read the disk. Not thread-safe.
class ContentReader
{
public:
    virtual ~ContentReader() = default;
    [[nodiscard]] virtual qint64 size() const = 0;
    /// Lower-case hexadecimal hash of the whole, a strong validator.
    [[nodiscard]] virtual QByteArray hash() const = 0;
    /// At most @p length bytes from @p offset, fewer only at the end. Corrupt when a stored chunk is damaged.
    [[nodiscard]] virtual core::Result<QByteArray> read(qint64 offset, qint64 length) = 0;
};

struct Search; // search.h

enum class SortKey { Received, Size, Subject, From };

/// Which messages; members that are not set do not restrict. Text members match substrings, without case,
/// and without diacritics unless the needle has some.
struct Filter {
    std::optional<core::AccountId> account = {};
    std::optional<QString> mailbox = {}; ///< Whole name.
    QString from = {};
    QString to = {}; ///< To, Cc, or envelope recipient.
    QString subject = {};
    QString text = {}; ///< Subject, addresses, bodies, attachment names.
    std::optional<qint64> sinceMs = {}; ///< received >= since
    std::optional<qint64> beforeMs = {}; ///< received < before
    std::optional<bool> unread = {};
    std::optional<bool> flagged = {};
    std::optional<bool> hasAttachment = {};
    QString threadId = {};
    std::optional<qint64> larger = {}; ///< size > larger
    std::optional<qint64> smaller = {}; ///< size < smaller
    std::shared_ptr<const Search> search = {}; ///< More conditions, see narrow(); null: none.
};

/// Which part of the matches, in which order. Ties are broken by row, in the same direction.
struct Page {
    SortKey sort = SortKey::Received;
    bool descending = true;
    int limit = 50;
    qint64 offset = 0;
    QByteArray cursor = {}; ///< `next` of an earlier Listing with the same filter and sort; Invalid when foreign.
};

struct Listing {
    std::vector<Message> messages;
    std::optional<qint64> total; ///< Only when it is cheap: counters answer it.
    QByteArray next; ///< URL-safe, opaque; empty at the end.

    // How it was found.
    QString index; ///< What gave the messages to look at, an index of the store.
    std::optional<qint64> candidates; ///< Documents that the text index named, when it was asked.
    qint64 rowsExamined = 0;
    qint64 textsRead = 0; ///< Messages whose texts were unpacked and compared.
};

} // namespace digidig::mail
