// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/responsecode.h"

#include "imapproto/grammar.h"

namespace digidig::imapproto {

ResponseCode::ResponseCode(const char *atom)
    : m_bytes(atom)
{
    m_bytes.removeIf([](char c) { return !isAtomChar(c); });
}

ResponseCode ResponseCode::of(QByteArrayView bytes)
{
    ResponseCode code;
    code.m_bytes = bytes.trimmed().toByteArray();
    code.m_bytes.removeIf([](char c) { return c < ' ' || c >= '\x7f' || c == ']'; });
    return code;
}

ResponseCode ResponseCode::capability(const QByteArrayList &capabilities)
{
    ResponseCode code("CAPABILITY");
    for (QByteArray name : capabilities) {
        name.removeIf([](char c) { return !isAtomChar(c); });
        if (!name.isEmpty())
            code.m_bytes += ' ' + name;
    }
    return code;
}

ResponseCode ResponseCode::permanentFlags(const QStringList &flags, bool keywords)
{
    QByteArray list;
    for (const QString &flag : flags) {
        if (isFlag(flag))
            list += (list.isEmpty() ? "" : " ") + flag.toLatin1();
    }
    if (keywords)
        list += list.isEmpty() ? "\\*" : " \\*";
    ResponseCode code("PERMANENTFLAGS");
    code.m_bytes += " (" + list + ')';
    return code;
}

ResponseCode ResponseCode::number(const char *atom, quint64 value)
{
    ResponseCode code(atom);
    code.m_bytes += ' ' + QByteArray::number(value);
    return code;
}

ResponseCode ResponseCode::appendUid(quint32 uidValidity, const NumberRanges &uids)
{
    if (uids.isEmpty())
        return {};
    ResponseCode code("APPENDUID");
    code.m_bytes += ' ' + QByteArray::number(uidValidity) + ' ' + uids.toBytes();
    return code;
}

ResponseCode ResponseCode::copyUid(
    quint32 uidValidity, const NumberRanges &from, const NumberRanges &to)
{
    if (from.isEmpty() || to.isEmpty())
        return {};
    ResponseCode code("COPYUID");
    code.m_bytes +=
        ' ' + QByteArray::number(uidValidity) + ' ' + from.toBytes() + ' ' + to.toBytes();
    return code;
}

ResponseCode ResponseCode::modified(const NumberRanges &numbers)
{
    if (numbers.isEmpty())
        return {};
    ResponseCode code("MODIFIED");
    code.m_bytes += ' ' + numbers.toBytes();
    return code;
}

ResponseCode ResponseCode::mailboxId(QByteArrayView id)
{
    ResponseCode code("MAILBOXID");
    QByteArray bytes = id.toByteArray();
    bytes.removeIf([](char c) { return !isAtomChar(c); });
    code.m_bytes += " (" + bytes + ')';
    return code;
}

} // namespace digidig::imapproto
