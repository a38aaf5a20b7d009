// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"
#include "store/sql.h"

#include <span>

namespace digidig::store {

/// MailboxAccess::matches(). Throws Failure.
[[nodiscard]] std::vector<bool> matchingContents(Connection &db,
    std::span<const core::ContentId> contents, const mail::TextCondition &condition);

/// A text to be found as i;unicode-casemap says.
class CasemapNeedle {
public:
    explicit CasemapNeedle(const QString &text);

    [[nodiscard]] bool isEmpty() const { return m_mapped.isEmpty(); }
    [[nodiscard]] bool isIn(QStringView text) const;
    /// Whether it may be in one of the values of a JSON document. Quick; "no" is certain.
    [[nodiscard]] bool mayBeInJson(QByteArray json) const;
    /// Trigrams that every text has in the index that the needle is in, as an FTS5 expression;
    /// empty: no trigram can tell.
    [[nodiscard]] QString trigrams() const;

private:
    QString m_text;
    QString m_mapped;
    QByteArray m_ascii; ///< m_mapped, when it is nothing but ASCII that JSON writes as it is.
    bool m_isAscii = false;
};

} // namespace digidig::store
