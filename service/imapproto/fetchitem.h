// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>

#include <optional>
#include <vector>

namespace digidig::imapproto {

class Scanner;

/// What stands in the brackets of BODY[…] and BINARY[…] (RFC 9051 §6.4.5).
struct Section {
    enum class Text { All, Header, HeaderFields, HeaderFieldsNot, Text, Mime };

    std::vector<quint32> part; ///< `4.2` as {4, 2}; empty: the message. At most MaxDepth numbers.
    Text text = Text::All;
    QByteArrayList fields; ///< Of HeaderFields and HeaderFieldsNot, as the client wrote them.

    static constexpr int MaxDepth = 100;

    bool operator==(const Section &) const = default;
};

/// `<offset.length>`: at most `length` bytes from `offset` on; nothing from beyond the end.
struct PartialRange {
    quint64 offset = 0;
    quint64 length = 0; ///< At least 1.

    bool operator==(const PartialRange &) const = default;
};

/// One data item of FETCH; the macros are expanded, and nothing is asked twice.
struct FetchItem {
    enum class Kind {
        Envelope,
        Flags,
        InternalDate,
        Rfc822,
        Rfc822Header,
        Rfc822Text,
        Rfc822Size,
        Body, ///< BODY without brackets: BODYSTRUCTURE without extension data.
        BodyStructure,
        BodySection, ///< BODY[section]<partial>, BODY.PEEK[…]
        Binary, ///< BINARY[part]<partial>, BINARY.PEEK[…]: `section.text` is All.
        BinarySize, ///< BINARY.SIZE[part]
        Uid,
        ModSeq, ///< RFC 7162 §3.1.4.
        EmailId, ///< RFC 8474 §5.
        ThreadId,
        Preview, ///< RFC 8970.
        SaveDate, ///< RFC 8514 §4.3.
    };

    Kind kind = Kind::Flags;
    bool peek = false; ///< `\Seen` stays as it is. Of BodySection and Binary.
    bool lazy = false; ///< PREVIEW (LAZY): what is at hand, else NIL.
    Section section = {};
    std::optional<PartialRange> partial = {};

    /// Fetching it sets `\Seen`: BODY[…], BINARY[…], RFC822, RFC822.TEXT without PEEK.
    [[nodiscard]] bool setsSeen() const;

    bool operator==(const FetchItem &) const = default;
};

/// The name of @p item in the answer: `BODY[HEADER.FIELDS (To Cc)]<0>`, legal in any dialect.
[[nodiscard]] QByteArray fetchLabel(const FetchItem &item);

/// At most this many items may be asked of one message.
inline constexpr int MaxFetchItems = 1'000;

/// Reads `ALL`, `FLAGS`, `(FLAGS BODY[])` …
[[nodiscard]] bool parseFetchItems(Scanner &in, std::vector<FetchItem> &out);

} // namespace digidig::imapproto
