// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/mboxquoter.h"

#include "archive/mboxformat.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QTimeZone>

#include <algorithm>

namespace digidig::archive::mbox {

QByteArray Quoter::feed(QByteArrayView bytes)
{
    QByteArray out;
    out.reserve(bytes.size() + bytes.size() / 64 + FromWord.size());
    if (!bytes.isEmpty())
        m_ended = bytes.back() == '\n';
    for (qsizetype at = 0; at < bytes.size();) {
        if (!m_lineStart) {
            const qsizetype next = bytes.indexOf('\n', at);
            const qsizetype end = next < 0 ? bytes.size() : next + 1;
            out.append(bytes.sliced(at, end - at));
            at = end;
            m_lineStart = next >= 0;
        } else if (m_matched == 0 && bytes[at] == '>') {
            out += bytes[at++];
        } else if (bytes[at] == FromWord[m_matched]) {
            ++at;
            if (++m_matched == FromWord.size()) {
                out.append('>').append(FromWord);
                m_matched = 0;
                m_lineStart = false;
            }
        } else { // An ordinary line; its byte is looked at once more.
            out.append(FromWord.first(m_matched));
            m_matched = 0;
            m_lineStart = false;
        }
    }
    return out;
}

QByteArray Quoter::finish()
{
    QByteArray out = FromWord.first(m_matched).toByteArray();
    m_matched = 0;
    out += m_ended ? "\n" : "\n\n";
    return out;
}

QByteArray fromLine(const QString &sender, qint64 receivedMs)
{
    QByteArray address = sender.toUtf8();
    const bool plain = !address.isEmpty() && address.size() < LongestLine / 2
        && std::all_of(
            address.begin(), address.end(), [](char c) { return c > ' ' && c != '\x7f'; });
    if (!plain)
        address = "MAILER-DAEMON";
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(receivedMs, QTimeZone::utc());
    return FromWord.toByteArray() + address + ' '
        + QLocale::c().toString(when, QStringLiteral("ddd MMM dd HH:mm:ss yyyy")).toLatin1() + '\n';
}

} // namespace digidig::archive::mbox
