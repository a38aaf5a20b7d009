// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/context.h"
#include "rest/healthboard.h"

#include <QtCore/QTimer>

namespace digidig::app {

class ImapHost;
class LmtpHost;
class TokenKeeper;

/// Looks at the components every few seconds and tells how they are: the board that health checks
/// read, and who reads `storage` events. Lives on the main thread and outlives the workers of its
/// context, on which it looks at what takes time.
class HealthWatch : public QObject {
    Q_OBJECT

public:
    struct Parts {
        const rest::Context &context;
        const ImapHost &imap;
        const LmtpHost &lmtp;
        TokenKeeper &tokens; ///< Is told of the accounts, which are read here anyway.
    };

    /// All of @p parts outlive the last call.
    explicit HealthWatch(Parts parts);

    void start();
    void stop();
    /// Looks at all of them: at the listeners at once, at the others later.
    void check();
    void checkImap();
    void checkLmtp();
    /// Identity was lost or found; any thread.
    void noteIdentity();
    /// Something has changed in how the sync with Storage goes: tells the console and who else
    /// listens. Any thread.
    void noteStorage();

private:
    using Level = rest::HealthBoard::Level;

    void checkDisk(const QString &directory);
    void checkStore();
    void checkStorage();
    void checkIdentity();
    void tellStorage();
    void set(const QString &component, Level level, const QJsonObject &facts = {});

    const Parts m_parts;
    QTimer m_timer;
};

} // namespace digidig::app
