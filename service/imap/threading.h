// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/searching.h"
#include "imapproto/commands/thread.h"
#include "mail/references.h"

namespace digidig::imap {

/// The messages @p found as threads (RFC 5256 §3); ThreadNode::message is an index into @p found,
/// which ascends. Blocks and fails like searched().
[[nodiscard]] core::Result<std::vector<mail::ThreadNode>> threaded(const Positions &found,
    imapproto::Thread::Algorithm algorithm, const mail::MailboxView &view,
    mail::MailboxAccess &access, const std::atomic<bool> &gone);

/// THREAD=ORDEREDSUBJECT (RFC 5256 §3) of @p messages, given in the order of their sequence
/// numbers: those of one base subject are one thread, its first message above all others.
[[nodiscard]] std::vector<mail::ThreadNode> threadBySubject(
    const std::vector<mail::Threadable> &messages);

/// `THREAD (2)(3 6 (4 23)(44 7 96))` (RFC 5256 §4), without `* ` before and CRLF behind; @p numbers
/// are those of the messages that nodes mean. Without recursion.
[[nodiscard]] QByteArray threadResponse(
    const std::vector<mail::ThreadNode> &forest, const std::vector<quint32> &numbers);

} // namespace digidig::imap
