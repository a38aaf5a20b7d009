// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/receiver.h"
#include "imapproto/writer.h"

#include <QtCore/QStringList>

#include <optional>
#include <variant>

namespace digidig::imapclient {

/// A status response (RFC 9051 §7.1): `OK [UIDVALIDITY 3] text`.
struct Status {
    imapproto::Condition condition = imapproto::Condition::Ok;
    QByteArray code; ///< Without brackets, empty when there is none.
    QByteArray text; ///< For people.

    [[nodiscard]] bool ok() const { return condition == imapproto::Condition::Ok; }
    /// The number behind @p name in the code, `UIDVALIDITY 3`.
    [[nodiscard]] std::optional<quint32> number(QByteArrayView name) const;
};

/// The end of a command.
struct TaggedStatus {
    QByteArray tag;
    Status status;
};

/// `+`: the server waits for more of the command.
struct ContinueRequest {
    QByteArray text;
};

/// In upper case.
struct CapabilityList {
    QByteArrayList names;
};

/// A line of LIST or LSUB (RFC 9051 §7.3.1).
struct ListedFolder {
    QStringList attributes; ///< `\Noselect` …, as the server wrote them.
    char delimiter = '\0'; ///< NUL: the name has no levels.
    QByteArray name; ///< As it goes over the wire.
    bool subscription = false; ///< Of LSUB.

    [[nodiscard]] bool has(QStringView attribute) const
    {
        return attributes.contains(attribute, Qt::CaseInsensitive);
    }
};

struct ExistsCount {
    quint32 messages = 0;
};

/// What a FETCH response says of one message (RFC 9051 §7.5.2). What was not asked for is skipped.
struct Fetched {
    quint32 uid = 0; ///< 0: it was not said.
    std::optional<quint64> size;
    QStringList flags;
    std::optional<qint64> receivedMs; ///< Nothing when the server's date is none.
    std::optional<QByteArray> content; ///< Of `BODY[]`; nothing for NIL.
};

/// Legal or not, it does not matter here.
struct OtherResponse { };

/// A response that matters and cannot be read.
struct MalformedResponse {
    QByteArray keyword; ///< `FETCH`, `LIST` …
    QByteArray reason;
};

using Response = std::variant<OtherResponse, Status, TaggedStatus, ContinueRequest, CapabilityList,
    ListedFolder, ExistsCount, Fetched, MalformedResponse>;

/// Reads one response, which the Receiver has put together (a server's literals look like a
/// client's). Neither recurses nor reads beyond it, whatever it is.
[[nodiscard]] Response parseResponse(const imapproto::RawCommand &response);

/// @p text of a server for people: nothing in it that a terminal obeys, and not too long.
[[nodiscard]] QString readable(QByteArrayView text);

} // namespace digidig::imapclient
