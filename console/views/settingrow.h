// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/setting.h"

#include <QtWidgets/QFrame>

#include <functional>

class QLabel;
class QToolButton;

namespace digidig::console {

class Configuration;

/// One setting in the form: its name, what it does, the field, and what is wrong with what stands there.
class SettingRow : public QFrame {
    Q_OBJECT

public:
    /// Pixels that its columns take where there is room.
    static constexpr int Widest = 1'216;

    SettingRow(Configuration &configuration, const Setting &setting, QWidget *parent = nullptr);

    [[nodiscard]] const Setting &setting() const { return m_setting; }
    /// True when @p words, in lower case, all occur in its name, key or help.
    [[nodiscard]] bool matches(const QStringList &words) const;
    /// Shows what the configuration knows of it now. A field in which somebody types is left alone.
    void refresh();
    /// The setting itself may be another after a reload (its source, its bounds).
    void setSetting(const Setting &setting) { m_setting = setting; }
    void setReadOnly(bool on);
    void focusField();

private:
    void build();
    void buildField();
    void edited(const QJsonValue &value);
    [[nodiscard]] QString hint() const;

    Configuration &m_configuration;
    Setting m_setting;
    QWidget *m_field = nullptr;
    QToolButton *m_back;
    QLabel *m_badges;
    QLabel *m_problem;
    QLabel *m_hint;
    std::function<void(const QJsonValue &)> m_show;
};

} // namespace digidig::console
