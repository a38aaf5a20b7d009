// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

namespace digidig::lmtp {

/// How a message has come.
struct Trace {
    QByteArray sender; ///< As in MAIL FROM; empty: nobody.
    QByteArray recipient; ///< As in RCPT TO; empty: not to be told.
    QByteArray client; ///< As in LHLO.
    QByteArray peer; ///< Its address; empty: it came by a socket of this machine.
    QByteArray host; ///< Our name.
    QByteArray id; ///< Of the delivery, as in the log.
    qint64 atMs = 0;
    bool tls = false;
    bool utf8 = false;
};

/// The header fields in front of a delivered message (RFC 5321 §4.4): Return-Path, Delivered-To
/// when the recipient is to be told, Received. Pure.
[[nodiscard]] QByteArray traceFields(const Trace &trace);

} // namespace digidig::lmtp
