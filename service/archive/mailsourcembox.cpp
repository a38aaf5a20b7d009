// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/mailsourcembox.h"

#include "archive/mboxformat.h"

#include <QtCore/QCoreApplication>

namespace digidig::archive::mbox {

namespace {

constexpr qsizetype Chunk = 1 << 20;
/// What is kept before the place where a search goes on, so that it sees the empty line there.
constexpr qsizetype Context = 8;

/// Numbers the pieces of one mbox and hands them on.
class Pieces {
public:
    Pieces(
        QString file, SourceVisitor &visitor, std::shared_ptr<const ArchivedMailbox> mailbox = {})
        : m_file(std::move(file))
        , m_visitor(visitor)
        , m_mailbox(std::move(mailbox))
    {
    }

    /// What stands before the first From_ line; @p bytes may be cut.
    void preamble(QByteArrayView bytes)
    {
        if (!bytes.trimmed().isEmpty()) {
            m_visitor.failed({m_file, 0, 0},
                {core::Errc::Invalid,
                    QCoreApplication::translate(
                        "archive", "there is something before the first From_ line")});
        }
    }
    void take(QByteArrayView piece, std::shared_ptr<const void> owner, qint64 offset)
    {
        SourceMessage message;
        message.raw = content(piece);
        message.owner = std::move(owner);
        message.location = {m_file, ++m_number, offset};
        message.fromMbox = true;
        const qsizetype end = piece.indexOf('\n');
        message.receivedMs = fromLineDate(piece.first(end < 0 ? piece.size() : end));
        message.note = readNote(message.raw);
        message.mailbox = m_mailbox;
        m_visitor.message(std::move(message));
    }
    void tooLarge(qint64 offset, qint64 limit)
    {
        m_visitor.failed({m_file, ++m_number, offset},
            {core::Errc::TooLarge,
                QCoreApplication::translate("archive", "the message is larger than %1 bytes")
                    .arg(limit)});
    }
    void unreadable(qint64 offset, const core::Error &error)
    {
        m_visitor.failed({m_file, m_number + 1, offset}, error);
    }
    [[nodiscard]] bool wantsMore() const { return m_visitor.wantsMore(); }

private:
    QString m_file;
    SourceVisitor &m_visitor;
    std::shared_ptr<const ArchivedMailbox> m_mailbox;
    qint64 m_number = 0;
};

core::Error emptyFile()
{
    return {
        core::Errc::Invalid, QCoreApplication::translate("archive", "the file is empty"), {}, {}};
}

/// The part of a stream that is being looked at: one message and what was read behind it.
class StreamWindow {
public:
    StreamWindow(Pieces &pieces, QByteArray head, qint64 limit)
        : m_pieces(pieces)
        , m_buffer(std::move(head))
        , m_limit(limit)
    {
    }

    /// Hands on every piece that is whole. @p complete: nothing more comes.
    void hand(bool complete)
    {
        while (m_pieces.wantsMore()) {
            const Separator next = findSeparator(m_buffer, m_scan, complete);
            if (next.at < 0 && !complete) {
                m_scan = next.resume;
                break;
            }
            const qsizetype end = next.at < 0 ? m_buffer.size() : next.at;
            if (end > 0 || next.at < 0)
                emitPiece(end);
            if (next.at < 0)
                break;
            m_start = end;
            m_offset = m_base + end;
            m_scan = end + FromWord.size();
            m_inMessage = true;
            m_skipping = false;
        }
        forget();
    }
    void append(QByteArrayView bytes) { m_buffer.append(bytes); }
    void unreadable(const core::Error &error) { m_pieces.unreadable(m_offset, error); }

private:
    void emitPiece(qsizetype end)
    {
        const QByteArrayView piece = QByteArrayView(m_buffer).sliced(m_start, end - m_start);
        if (!m_inMessage) {
            m_pieces.preamble(m_skipping ? QByteArrayView("skipped") : piece);
        } else if (m_skipping) {
            m_pieces.tooLarge(m_offset, m_limit);
        } else {
            const auto copy = std::make_shared<const QByteArray>(piece.toByteArray());
            m_pieces.take(*copy, copy, m_offset);
        }
    }
    /// Drops what is handed on, and a message under way once it is too large.
    void forget()
    {
        const qsizetype margin = LongestLine + Context;
        m_skipping = m_skipping || m_scan - m_start > m_limit + margin;
        if (m_skipping)
            m_start = qMax(m_start, m_scan - Context);
        m_buffer.remove(0, m_start);
        m_base += m_start;
        m_scan -= m_start;
        m_start = 0;
    }

    Pieces &m_pieces;
    QByteArray m_buffer;
    qint64 m_limit;
    qint64 m_base = 0; ///< Offset of the buffer in the stream.
    qint64 m_offset = 0; ///< Offset of the message under way.
    qsizetype m_start = 0; ///< In the buffer: the message under way, or what is left of it.
    qsizetype m_scan = 0; ///< In the buffer: where to look for the next From_ line.
    bool m_inMessage = false; ///< Behind the first From_ line.
    bool m_skipping = false; ///< The message under way is too large.
};

} // namespace

void read(const QString &file, QByteArrayView bytes, const std::shared_ptr<const void> &owner,
    SourceVisitor &visitor, const std::shared_ptr<const ArchivedMailbox> &mailbox)
{
    // A mailbox without messages is one all the same.
    if (bytes.isEmpty() && mailbox)
        return;
    if (bytes.isEmpty())
        return visitor.failed({file}, emptyFile());
    Pieces pieces(file, visitor, mailbox);
    qsizetype at = findSeparator(bytes, 0, true).at;
    pieces.preamble(bytes.first(at < 0 ? bytes.size() : at));
    while (at >= 0 && visitor.wantsMore()) {
        const qsizetype next = findSeparator(bytes, at + FromWord.size(), true).at;
        const qsizetype end = next < 0 ? bytes.size() : next;
        pieces.take(bytes.sliced(at, end - at), owner, at);
        at = next;
    }
}

void readStream(const QString &name, QByteArray head, const ReadBytes &more, qint64 maxMessageBytes,
    SourceVisitor &visitor)
{
    bool empty = head.isEmpty();
    Pieces pieces(name, visitor);
    StreamWindow window(pieces, std::move(head), maxMessageBytes);
    QByteArray chunk(Chunk, Qt::Uninitialized);
    while (visitor.wantsMore()) {
        window.hand(false);
        const auto got = more(chunk.data(), chunk.size());
        if (!got)
            return window.unreadable(got.error());
        if (*got == 0)
            return empty ? visitor.failed({name}, emptyFile()) : window.hand(true);
        empty = false;
        window.append(QByteArrayView(chunk).first(*got));
    }
}

} // namespace digidig::archive::mbox
