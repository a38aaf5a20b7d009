// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/rules.h"
#include "config/value.h"

#include <QtCore/QJsonObject>
#include <QtCore/QJsonValue>
#include <QtCore/QStringList>

#include <optional>
#include <vector>

namespace digidig::config {

/// What stands in for a secret that is set, wherever it would be shown.
inline constexpr QStringView Mask = u"********";
/// Longest text, in UTF-16 units, and longest list that any setting takes.
inline constexpr qsizetype MaxText = 4096;
inline constexpr qsizetype MaxItems = 1000;

/// When a new value takes effect.
enum class Apply {
    Live, ///< At once.
    Restart, ///< Kept, and used from the next start on.
    AtStart, ///< Comes from file, environment or command line only, never from a live change.
};

enum class Group { General, Network, Security, Load, Http, Mail, Storage, Logging };

/// What few settings need to say about themselves.
struct Traits {
    const char *env = nullptr; ///< Variables, first one wins, space separated; none: `IMAP_<KEY>`.
    bool secret = false; ///< The value is never shown, logged or kept in the history.
    bool risky = false; ///< A wrong value may lock the administrator out or open the service up.
    bool emptyIsValue = false; ///< An empty variable means "off", not "not set".
};

/// The declaration of one setting: everything the service, the schema, the console and the manual
/// know about it. Immutable; instances are the constants in config/keys.h and live as long as the
/// program.
class Setting {
public:
    Setting(const Setting &) = delete;
    Setting &operator=(const Setting &) = delete;

    [[nodiscard]] QString key() const { return QLatin1String(m_key); }
    [[nodiscard]] size_t index() const { return m_index; } ///< Position in settings().
    [[nodiscard]] const Value &defaultValue() const { return m_default; }
    [[nodiscard]] bool live() const { return m_apply == Apply::Live; }
    [[nodiscard]] Apply apply() const { return m_apply; }
    [[nodiscard]] bool secret() const { return m_traits.secret; }
    [[nodiscard]] bool risky() const { return m_traits.risky; }
    [[nodiscard]] bool emptyIsValue() const { return m_traits.emptyIsValue; }
    [[nodiscard]] QStringList environment() const; ///< Names of its variables, the first one wins.
    [[nodiscard]] QString group() const; ///< Translated.
    [[nodiscard]] QString label() const; ///< Translated.
    [[nodiscard]] QString help() const; ///< Translated; one or two sentences.
    [[nodiscard]] QString unit() const; ///< `s`, `days`, `bytes` or empty.
    [[nodiscard]] QString range() const; ///< What it may be, short, as the manual writes it.

    /// Reads the text of a file, variable or command line; nothing when must() is not met.
    [[nodiscard]] std::optional<Value> fromText(QStringView text) const;
    /// Reads a member of a patch; strict about the JSON type. Nothing when must() is not met.
    [[nodiscard]] std::optional<Value> fromJson(const QJsonValue &json) const;
    /// Translated "must be …": what a refused value should have been.
    [[nodiscard]] QString must() const;

    [[nodiscard]] QJsonValue toJson(
        const Value &value) const; ///< In clear: for the live file only.
    [[nodiscard]] QJsonValue toShow(const Value &value) const; ///< As toJson(), secrets masked.
    [[nodiscard]] QString toText(
        const Value &value) const; ///< As a file would have it; secrets masked.
    [[nodiscard]] QJsonObject schema() const; ///< JSON Schema 2020-12 of this one value.

protected:
    Setting(const char *key, Group group, Apply apply, Value defaultValue, Range range,
        TextRule rule, const char *label, const char *help, Traits traits);
    ~Setting() = default;

private:
    [[nodiscard]] bool acceptsText(const QString &text) const;
    [[nodiscard]] QString formatNumber(qint64 number) const;
    [[nodiscard]] std::optional<Value> checkedNumber(qint64 number) const;
    [[nodiscard]] std::optional<Value> checkedList(const QStringList &items) const;

    const char *m_key;
    Group m_group;
    Apply m_apply;
    Value m_default;
    Range m_range;
    TextRule m_rule;
    const char *m_label;
    const char *m_help;
    Traits m_traits;
    size_t m_index;
};

/// All settings, in the order of their declaration.
[[nodiscard]] const std::vector<const Setting *> &settings();
/// The setting named @p key, or null.
[[nodiscard]] const Setting *findSetting(QStringView key);
/// The key most like @p text, or empty when none is close.
[[nodiscard]] QString similarKey(QStringView text);

/// A setting with the C++ type of its value, so that Config::get() needs no cast.
template <SettingType T>
class Key final : public Setting {
public:
    Key(const char *key, Group group, Apply apply, T defaultValue, const char *label,
        const char *help, Traits traits = {}) requires std::same_as<T, bool>
        : Setting(key, group, apply, defaultValue, {}, {}, label, help, traits)
    {
    }
    Key(const char *key, Group group, Apply apply, T defaultValue, Range range, const char *label,
        const char *help, Traits traits = {}) requires std::same_as<T, qint64>
        : Setting(key, group, apply, defaultValue, range, {}, label, help, traits)
    {
    }
    Key(const char *key, Group group, Apply apply, const char *defaultValue, TextRule rule,
        const char *label, const char *help, Traits traits = {}) requires std::same_as<T, QString>
        : Setting(key, group, apply, QString::fromUtf8(defaultValue), {}, std::move(rule), label,
              help, traits)
    {
    }
    Key(const char *key, Group group, Apply apply, TextRule item, const char *label,
        const char *help, Traits traits = {}) requires std::same_as<T, QStringList>
        : Setting(key, group, apply, QStringList(), {}, std::move(item), label, help, traits)
    {
    }
};

} // namespace digidig::config
