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

/// @p value as the validator takes it, and as @p members wants it.
QJsonValue prepared(const QJsonValue &value, Schemas::Members members)
{
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &item : value.toArray())
            array.append(prepared(item, members));
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        *it = prepared(*it, members);
    const QJsonValue type = object.value(u"type");
    if (type == Integer || type.toArray().contains(Integer)) {
        object.insert(QStringLiteral("type"), wholeNumbers(type));
        object.insert(QStringLiteral("multipleOf"), 1);
    }
    if (members == Schemas::Members::Chosen && object.value(u"required").isArray())
        object.remove(QStringLiteral("required"));
    if (members != Schemas::Members::Any && object.value(u"type").isString() && object.value(u"properties").isObject()
        && !object.contains(u"additionalProperties"))
        object.insert(QStringLiteral("additionalProperties"), false);
    return object;
}

std::pair<Schemas::Members, QJsonObject> componentsFor(
    const QJsonObject &document, Schemas::Members members)
{
    return {members, prepared(document.value(u"components"), members).toObject()};
}

} // namespace

struct Schemas::Compiled {
    valijson::Schema schema;
};

Schemas::Schemas(const QJsonObject &document)
    : m_components{componentsFor(document, Members::Exact), componentsFor(document, Members::Chosen),
          componentsFor(document, Members::Any)}
{
}

Schemas::~Schemas() = default;

const Schemas::Compiled &Schemas::compiled(const QJsonValue &schema, Members members)
{
    // References are looked up from the top, so the components stand there.
    const QJsonObject root{{QStringLiteral("components"), m_components.at(members)},
        {QStringLiteral("allOf"), QJsonArray{prepared(schema, members)}}};
    const QByteArray key = QByteArray::number(int(members))
        + QJsonDocument(QJsonObject{{QStringLiteral("s"), schema}}).toJson(QJsonDocument::Compact);
    auto &compiled = m_compiled[key];
    if (!compiled) {
        compiled = std::make_unique<Compiled>();
        const QJsonValue value(root);
        valijson::SchemaParser().populateSchema(QtJsonAdapter(value), compiled->schema);
    }
    return *compiled;
}

QStringList Schemas::problems(const QJsonValue &schema, const QJsonValue &value, Members members)
{
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(compiled(schema, members).schema, QtJsonAdapter(value), &results))
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
