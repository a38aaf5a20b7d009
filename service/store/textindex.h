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
/// Indexes from the queue for about 15 ms; true when there is more.
[[nodiscard]] bool indexSome(Work &work);

} // namespace digidig::store
