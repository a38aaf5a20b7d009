// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/positions.h"
#include "imapproto/searchkey.h"
#include "mail/mailboxaccess.h"

namespace digidig::imap {

/// What SEARCH looks at: the mailbox as the session's client knows it, and what is that client's
/// alone. A value that a worker may have.
struct SearchScope {
    mail::MailboxView view;
    UidSpans recent = {}; ///< As Selected::recent.
    std::vector<core::Uid> saved = {}; ///< `$` (RFC 5182), ascending.
    qint64 nowMs = 0; ///< What OLDER and YOUNGER count back from.
};

/// A SearchKey made ready for one SearchScope: sets are places, dates and sizes are bounds, and
/// what is cheap comes first. Conditions below And and Or are sorted by what they need.
struct SearchCondition {
    enum class Needs {
        Row, ///< What IndexRow has.
        Facts, ///< ContentFacts too.
        Text, ///< MailboxAccess::matches(), somewhere below.
    };
    enum class Kind {
        And, ///< All of `parts`; of none: every message.
        Or, ///< Any of `parts`; of none: no message.
        Not, ///< Not the one in `parts`.
        Places, ///< In `spans`.
        Received, ///< INTERNALDATE is from `low` to before `high`, Unix ms.
        Saved, ///< The same for SAVEDATE; never when that is not known.
        Sent, ///< The day of the Date header is from `low` to before `high`; never without one.
        Size, ///< From `low` to before `high` bytes.
        ModSeq, ///< `low` or more.
        SystemFlag, ///< `flag` is set.
        Keyword, ///< `text` is among the keywords, without case.
        EmailId, ///< `text` is the id.
        ThreadId,
        Text, ///< `condition`
    };

    Kind kind = Kind::And;
    Needs needs = Needs::Row;
    /// Of And and Or: all parts need the same, and one look at a message answers them all.
    bool together = false;
    int cost = 0; ///< Of Text, to compare.
    qint64 low = 0;
    qint64 high = 0;
    mail::SystemFlag flag = mail::Seen;
    QString text = {};
    PositionSpans spans = {};
    mail::TextCondition condition = {};
    std::vector<SearchCondition> parts = {};
};

/// @p key for @p scope. Recurses as deep as the key.
[[nodiscard]] SearchCondition prepare(const imapproto::SearchKey &key, const SearchScope &scope);

/// Places outside of which no message meets @p condition, as far as sets in it tell; @p size is
/// that of the view.
[[nodiscard]] PositionSpans reach(const SearchCondition &condition, qsizetype size);

/// What holds() needs of ContentFacts, as ContentPart.
[[nodiscard]] quint32 factParts(const SearchCondition &condition);

/// Whether the message at @p position meets @p condition, which does not need Text; @p facts may be
/// null if it needs the Row only.
[[nodiscard]] bool holds(const SearchCondition &condition, qsizetype position, const mail::IndexRow &row,
    const mail::ContentFacts *facts);

} // namespace digidig::imap
