// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"
#include "store/writer.h"

namespace digidig::store {

// The text index knows documents by number: a content by its id, the envelope of a message (sender
// and recipient, where they are not in the content) by minus its id. New documents wait in
// `index_queue`.

/// The folded text of a content that the index sees, as UTF-8. Empty when it is damaged.
[[nodiscard]] QByteArray contentDocument(Connection &db, const ContentRow &content);
/// The folded text of a message's own envelope.
[[nodiscard]] QByteArray envelopeDocument(const QString &sender, const QString &recipient);
/// Whether a message needs a document of its own beside its content's.
[[nodiscard]] bool needsEnvelopeDocument(
    const QString &sender, const QString &recipient, const ContentRow &content);

/// Puts a document in the queue.
void enqueueDocument(Work &work, qint64 document);
/// Takes a document out of the queue and of the index; @p text as it was indexed.
void removeDocument(Work &work, qint64 document, const QByteArray &text);
/// The messages, deleted ones included, that need a document of their own.
struct EnvelopeDocuments {
    std::vector<qint64> messages; ///< Row ids.
    qint64 upTo = 0; ///< Of the messages with ids up to this one; later ones are not looked at.
};
/// Looks at all messages behind @p after.
[[nodiscard]] EnvelopeDocuments envelopeDocuments(Connection &db, qint64 after);
/// Empties the index and queues every document; @p known saves the writer looking at messages. The
/// number of documents.
[[nodiscard]] qint64 rebuildTextIndex(Work &work, const EnvelopeDocuments &known);
/// Indexes from the queue for about 15 ms; true when there is more.
[[nodiscard]] bool indexSome(Work &work);

} // namespace digidig::store
