// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/manifest.h"
#include "archive/mboxnote.h"
#include "core/result.h"
#include "mail/flags.h"

#include <QtCore/QByteArrayView>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace digidig::archive {

/// Where a message stands in its source, for people.
struct SourceLocation {
    QString file; ///< Path, or `-` for standard input.
    qint64 number = 0; ///< Which message of the file, from 1; 0: the file is one message.
    qint64 offset = 0; ///< Its first byte in the file.
};

/// One message found in a source.
struct SourceMessage {
    QByteArrayView raw; ///< Valid while `owner` lives.
    std::shared_ptr<const void> owner;
    SourceLocation location;
    QStringList folder; ///< Levels below the target mailbox; empty: the target itself.
    /// In an export of ours: the mailbox it was in, instead of `folder`.
    std::shared_ptr<const ArchivedMailbox> mailbox;
    std::optional<mbox::Note>
        note; ///< What an export of ours says of it, at the beginning of `raw`.
    mail::Flags flags;
    bool fromMbox =
        false; ///< `>From ` lines are quoted (mbox::unquoted), flags may stand in Status fields.
    std::optional<qint64> receivedMs; ///< What the source says of the time it was received.
    std::optional<qint64> fileTimeMs; ///< When the file was last changed.
    /// Called on any thread when these bytes, with this SHA-256, are durable in the mailbox,
    /// delivered or there already; must not block. May be empty.
    std::function<void(const QByteArray &sha256)> kept = {};
};

/// Takes what reading finds, on the reading thread, in the order of the source.
class SourceVisitor {
public:
    virtual ~SourceVisitor() = default;
    /// May block, which slows the reading down.
    virtual void message(SourceMessage message) = 0;
    /// Announces a mailbox of an export of ours, before its messages.
    virtual void mailbox(const ArchivedMailbox &mailbox) = 0;
    /// Something that should be a message, or hold some, cannot be read. Reading goes on behind it.
    virtual void failed(const SourceLocation &location, const core::Error &error) = 0;
    /// A file that is not mail.
    virtual void ignored(const QString &path) = 0;
    /// False ends the reading soon.
    [[nodiscard]] virtual bool wantsMore() = 0;
};

enum class SourceFormat { Auto, Mbox, Maildir, Eml };

/// Reads the file or directory @p path. A directory with a Manifest is read as that says. Auto
/// takes a directory with `cur` and `new` as a Maildir, any other as a tree in which `.eml` files
/// are messages and `.mbox` files mailboxes; a file is an mbox when it is called so or begins with
/// a From_ line. With Mbox or Eml every file of a tree is taken as that. Symbolic links are
/// followed, each directory is read once. Files are mapped, never loaded; what is no file (a pipe)
/// is read as a stream.
void readSource(
    const QString &path, SourceFormat format, qint64 maxMessageBytes, SourceVisitor &visitor);

/// Fills a buffer; 0 at the end.
using ReadBytes = std::function<core::Result<qsizetype>(char *buffer, qsizetype size)>;

/// Reads a stream called @p name: an mbox of any length when it begins with a From_ line (or @p
/// format says so), else one message. Holds no more than about @p maxMessageBytes.
void readStream(const QString &name, const ReadBytes &read, SourceFormat format,
    qint64 maxMessageBytes, SourceVisitor &visitor);

/// Bytes of the descriptor @p fd, until @p stop says to give up (asked at least every 0.2 s).
[[nodiscard]] ReadBytes readDescriptor(int fd, std::function<bool()> stop);

} // namespace digidig::archive
