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
    /// What to think of members that a schema does not name, or demands.
    enum class Members {
        Exact, ///< None that it does not name, all that it demands.
        Chosen, ///< None that it does not name; of what it demands some may be missing.
        Any, ///< All that it demands, and others.
    };

    explicit Schemas(const QJsonObject &document);
    ~Schemas();

    /// What is wrong with @p value by @p schema (which may refer into the document); empty:
    /// nothing.
    [[nodiscard]] QStringList problems(
        const QJsonValue &schema, const QJsonValue &value, Members members);

private:
    struct Compiled;
    const Compiled &compiled(const QJsonValue &schema, Members members);

    const std::map<Members, QJsonObject> m_components; ///< As each wants them.
    std::map<QByteArray, std::unique_ptr<Compiled>> m_compiled;
};

} // namespace digidig::contract
