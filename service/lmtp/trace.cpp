// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/trace.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>

namespace digidig::lmtp {

namespace {

/// RFC 5322 §3.3.
QByteArray dateTime(qint64 ms)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(ms).toUTC();
    return QLocale::c().toString(at, u"ddd, dd MMM yyyy HH:mm:ss").toLatin1() + " +0000";
}

/// RFC 5321 §4.1.3.
QByteArray literal(const QByteArray &address)
{
    return address.contains(':') ? "[IPv6:" + address + ']' : '[' + address + ']';
}

} // namespace

QByteArray traceFields(const Trace &trace)
{
    QByteArray text = "Return-Path: <" + trace.sender + ">\r\n";
    if (!trace.recipient.isEmpty())
        text += "Delivered-To: " + trace.recipient + "\r\n";
    // The words of RFC 3848 and RFC 6531 §4.3.
    const QByteArray with = QByteArray(trace.utf8 ? "UTF8LMTP" : "LMTP") + (trace.tls ? "S" : "");
    text += "Received: from " + trace.client + " ("
        + (trace.peer.isEmpty() ? QByteArray("local") : literal(trace.peer)) + ")\r\n\tby "
        + trace.host + " (DIGiDIG IMAP) with " + with + " id " + trace.id + "\r\n\t";
    if (!trace.recipient.isEmpty())
        text += "for <" + trace.recipient + ">; ";
    else
        text.replace(text.size() - 3, 3, ";\r\n\t");
    return text + dateTime(trace.atMs) + "\r\n";
}

} // namespace digidig::lmtp
