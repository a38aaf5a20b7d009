// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include <limits>
#include <optional>

namespace digidig::rest {

/// The largest whole number that every JSON reader keeps exact (RFC 8259 §6).
inline constexpr qint64 MaxJsonInteger = (1LL << 53) - 1;

/// Reads the members of a JSON object, keeping the first error (`validation_failed`, naming the
/// member). What is not there is nothing; so is a member of the wrong type, besides the error.
class Members {
public:
    explicit Members(QJsonObject object)
        : m_object(std::move(object))
    {
    }

    [[nodiscard]] bool has(const QString &name) const { return m_object.contains(name); }
    [[nodiscard]] bool isNull(const QString &name) const { return m_object.value(name).isNull(); }
    /// At most @p longest characters, and none of them a control.
    [[nodiscard]] std::optional<QString> text(const QString &name, qsizetype longest = 1000);
    /// As text(), but it must be there and not blank.
    [[nodiscard]] QString requiredText(const QString &name, qsizetype longest = 1000);
    /// A secret: any characters, as UTF-8.
    [[nodiscard]] std::optional<QByteArray> secret(const QString &name);
    [[nodiscard]] std::optional<qint64> integer(const QString &name, qint64 low, qint64 high);
    [[nodiscard]] std::optional<bool> boolean(const QString &name);
    /// A list of at most @p most texts.
    [[nodiscard]] std::optional<QStringList> texts(const QString &name, qsizetype most);

    void fail(core::Error error);
    [[nodiscard]] const std::optional<core::Error> &error() const { return m_error; }

private:
    const QJsonObject m_object;
    std::optional<core::Error> m_error;
};

} // namespace digidig::rest
