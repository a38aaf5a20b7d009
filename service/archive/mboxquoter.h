// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

namespace digidig::archive::mbox {

/// Quotes a message for an mbox (mboxrd), piece by piece: each line that begins with `From ` behind
/// any number of `>` gets one more. The inverse of unquoted(), for any bytes.
class Quoter {
public:
    /// What may be written now; the beginning of a `From ` is kept back until more is known.
    [[nodiscard]] QByteArray feed(QByteArrayView bytes);
    /// What was kept back, and the line ends that close the message in its mbox.
    [[nodiscard]] QByteArray finish();

private:
    qsizetype m_matched = 0; ///< How much of `From ` the line has begun with, kept back.
    bool m_lineStart = true; ///< Nothing but `>` and what is kept back stood in the line so far.
    bool m_ended = true; ///< The last byte was a line end.
};

/// The line before a message: @p sender, and @p receivedMs in UTC.
[[nodiscard]] QByteArray fromLine(const QString &sender, qint64 receivedMs);

} // namespace digidig::archive::mbox
