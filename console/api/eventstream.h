// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/eventparser.h"
#include "api/problem.h"

#include <QtCore/QObject>
#include <QtCore/QStringList>

namespace digidig::console {

/// What happens in the service, as it happens. Models and windows know this interface only.
class EventStream : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Follows events of these kinds; goes on behind the last one that came when it was cut off. Calling it
    /// again with other kinds begins anew.
    virtual void start(const QStringList &kinds) = 0;
    virtual void stop() = 0;
    [[nodiscard]] virtual bool live() const = 0;

Q_SIGNALS:
    void event(const digidig::console::Event &event);
    /// The stream is open. @p resumed: nothing was missed since it was last open; otherwise what is shown may be
    /// old, and must be read again.
    void opened(bool resumed);
    /// It broke off and is tried again after a while.
    void lost(const digidig::console::Problem &problem);
};

} // namespace digidig::console
