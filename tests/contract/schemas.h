// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include <map>
#include <memory>

namespace digidig::contract {

/// The schemas of an OpenAPI document, to hold values against.
class Schemas {
public:
    /// What to think of members that a schema does not name.
    enum class Unknown { Refused, Ignored };

    explicit Schemas(const QJsonObject &document);
    ~Schemas();

    /// What is wrong with @p value by @p schema (which may refer into the document); empty:
    /// nothing.
    [[nodiscard]] QStringList problems(
        const QJsonValue &schema, const QJsonValue &value, Unknown unknown);

private:
    struct Compiled;
    const Compiled &compiled(const QJsonValue &schema, Unknown unknown);

    const QJsonObject m_components;
    const QJsonObject
        m_closed; ///< The same, with `additionalProperties: false` wherever nothing is said.
    std::map<QByteArray, std::unique_ptr<Compiled>> m_compiled;
};

} // namespace digidig::contract
