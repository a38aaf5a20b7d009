// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/context.h"

#include <QtCore/QTimer>

#include <atomic>

namespace digidig::app {

/// Lets API tokens, and the names of Identity's users, end with the accounts that they are of, and
/// keeps when tokens were used. Lives on the main thread and outlives the workers of @p context, on
/// which it works.
class TokenKeeper : public QObject {
    Q_OBJECT

public:
    /// @p context outlives this.
    explicit TokenKeeper(const rest::Context &context);

    /// Reads the tokens that are kept. Once, before the first request; blocks on the disk.
    [[nodiscard]] core::Result<void> load();
    /// From now on writes down every minute when tokens were used.
    void start();
    void stop();
    /// Writes that down. Blocks on the disk; any thread.
    void saveUses();

    /// Tells what was committed; from the store's observer.
    void note(const mail::Changes &changes);
    /// Tells which accounts there were at @p asOfMs (Unix). Blocks on the disk; any thread.
    void keep(const std::vector<mail::Account> &accounts, qint64 asOfMs);

private:
    void tellNames(const mail::Changes &changes);
    /// Reads which accounts there are, later.
    void check();

    const rest::Context &m_context;
    QTimer m_timer;
    std::atomic<bool> m_checking = false;
};

} // namespace digidig::app
