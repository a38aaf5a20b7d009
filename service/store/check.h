// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "store/sql.h"

namespace digidig::store {

/// Verifies everything in the store; see MailStore::check(). @p file is opened anew, and needs
/// write permission for FTS5's own check, which changes nothing.
[[nodiscard]] core::Result<mail::CheckReport> checkStore(
    const QString &file, const std::function<bool(qint64, qint64)> &progress);

/// Collects findings, as many as anyone will read.
class Findings {
public:
    explicit Findings(mail::CheckReport &report)
        : m_report(report)
    {
    }
    void add(const QString &where, const QString &what);

private:
    mail::CheckReport &m_report;
};

/// Holds the text index against the texts, document by document.
void checkTextIndex(Connection &db, Findings &findings, const std::function<void()> &tick);

} // namespace digidig::store
