// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/schemas.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace digidig::contract {

namespace {

using valijson::adapters::QtJsonAdapter;

const QJsonValue Integer = QStringLiteral("integer");

/// The validator takes no integer beyond 32 bits for one: whole numbers say the same.
QJsonValue wholeNumbers(const QJsonValue &type)
{
    if (type.isString())
        return type == Integer ? QJsonValue(QStringLiteral("number")) : type;
    QJsonArray types;
    for (const QJsonValue &one : type.toArray())
        types.append(wholeNumbers(one));
    return types;
}

QJsonValue prepared(const QJsonValue &value, bool close)
{
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &item : value.toArray())
            array.append(prepared(item, close));
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        *it = prepared(*it, close);
    const QJsonValue type = object.value(u"type");
    if (type == Integer || type.toArray().contains(Integer)) {
        object.insert(QStringLiteral("type"), wholeNumbers(type));
        object.insert(QStringLiteral("multipleOf"), 1);
    }
    if (close && object.value(u"type").isString() && object.value(u"properties").isObject()
        && !object.contains(u"additionalProperties"))
        object.insert(QStringLiteral("additionalProperties"), false);
    return object;
}

} // namespace

struct Schemas::Compiled {
    valijson::Schema schema;
};

Schemas::Schemas(const QJsonObject &document)
    : m_components(prepared(document.value(u"components"), false).toObject())
    , m_closed(prepared(document.value(u"components"), true).toObject())
{
}

Schemas::~Schemas() = default;

const Schemas::Compiled &Schemas::compiled(const QJsonValue &schema, Unknown unknown)
{
    const bool refused = unknown == Unknown::Refused;
    // References are looked up from the top, so the components stand there.
    const QJsonObject root{{QStringLiteral("components"), refused ? m_closed : m_components},
        {QStringLiteral("allOf"), QJsonArray{prepared(schema, refused)}}};
    const QByteArray key = (refused ? "closed " : "open ")
        + QJsonDocument(QJsonObject{{QStringLiteral("s"), schema}}).toJson(QJsonDocument::Compact);
    auto &compiled = m_compiled[key];
    if (!compiled) {
        compiled = std::make_unique<Compiled>();
        const QJsonValue value(root);
        valijson::SchemaParser().populateSchema(QtJsonAdapter(value), compiled->schema);
    }
    return *compiled;
}

QStringList Schemas::problems(const QJsonValue &schema, const QJsonValue &value, Unknown unknown)
{
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(compiled(schema, unknown).schema, QtJsonAdapter(value), &results))
        return {};
    QStringList problems;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
        QString where;
        for (const std::string &step : error.context)
            where += QString::fromStdString(step);
        problems += where + QStringLiteral(": ") + QString::fromStdString(error.description);
    }
    return problems;
}

} // namespace digidig::contract
