// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/search.h"
#include "store/needle.h"

namespace digidig::store {

/// What a list asks of messages beyond what SQL decides: text, and conditions under OR and NOT. The
/// text index says which documents come into question; each is then compared exactly.
class SearchPlan {
public:
    /// What matches() reads of message m, behind `m.id, m.content, <sort key>`.
    static constexpr auto Columns = "m.sender, m.recipient, m.flags, m.keywords, m.received_ms, "
                                    "m.size, m.has_attachment, m.mailbox, m.thread";
    /// Where m.thread is in such a row.
    static constexpr int ThreadColumn = 11;

    /// Asks the text index.
    SearchPlan(Connection &db, const mail::Filter &filter);

    /// SQL decides all.
    [[nodiscard]] bool isEmpty() const { return m_root.children.empty(); }
    /// The messages that all matches are among, when the text index can tell and they are few.
    [[nodiscard]] std::optional<std::vector<qint64>> fewMessages() const;
    /// How many documents the text index named for that; nothing when it cannot tell.
    [[nodiscard]] std::optional<qint64> candidates() const;
    /// Whether the current row of a walk matches.
    [[nodiscard]] bool matches(Query &row);
    /// Messages whose texts matches() had to unpack.
    [[nodiscard]] qint64 textsRead() const { return m_textsRead; }

private:
    struct Node {
        mail::Search search; ///< Without its children.
        Needle needle{QString()};
        std::optional<Candidates> candidates; ///< Of text conditions.
        std::vector<qint64> mailboxes; ///< Sorted ids, of Mailbox.
        qint64 thread = 0;
        std::vector<Node> children;
    };
    class Message;

    [[nodiscard]] Node compiled(const mail::Search &search) const;
    [[nodiscard]] std::optional<std::vector<qint64>> narrowed(const Node &node) const;
    [[nodiscard]] bool matches(const Node &node, Message &message);

    Connection &m_db;
    Node m_root;
    std::optional<std::vector<qint64>> m_documents;
    qint64 m_textsRead = 0;
};

} // namespace digidig::store
