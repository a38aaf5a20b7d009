// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtDBus/QDBusVariant>

namespace digidig::console {

/// Whether the desktop is light or dark, and when that changes: by the settings portal where there is one,
/// else by Qt.
class SystemScheme : public QObject {
    Q_OBJECT

public:
    explicit SystemScheme(QObject *parent = nullptr);
    [[nodiscard]] bool dark() const { return m_dark; }

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void set(bool dark);

    bool m_dark = false;
};

} // namespace digidig::console
