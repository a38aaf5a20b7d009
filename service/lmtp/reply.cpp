// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/reply.h"

namespace digidig::lmtp {

QByteArray Reply::bytes() const
{
    QByteArray line = QByteArray::number(code) + ' ';
    if (!status.isEmpty())
        line += status + ' ';
    return line + text + "\r\n";
}

QByteArray linesOf(int code, const QByteArrayList &lines)
{
    QByteArray all;
    for (qsizetype i = 0; i < lines.size(); ++i)
        all += QByteArray::number(code) + (i + 1 < lines.size() ? '-' : ' ') + lines[i] + "\r\n";
    return all;
}

Reply refusal(const core::Error &error, bool neverFits)
{
    using core::Errc;
    switch (error.errc) {
    case Errc::NotFound:
        return {550, "5.1.1", "There is no such recipient here"};
    case Errc::Forbidden:
        return {550, "5.2.1", "This mailbox is switched off"};
    case Errc::QuotaExceeded:
        return neverFits
            ? Reply{552, "5.2.2", "The message is larger than the whole mailbox may be"}
            : Reply{452, "4.2.2", "The mailbox is full"};
    case Errc::TooLarge:
        return {552, "5.3.4", "The message is too large"};
    case Errc::Invalid:
        return {554, "5.6.0", "The message cannot be stored"};
    case Errc::StoreFull:
        return {452, "4.3.1", "There is no room on the disk"};
    case Errc::LimitExceeded:
        return {451, "4.3.2", "Too much is waiting to be written; try again later"};
    case Errc::AlreadyExists:
    case Errc::Conflict:
    case Errc::Unauthorized:
    case Errc::Timeout:
    case Errc::Unavailable:
    case Errc::Corrupt:
    case Errc::Internal:
        break;
    }
    return {451, "4.3.0", "The message cannot be stored now"};
}

} // namespace digidig::lmtp
