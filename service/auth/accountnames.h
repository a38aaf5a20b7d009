// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QtCore/QHash>
#include <QtCore/QString>

#include <mutex>
#include <vector>

namespace digidig::auth {

/// An account as it is found by a name.
struct NamedAccount {
    core::AccountId id;
    QString publicId; ///< As paths and parameters name it: its id, or its address.
    QString address; ///< In lower case.
    bool disabled = false;
};

/// Which account a user of Identity has: his name there is the local part alone, so it may be that
/// of several. Memory only; thread-safe.
class AccountNames {
public:
    /// Tells which accounts there were at @p asOfMs (Unix).
    void keep(const std::vector<NamedAccount> &accounts, qint64 asOfMs);
    void add(NamedAccount account, qint64 atMs);
    void remove(core::AccountId id);

    /// The one account whose local part, or whole address when it has an `@`, @p username is.
    /// Forbidden when there is none, or more than one.
    [[nodiscard]] core::Result<NamedAccount> find(const QString &username) const;

private:
    struct Entry {
        NamedAccount account;
        qint64 toldMs = 0;
    };
    void insert(Entry entry);

    mutable std::mutex m_mutex;
    QHash<core::AccountId, Entry> m_accounts;
    QMultiHash<QString, core::AccountId> m_byLocalPart;
};

} // namespace digidig::auth
