// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/dates.h"
#include "imapproto/sequenceset.h"

#include <QtCore/QString>

#include <vector>

namespace digidig::imapproto {

class Scanner;

/// A condition of SEARCH, SORT or THREAD as a tree (RFC 9051 §6.4.4, and the keys of RFC 3501,
/// 5032, 7162, 8474, 8514). The many words of the protocol are few kinds here: UNSEEN is Not(Flag
/// `\Seen`), OLD is Not(Recent), NEW is And(Recent, Not(Flag `\Seen`)), SEEN is Flag `\Seen`,
/// KEYWORD is Flag.
struct SearchKey {
    /// The tree is never deeper, and never has more keys; the command is refused otherwise.
    static constexpr int MaxDepth = 64;
    static constexpr int MaxKeys = 2'000;

    enum class Kind {
        All,
        And, ///< `keys`, two or more; never an And itself.
        Or, ///< `keys`, two or more; never an Or itself.
        Not, ///< `keys`, one; never a Not itself.
        Sequence, ///< `set` of sequence numbers, perhaps `$`.
        Uid, ///< `set` of UIDs, perhaps `$`.
        Flag, ///< `text` is the flag or keyword, system flags as `\Seen`; compare without case.
        Recent,
        Before, ///< INTERNALDATE is before `day`, without time and zone.
        On,
        Since, ///< On `day` or later.
        SentBefore, ///< The same for the Date header.
        SentOn,
        SentSince,
        SavedBefore, ///< The same for the time it came into this mailbox (RFC 8514 §4.2).
        SavedOn,
        SavedSince,
        SaveDateSupported,
        Older, ///< INTERNALDATE is `number` seconds ago or earlier (RFC 5032 §2).
        Younger,
        Larger, ///< Of more than `number` bytes.
        Smaller,
        Header, ///< Field `field` has `text` in it; empty text: the field is there.
        Bcc, ///< `text` is in that field of the envelope.
        Cc,
        From,
        Subject,
        To,
        Body, ///< `text` is in the body.
        Text, ///< `text` is in header or body.
        ModSeq, ///< MODSEQ is `number` or more (RFC 7162 §3.1.5); `field` is the entry, or empty.
        EmailId, ///< `text` is the id (RFC 8474 §5.3).
        ThreadId,
    };

    Kind kind = Kind::All;
    QString text; ///< Unicode, whatever CHARSET said.
    QByteArray field;
    quint64 number = 0;
    Day day = 0;
    SequenceSet set;
    std::vector<SearchKey> keys;

    bool operator==(const SearchKey &) const = default;
};

/// Whether @p key or a key below it is of @p kind.
[[nodiscard]] bool mentions(const SearchKey &key, SearchKey::Kind kind);

/// `RETURN (…)` of RFC 9051 §6.4.4 and RFC 5267 §3.
struct SearchReturn {
    bool given = false; ///< The answer is ESEARCH, not SEARCH.
    bool min = false;
    bool max = false;
    bool all = false; ///< Also for RETURN ().
    bool count = false;
    bool save = false; ///< RFC 9051 §6.4.4.1.
};

/// Reads ` RETURN (…)` if it is next.
[[nodiscard]] bool parseSearchReturn(Scanner &in, SearchReturn &out);

/// Reads the keys up to the end of the command, all of which must hold; they need not come out in
/// the client's order. Strings are text in @p charset, any that ICU knows; text that is not valid
/// in it is BAD, an unknown charset NO [BADCHARSET] (RFC 9051 §6.4.4). Neither reading nor the tree
/// recurses beyond MaxDepth.
[[nodiscard]] bool parseSearchKeys(Scanner &in, const QByteArray &charset, SearchKey &out);

} // namespace digidig::imapproto
