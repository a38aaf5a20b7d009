// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/flags.h"

#include <QtCore/QByteArrayView>

#include <optional>

namespace digidig::archive::mbox {

// An mbox says of a message neither to the millisecond when it was received, nor its keywords, nor
// whether its last line had an end. So an export puts a few header fields of its own before each
// message: the first for us, exact and with a hash; the others, Status and the like, for everybody
// else. An import takes them away again, and what is left has to have that hash.

struct Note {
    qint64 size = 0; ///< Of the message.
    QByteArray sha256; ///< Of its bytes.
    qint64 receivedMs = 0;
    mail::Flags flags;
    qsizetype noteSize = 0; ///< In a note that was read: how many bytes the fields take.
};

/// The fields, each with its line end.
[[nodiscard]] QByteArray noteFields(const Note &note);

/// The note at the beginning of @p raw, which stands behind a From_ line.
[[nodiscard]] std::optional<Note> readNote(QByteArrayView raw);

/// The message that follows @p note in @p raw, unquoted; nothing when it is not the one that was
/// exported, byte for byte.
[[nodiscard]] std::optional<QByteArray> noted(const Note &note, QByteArrayView raw);

} // namespace digidig::archive::mbox
