// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/systemscheme.h"

#include <QtGui/QPalette>

namespace digidig::console {

/// Gives the program its colours and its small style sheet: light, dark, or as the desktop is.
class Theme : public QObject {
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };

    /// Dresses the application; one is made after it, and outlives its windows.
    explicit Theme(Choice choice, QObject *parent = nullptr);
    void choose(Choice choice);
    [[nodiscard]] Choice choice() const { return m_choice; }
    [[nodiscard]] bool dark() const;

Q_SIGNALS:
    void changed();

private:
    void apply();

    SystemScheme m_system;
    Choice m_choice;
};

} // namespace digidig::console
