// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QFlags>
#include <QtCore/QString>

#include <utility>
#include <vector>

namespace digidig::storageclient {

/// The largest e-mail of Storage.
inline constexpr qsizetype MaxDocumentBytes = 16 * 1024 * 1024;

/// An e-mail as Storage tells it, in either form. Whatever Storage leaves out, or says in a type
/// that makes no sense, is empty here.
struct Document {
    enum Field : quint16 {
        Id = 0x001,
        Sender = 0x002,
        Recipient = 0x004,
        Subject = 0x008,
        Body = 0x010, ///< Lists of the documented form never have it.
        Headers = 0x020,
        Timestamp = 0x040,
        Read = 0x080,
        Folder = 0x100,
        Size = 0x200,
    };
    Q_DECLARE_FLAGS(Fields, Field)

    QString id; ///< Storage's own; never empty in what Client hands out.
    QString sender;
    QString recipient; ///< Where Storage has a list of them: joined by `, `.
    QString subject;
    QString body; ///< Plain text or HTML.
    std::vector<std::pair<QString, QString>> headers; ///< In Storage's order; names may repeat.
    QString timestamp; ///< As it was written.
    qint64 timestampMs = 0; ///< The same as Unix time in milliseconds; without zone it is UTC.
    bool read = false;
    QString folder;
    qint64 sizeBytes = 0; ///< As Storage counts them.

    Fields given = {}; ///< What was there and made sense …
    Fields mistyped = {}; ///< … and what was there and did not.

    [[nodiscard]] bool has(Field field) const { return given.testFlag(field); }
    /// SHA-256 over all that a message is synthesised from (everything but the id, `read`, `folder`
    /// and `sizeBytes`): the same content gives the same digest, in whatever order Storage writes
    /// it. Meaningful for documents that have their body.
    [[nodiscard]] QByteArray digest() const;
    /// How long its texts are together, as far as memory is concerned: any of them may be the large
    /// one.
    [[nodiscard]] qsizetype chars() const;
};

Q_DECLARE_OPERATORS_FOR_FLAGS(Document::Fields)

/// By what a stored document is recognised when its answer was lost: the deployed form keeps the
/// timestamp as given, the documented one the token in a header. Keep it before the first store().
/// In the deployed form, e-mails of one millisecond, sender and recipient differ in nothing but the
/// micro digits; so those are counted, not drawn.
struct StoreKey {
    QString timestamp; ///< UTC without zone.
    QString token; ///< Value of the header KeyHeader.
    qint64 madeMs = 0; ///< When it was made; Unix time.

    /// A new key for an e-mail whose time is @p timestampMs; @p number: of no other one that may
    /// have the same time, but for multiples of 1000.
    [[nodiscard]] static StoreKey make(qint64 timestampMs, qint64 number);
};

/// One way to write @p timestamp, as StoreKey does: Storage may have put the zone behind it.
[[nodiscard]] QString plainTime(QString timestamp);

/// The header field that carries StoreKey::token in the documented form.
inline constexpr char KeyHeader[] = "X-DIGiDIG-Key";

/// An e-mail to be stored.
struct NewDocument {
    QString sender;
    QString recipient;
    QString subject;
    QString body;
    std::vector<std::pair<QString, QString>> headers = {}; ///< Kept by the documented form only.
    QString folder = {}; ///< Kept by the deployed form only; empty: INBOX.
    bool read = false; ///< Kept by the deployed form only.
    StoreKey key;
};

} // namespace digidig::storageclient
