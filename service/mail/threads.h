// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/references.h"
#include "mail/types.h"

#include <QtCore/QStringList>

namespace digidig::mail {

// A thread is what delivery has joined (RFC 8474 §5.2): messages of one account that are connected
// by Message-ID, References or In-Reply-To. Unlike the threads of THREAD=REFERENCES (RFC 5256) it
// never depends on what a list leaves out: subjects join nothing, and what was joined stays so when
// the message between is gone. The tree inside of a thread is that of RFC 5256, but for this: where
// a message has both, In-Reply-To counts as the last of its references.

/// A conversation as a list shows it.
struct ThreadSummary {
    /// Figures but `count` and the times are of so many messages at most, the last received.
    static constexpr int MaxMessages = 1000;
    static constexpr int MaxParticipants = 10;

    QString id; ///< THREADID (RFC 8474).
    QString subject; ///< The base subject (RFC 5256 §2.1) of the first message.
    QStringList participants = {}; ///< Who wrote the last messages, the last first.
    bool moreParticipants = false;
    qint64 count = 0;
    qint64 unread = 0;
    bool flagged = false; ///< Some message is.
    bool hasAttachment = false; ///< Some message has one.
    bool truncated = false; ///< There are more messages than MaxMessages.
    qint64 firstMs = 0; ///< When its first message was received.
    qint64 lastMs = 0;
    QString latestId = {}; ///< Of the message received last.
};

/// A part of the conversations that hold a message that a filter leaves, by the last such message,
/// the last received first. Following `next` lists each that was there at the first part once,
/// whatever arrives meanwhile; one whose last message goes meanwhile may come again.
struct ThreadListing {
    std::vector<ThreadSummary> threads;
    QByteArray next; ///< URL-safe, opaque; empty at the end.
    qint64 rowsExamined = 0; ///< Messages looked at to find them.
};

/// Which part of the conversations.
struct ThreadPage {
    int limit = 50;
    QByteArray cursor =
        {}; ///< `next` of an earlier ThreadListing with the same filter; Invalid when foreign.
};

/// One conversation with its messages. Of more than ThreadSummary::MaxMessages, the last received.
struct Thread {
    ThreadSummary summary;
    std::vector<Message> messages = {}; ///< Without texts.
    std::vector<ThreadNode> forest = {}; ///< Over `messages`.
};

} // namespace digidig::mail
