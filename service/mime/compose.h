// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/message.h"

namespace digidig::mime {

/// What a message is made of when it does not come as RFC 5322 bytes.
struct Compose {
    QString sender; ///< An address or `Name <address>`.
    QStringList recipients; ///< The same.
    QString subject;
    QString body; ///< Text; sent as text/html when it looks like an HTML document.
    QList<std::pair<QString, QString>>
        headers; ///< Further fields in order; of a name below, it wins.
    qint64 dateMs = 0; ///< Unix time in milliseconds, UTC.
    QString messageId; ///< With or without angle brackets; empty: derived from the rest.
};

/// An RFC 5322 message with CRLF line ends. Deterministic: the same input gives the same bytes.
/// Values are cleaned of control characters, so that no field can be injected; fields with illegal
/// names, and MIME fields that would contradict the body, are left out.
[[nodiscard]] QByteArray compose(const Compose &compose);

} // namespace digidig::mime
