// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/sequenceset.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>
#include <QtCore/QStringList>

namespace digidig::imapproto {

/// `resp-text-code` of RFC 9051 §9, what stands in brackets before the text of a status response.
/// Whatever it is made of, its bytes are legal there.
class ResponseCode {
public:
    /// None.
    ResponseCode() = default;
    /// A code without arguments: `TRYCREATE`, `ALREADYEXISTS`, `CLOSED` … (RFC 9051 §7.1, RFC
    /// 5530).
    ResponseCode(const char *atom); // NOLINT(google-explicit-constructor)
    /// From what was checked already, such as Fault::code: any bytes, made legal.
    [[nodiscard]] static ResponseCode of(QByteArrayView bytes);

    [[nodiscard]] static ResponseCode capability(const QByteArrayList &capabilities);
    /// `PERMANENTFLAGS (\Seen work \*)`; illegal flags are left out.
    [[nodiscard]] static ResponseCode permanentFlags(const QStringList &flags, bool keywords);
    /// `UIDNEXT`, `UIDVALIDITY`, `UNSEEN`, `HIGHESTMODSEQ`, `APPENDLIMIT` and their like.
    [[nodiscard]] static ResponseCode number(const char *atom, quint64 value);
    [[nodiscard]] static ResponseCode appendUid(quint32 uidValidity, const NumberRanges &uids);
    /// RFC 4315 §3: the n-th UID of @p from became the n-th of @p to, so both in ascending order.
    /// No code at all when they are empty.
    [[nodiscard]] static ResponseCode copyUid(
        quint32 uidValidity, const NumberRanges &from, const NumberRanges &to);
    /// RFC 7162 §3.1.3. No code at all when there are none.
    [[nodiscard]] static ResponseCode modified(const NumberRanges &numbers);
    /// `MAILBOXID (id)` (RFC 8474 §4.1).
    [[nodiscard]] static ResponseCode mailboxId(QByteArrayView id);

    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    /// Without brackets.
    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

} // namespace digidig::imapproto
