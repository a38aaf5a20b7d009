// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/messagesection.h"
#include "imapproto/fetchitem.h"
#include "mail/ports.h"
#include "mime/partdecoder.h"

#include <memory>
#include <optional>

namespace digidig::imap {

/// The stored bytes of one message, with its tree. Blocks on the disk.
class FetchSource {
public:
    FetchSource(std::unique_ptr<mail::ContentReader> reader, mime::Part root)
        : m_reader(std::move(reader))
        , m_root(std::move(root))
    {
    }
    [[nodiscard]] const mime::Part &root() const { return m_root; }
    [[nodiscard]] qint64 size() const { return m_reader->size(); }
    [[nodiscard]] core::Result<QByteArray> read(qint64 offset, qint64 length)
    {
        return m_reader->read(offset, length);
    }

private:
    std::unique_ptr<mail::ContentReader> m_reader;
    mime::Part m_root;
};

/// What a body section answers with, read in pieces.
class FetchBody {
public:
    virtual ~FetchBody() = default;
    /// Bytes in all; known before the first.
    [[nodiscard]] virtual qint64 size() const = 0;
    /// The next bytes, at most about @p length; empty at the end.
    [[nodiscard]] virtual core::Result<QByteArray> read(qint64 length) = 0;
    /// It may hold NUL, so that only a literal8 can carry it.
    [[nodiscard]] virtual bool isBinary() const { return false; }
};

/// BODY[section]<partial>: null when the message has no such section. Corrupt when a header that
/// fields are chosen from cannot be read.
[[nodiscard]] core::Result<std::unique_ptr<FetchBody>> bodySection(FetchSource &source,
    const imapproto::Section &section, const std::optional<imapproto::PartialRange> &partial);

/// BINARY[part]<partial>, decoded: null when there is no such part; Invalid when its encoding is
/// not known.
[[nodiscard]] core::Result<std::unique_ptr<FetchBody>> binarySection(FetchSource &source,
    const imapproto::Section &section, const std::optional<imapproto::PartialRange> &partial);

} // namespace digidig::imap
