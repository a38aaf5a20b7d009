// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sql.h"

#include <vector>

namespace digidig::store {

/// A text to be found as a substring: without case, and without diacritics unless it was typed with
/// some.
class Needle {
public:
    explicit Needle(const QString &typed);

    [[nodiscard]] bool isEmpty() const { return m_folded.isEmpty(); }
    [[nodiscard]] bool isIn(const QString &text) const;
    /// The trigrams that every document with this needle has, as an FTS5 expression; empty: no
    /// trigram can tell.
    [[nodiscard]] QString trigrams() const;

private:
    QString m_folded;
    QString m_exact; // empty: marks do not matter
};

/// The trigrams of @p folded, text as the index has it, as an FTS5 expression; empty: there are none.
[[nodiscard]] QString trigramsOf(QList<uint> folded);

/// The documents (textindex.h) that may contain a needle, those not indexed yet included.
class Candidates {
public:
    Candidates(Connection &db, const Needle &needle);
    /// For an expression as Needle::trigrams() gives it.
    Candidates(Connection &db, const QString &trigrams);

    /// No index could tell: every document is one.
    [[nodiscard]] bool isAll() const { return m_all; }
    [[nodiscard]] bool has(qint64 document) const;
    [[nodiscard]] const std::vector<qint64> &documents() const { return m_documents; }

private:
    bool m_all = false;
    std::vector<qint64> m_documents; // sorted
};

} // namespace digidig::store
