// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/context.h"
#include "imap/fetchbody.h"
#include "imap/messages.h"
#include "imapproto/fetchitem.h"
#include "imapproto/writer.h"

#include <QtCore/QHash>

#include <atomic>
#include <memory>

namespace digidig::imap {

/// Makes the FETCH responses of one command, piece by piece, so that neither a large message nor
/// many of them take much memory. Not thread-safe, but may be used on one thread after another.
class Fetching {
public:
    struct Setup {
        Context &context;
        mail::MailboxView view;
        UidSpans recent; ///< As Selected::recent; of rev1 only.
        PositionSpans positions;
        std::vector<imapproto::FetchItem> items;
        std::optional<quint64> changedSince;
        /// Messages whose flags this command has changed, ascending: these are told.
        std::vector<core::Uid> touched;
        imapproto::Dialect dialect;
        const std::atomic<bool> &gone; ///< Once it is true nothing more is made.
    };
    explicit Fetching(Setup setup);

    /// A piece of about this many bytes is made at a time.
    static constexpr qsizetype Piece = 128 * 1024;

    /// Everything comes from the view: next() never blocks.
    [[nodiscard]] bool isLight() const { return m_parts == 0 && !m_bodies; }
    /// The next bytes to send; empty at the end. Otherwise than isLight() says, blocks on the disk.
    [[nodiscard]] QByteArray next();
    [[nodiscard]] bool isDone() const { return m_done; }
    /// A literal that was begun cannot be ended: the connection has to go.
    [[nodiscard]] bool isBroken() const { return m_broken; }
    /// Messages of which something could not be read; it is NIL in their response.
    [[nodiscard]] const std::vector<core::Uid> &damaged() const { return m_damaged; }
    /// A part has an encoding that cannot be undone (RFC 3516 §4.3).
    [[nodiscard]] bool hasUnknownEncoding() const { return m_unknownEncoding; }

private:
    struct Current {
        qsizetype position = 0;
        mail::IndexRow row;
        size_t nextItem = 0;
        bool isDamaged = false;
    };

    [[nodiscard]] bool advance();
    void begin(qsizetype position);
    void finish();
    void write(const imapproto::FetchItem &item);
    void writeBody(const imapproto::FetchItem &item);
    void writeBinarySize(const imapproto::FetchItem &item);
    void send(std::unique_ptr<FetchBody> body);
    void pump();
    void writeFlags();
    [[nodiscard]] const mail::ContentFacts &facts();
    [[nodiscard]] FetchSource *source();
    void damage();
    void loadFacts();

    const Setup m_setup;
    quint32 m_parts = 0;
    bool m_bodies = false;
    imapproto::ResponseWriter m_out;
    QByteArray m_bytes;
    size_t m_range = 0;
    qsizetype m_next = 0; ///< Position within that range that comes next.
    std::optional<Current> m_current;
    std::unique_ptr<FetchSource> m_source; ///< Of the current message.
    std::unique_ptr<FetchBody> m_body; ///< A literal that is being sent.
    QHash<core::ContentId, mail::ContentFacts> m_facts; ///< Of the messages that come next.
    std::vector<core::Uid> m_damaged;
    bool m_done = false;
    bool m_broken = false;
    bool m_unknownEncoding = false;
};

} // namespace digidig::imap
