// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/types.h"

namespace digidig::mail {

/// What a person may ask of messages: a tree of conditions. Text conditions match substrings,
/// without case, and without diacritics unless the needle has some.
struct Search {
    enum class Kind {
        And, ///< All of `children`; of none: everything.
        Or, ///< Any of `children`.
        Not, ///< Not the one in `children`.
        Text, ///< `text` in subject, addresses, bodies, attachment names.
        From,
        To, ///< To, Cc or envelope recipient.
        Subject,
        Body, ///< Bodies and attachment names.
        Mailbox, ///< In the mailbox called `text`.
        Thread, ///< In the thread with the id `text`.
        Keyword, ///< With the keyword `text`.
        Flag, ///< With the system flag `number`.
        Attachment, ///< With at least one.
        Since, ///< Received at `number` or later, Unix milliseconds.
        Before, ///< Received before `number`.
        Larger, ///< Of more than `number` bytes.
        Smaller, ///< Of less than `number` bytes.
    };

    Kind kind = Kind::And;
    QString text = {};
    qint64 number = 0;
    std::vector<Search> children = {};

    [[nodiscard]] bool isEverything() const { return kind == Kind::And && children.empty(); }
    bool operator==(const Search &) const = default;
};

inline constexpr qsizetype MaxSearchLength = 4096; ///< Characters.
inline constexpr int MaxSearchTerms = 64;
inline constexpr int MaxSearchDepth = 20;

/// Reads the search language: words and "phrases", all of which must match; `from: to: subject:
/// body: in: has: is: before: after: larger: smaller: thread: keyword:` before a word or phrase;
/// `-` or NOT before what must not match, OR between alternatives, parentheses. Times are UTC; @p
/// nowMs is what `7d` counts back from. Invalid (field `q`) tells the character, counted from 1,
/// where it is wrong.
[[nodiscard]] core::Result<Search> parseSearch(const QString &query, qint64 nowMs);

/// @p search in the search language, the same for what means the same; parseSearch() reads it back.
[[nodiscard]] QString describe(const Search &search);

/// Moves those conditions of @p search that all matches must meet, and that members of @p filter
/// can say, to where an index serves them. What is left goes to `filter->search`. Conditions that
/// @p filter has already stay.
void narrow(Search search, Filter *filter);

} // namespace digidig::mail
