// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/dates.h"
#include "imapproto/dialect.h"
#include "imapproto/receiver.h"
#include "imapproto/sequenceset.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <functional>
#include <optional>

namespace digidig::imapproto {

/// Why a command cannot be carried out as it stands.
struct Fault {
    bool no = false; ///< Answered NO, not BAD: well-formed, but it can never succeed.
    QByteArray code; ///< Response code without brackets, `BADCHARSET (US-ASCII UTF-8)`, or empty.
    QByteArray message; ///< English, for the client.
};

/// Reads the tokens of one command (RFC 9051 §9). Each function that returns bool takes its token
/// and returns true, or leaves the first fault behind and returns false; after that all of them do.
/// Never reads beyond the command and never recurses.
class Scanner {
public:
    /// @p command must outlive it.
    Scanner(const RawCommand &command, Dialect dialect);

    [[nodiscard]] const Dialect &dialect() const { return m_dialect; }
    [[nodiscard]] bool failed() const { return m_fault.has_value(); }
    /// After a failure.
    [[nodiscard]] const Fault &fault() const { return *m_fault; }
    /// Sets the fault unless there is one; false always. Says where it is when it is BAD.
    bool fail(QByteArrayView message);
    bool fail(Fault fault);

    // ─ single bytes ─
    [[nodiscard]] bool atEnd() const { return m_pos >= m_text.size(); }
    /// The next byte; NUL at the end and at a fault.
    [[nodiscard]] char peek() const { return failed() || atEnd() ? '\0' : m_text[m_pos]; }
    /// The next bytes are @p word, without case, and a delimiter or the end follows.
    [[nodiscard]] bool peekWord(QByteArrayView word) const;
    /// The next bytes are @p text, without case, whatever follows.
    [[nodiscard]] bool peekText(QByteArrayView text) const;
    /// The next is a literal of either kind.
    [[nodiscard]] bool atLiteral() const;
    /// Takes @p c if it is next; no fault otherwise.
    bool skip(char c);
    /// Takes @p word if it is next, without case, and a delimiter follows; no fault otherwise.
    bool skipWord(QByteArrayView word);
    [[nodiscard]] bool expect(char c);
    [[nodiscard]] bool space() { return expect(' '); }
    /// Nothing but spaces may be left.
    [[nodiscard]] bool end();

    // ─ tokens ─
    [[nodiscard]] bool tag(QByteArrayView &tag);
    [[nodiscard]] bool atom(QByteArrayView &atom);
    /// An atom in upper case, for the words of the protocol.
    [[nodiscard]] bool word(QByteArray &word);
    /// Letters, digits and dots, in upper case: `BODY.PEEK`, which ends before its bracket.
    [[nodiscard]] bool name(QByteArray &name);
    /// Quoted or literal. UTF-8 in a quoted string must be valid; a literal may hold any byte but
    /// NUL.
    [[nodiscard]] bool string(QByteArray &value);
    [[nodiscard]] bool astring(QByteArray &value);
    /// NIL is null, "" is empty and not null.
    [[nodiscard]] bool nstring(QByteArray &value);
    /// The bytes of a literal, shared with the command. Any byte may be in it.
    [[nodiscard]] bool literal(QByteArray &value, bool &binary);
    [[nodiscard]] bool number(quint32 &value);
    [[nodiscard]] bool nzNumber(quint32 &value);
    /// Below 2^63 (`number64`; `mod-sequence-valzer` of RFC 7162 is the same).
    [[nodiscard]] bool number64(quint64 &value);
    [[nodiscard]] bool sequenceSet(SequenceSet &set);
    /// A set of UIDs without `*` and `$` (`known-uids` of RFC 7162).
    [[nodiscard]] bool uidSet(NumberRanges &set);
    /// `date` of RFC 9051 §9, quoted or not.
    [[nodiscard]] bool date(Day &day);
    /// `date-time`, as milliseconds since the epoch.
    [[nodiscard]] bool dateTime(qint64 &ms);
    /// A mailbox name as Unicode: of modified UTF-7, or UTF-8 where the dialect has it. INBOX in
    /// any case is `INBOX`. A name that is malformed is NO [CANNOT], so that a client that guesses
    /// names is not cut off for it.
    [[nodiscard]] bool mailbox(QString &name);
    /// The same for the reference of LIST and LSUB: may be empty, and INBOX is left as it is.
    [[nodiscard]] bool mailboxReference(QString &name);
    /// `list-mailbox`: the same with `*` and `%`.
    [[nodiscard]] bool mailboxPattern(QString &pattern);
    /// `\Seen`, `\Anything`, `keyword` (ASCII). Whether the server has such a flag is not asked.
    [[nodiscard]] bool flag(QString &flag);
    [[nodiscard]] bool flagList(QStringList &flags);

    /// `(` @p item SP @p item … `)`; may be empty only with @p mayBeEmpty.
    [[nodiscard]] bool list(const std::function<bool()> &item, bool mayBeEmpty = false);

private:
    [[nodiscard]] QByteArrayView takeWhile(bool (*accepts)(char));
    [[nodiscard]] bool quoted(QByteArray &value);
    [[nodiscard]] bool digits(quint64 &value, quint64 max);
    [[nodiscard]] bool mailboxText(const QByteArray &bytes, QString &name);

    QByteArrayView m_text;
    const std::vector<Literal> &m_literals;
    size_t m_nextLiteral = 0;
    qsizetype m_pos = 0;
    Dialect m_dialect;
    std::optional<Fault> m_fault;
};

} // namespace digidig::imapproto
