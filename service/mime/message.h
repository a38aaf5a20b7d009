// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/part.h"

#include <QtCore/QStringList>

#include <optional>

namespace digidig::mime {

/// How much of a message is looked at. What lies beyond is kept in the bytes but not understood.
struct Limits {
    int maxDepth = 50; ///< Nesting of multiparts and messages; at most 100 is honoured.
    int maxParts = 1000;
    qsizetype maxHeaderBytes = 1 << 20; ///< Of one header block; the rest of the block is ignored.
    qsizetype maxTextBytes = 4 << 20; ///< Of decoded text taken from one message, as UTF-8 bytes.
};

/// A mailbox of an address field, decoded for display.
struct Address {
    QString name; ///< Display name or comment; may be empty.
    QString address; ///< addr-spec as written, without angle brackets.

    bool operator==(const Address &) const = default;
};

/// All that any later reader wants to know of a message, computed once.
struct Message {
    Part root;
    QByteArray envelope; ///< ENVELOPE in wire form (RFC 9051 §7.5.2), with its parentheses.
    QByteArray body; ///< BODY in wire form: structure without extension data.
    QByteArray bodyStructure; ///< BODYSTRUCTURE in wire form, with extension data.

    QString subject;
    Address sender; ///< The first From, or else Sender.
    QList<Address> from, to, cc, bcc, replyTo; ///< Groups are flattened.
    QString messageId; ///< Without angle brackets, like all message ids here.
    QString inReplyTo;
    QStringList references; ///< At most 1,000, the newest kept.
    std::optional<qint64> dateMs; ///< The Date field: Unix time in milliseconds, UTC.

    QString text; ///< The main body for display, line ends LF; HTML-only mail rendered to text.
    bool hasHtml = false;
    QByteArray htmlPart, textPart; ///< Section numbers of the main body's two forms; empty if none.
    QString preview; ///< RFC 8970: at most 200 characters of `text`, white space collapsed.
    /// Everything a body search looks at: all text parts, file names, headers of nested messages.
    /// The message's own header is not in it.
    QString searchText;
    /// The top header: names as written, values raw and unfolded, in order.
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArrayList attachments; ///< Section numbers of the attachments, in order.
    int partCount = 0; ///< Nodes of the tree.
    bool truncated = false; ///< One of the limits was reached.
};

/// Understands @p raw, whatever it is: every byte string gives a message with legal wire forms.
/// Linear in the size of @p raw, which is not copied (it may be a mapped file). Thread-safe.
[[nodiscard]] Message parse(QByteArrayView raw, const Limits &limits = {});

} // namespace digidig::mime
