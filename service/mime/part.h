// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArrayList>
#include <QtCore/QList>
#include <QtCore/QString>

#include <utility>
#include <vector>

namespace digidig::mime {

/// One `name=value` of a structured header field; the name is lower case, the value decoded (RFC
/// 2231).
using Parameter = std::pair<QByteArray, QString>;

/// One node of a message's MIME tree, with the byte ranges that let a reader cut it from the
/// original.
struct Part {
    /// RFC 9051 §6.4.5.1 section number ("1", "2.1"). Empty where IMAP has no number: for the root
    /// when it is multipart, and for the multipart that is the whole body of a nested message.
    QByteArray number;
    QByteArray type = "text"; ///< Lower case.
    QByteArray subtype = "plain"; ///< Lower case.
    QList<Parameter> params; ///< Of Content-Type, in the order of the message.
    QByteArray id; ///< Content-ID as written, with its angle brackets.
    QByteArray description; ///< Content-Description, raw and unfolded.
    QByteArray encoding = "7bit"; ///< Content-Transfer-Encoding, lower case.
    QByteArray md5;
    QByteArray disposition; ///< Lower case; empty if there is none.
    QList<Parameter> dispositionParams;
    QByteArrayList language;
    QByteArray location;
    QString fileName; ///< Decoded, one safe path component of at most 255 bytes of UTF-8, or empty.
    QString charset; ///< As written; empty if not given.
    /// Byte offsets into the message: `headerBegin..bodyBegin` is the MIME header with its blank
    /// line, `bodyBegin..bodyEnd` the body, still transfer-encoded.
    qint64 headerBegin = 0, bodyBegin = 0, bodyEnd = 0;
    qint64 lines = 0; ///< Line ends in the body.
    qint64 decodedSize = 0; ///< Bytes of an attachment once its transfer encoding is undone; 0 for others.
    /// The parts of a multipart, or the one body of a message/rfc822.
    std::vector<Part> children;
    QByteArray envelope; ///< ENVELOPE in wire form of a nested message, else empty.
    bool isAttachment = false; ///< To be offered as a file.
    bool isInline =
        false; ///< Shown within the body: `Content-Disposition: inline`, or referenced by it.

    [[nodiscard]] bool isMultipart() const { return type == "multipart"; }
    /// A nested message that was parsed; `children` has its body then.
    [[nodiscard]] bool isMessage() const { return type == "message" && !envelope.isEmpty(); }
    [[nodiscard]] QByteArray mimeType() const { return type + '/' + subtype; }
    /// Bytes of the body as it stands in the message.
    [[nodiscard]] qint64 size() const { return bodyEnd - bodyBegin; }
    /// The part with @p section number within this tree, or null.
    [[nodiscard]] const Part *find(QByteArrayView section) const;

    bool operator==(const Part &) const = default;
};

/// The tree as compact bytes for the store; versioned.
[[nodiscard]] QByteArray serialize(const Part &root);
/// Reads what serialize() wrote. Corrupt on anything else; never takes more memory than a small
/// multiple of @p bytes. Offsets come back ordered and not negative, but bound them by your
/// message.
[[nodiscard]] core::Result<Part> deserialize(QByteArrayView bytes);

} // namespace digidig::mime
