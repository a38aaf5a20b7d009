// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QUrl>
#include <QtCore/QUrlQuery>

namespace digidig::contract {

namespace {

std::optional<QJsonValue> parsed(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return std::nullopt;
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

bool isJson(const QByteArray &type)
{
    return type == "application/json" || type.endsWith("+json");
}

/// Literal segments are worth more than those in braces; nothing: no match.
std::optional<int> match(const QString &pattern, const QString &path)
{
    const QStringList wanted = pattern.split(u'/');
    const QStringList given = path.split(u'/');
    if (wanted.size() != given.size())
        return std::nullopt;
    int literal = 0;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        if (wanted[i].startsWith(u'{'))
            continue;
        if (wanted[i] != given[i])
            return std::nullopt;
        ++literal;
    }
    return literal;
}

} // namespace

Contract::Contract(const QJsonObject &document)
    : m_document(document)
    , m_schemas(document)
{
}

QJsonObject Contract::resolved(const QJsonValue &value) const
{
    const QString reference = value.toObject().value(u"$ref").toString();
    if (reference.isEmpty())
        return value.toObject();
    QJsonValue found = m_document;
    for (const QString &step : reference.mid(2).split(u'/'))
        found = found.toObject().value(step);
    return found.toObject();
}

QString Contract::pathOf(const QString &target) const
{
    QString path = QUrl(target, QUrl::TolerantMode).path(QUrl::FullyEncoded);
    for (const QString &alias : {QStringLiteral("/api/emails"), QStringLiteral("/api/fetch")}) {
        if (path == alias || path.startsWith(alias + u'/'))
            path.remove(0, 4);
    }
    QString best;
    int most = -1;
    for (const QString &pattern : m_document.value(u"paths").toObject().keys()) {
        if (const auto literal = match(pattern, path); literal && *literal > most) {
            best = pattern;
            most = *literal;
        }
    }
    return best;
}

QJsonObject Contract::response(const QJsonObject &operation, int status) const
{
    const QJsonObject responses = operation.value(u"responses").toObject();
    const QJsonValue own = responses.value(QString::number(status));
    return resolved(own.isUndefined() && status >= 400 ? responses.value(u"default") : own);
}

QStringList Contract::problems(const Exchange &exchange)
{
    const QString path = pathOf(exchange.target);
    const QJsonObject methods = m_document.value(u"paths").toObject().value(path).toObject();
    const bool head = exchange.method == "HEAD";
    const QString method =
        QString::fromLatin1(head ? QByteArray("get") : exchange.method.toLower());
    if (exchange.method == "OPTIONS" && exchange.status < 300)
        return {};
    QJsonObject operation = methods.value(method).toObject();
    if (operation.isEmpty()) {
        if (exchange.status < 400)
            return {QStringLiteral("the contract has no such operation")};
        operation = {{QStringLiteral("responses"),
            QJsonObject{{QStringLiteral("default"),
                QJsonObject{
                    {QStringLiteral("$ref"), QStringLiteral("#/components/responses/Problem")}}}}}};
    }
    const QJsonObject described = response(operation, exchange.status);
    if (described.isEmpty())
        return {QStringLiteral("the contract has no answer %1 here").arg(exchange.status)};
    if (head || exchange.status == 304)
        return exchange.body.isEmpty() ? QStringList()
                                       : QStringList{QStringLiteral("there is content")};
    QStringList wrong = wrongContent(described, exchange);
    if (exchange.type == "application/problem+json")
        wrong += wrongProblem(operation, exchange);
    if (exchange.status < 300)
        wrong += wrongRequest(operation, exchange);
    return wrong;
}

QStringList Contract::wrongContent(const QJsonObject &described, const Exchange &exchange)
{
    const QJsonObject kinds = described.value(u"content").toObject();
    if (kinds.isEmpty())
        return {};
    QJsonValue media = kinds.value(QString::fromLatin1(exchange.type));
    if (media.isUndefined())
        media = kinds.value(u"*/*");
    if (media.isUndefined())
        return {
            QStringLiteral("the contract has no %1 here").arg(QString::fromLatin1(exchange.type))};
    if (!isJson(exchange.type) || kinds.contains(u"*/*"))
        return {};
    const auto value = parsed(exchange.body);
    if (!value)
        return {QStringLiteral("the content is no JSON")};
    const bool chosen = QUrlQuery(QUrl(exchange.target)).hasQueryItem(QStringLiteral("fields"));
    return m_schemas.problems(media.toObject().value(u"schema"), *value,
        chosen ? Schemas::Members::Chosen : Schemas::Members::Exact);
}

QStringList Contract::wrongProblem(const QJsonObject &operation, const Exchange &exchange)
{
    const QJsonObject problem = parsed(exchange.body).value_or(QJsonValue()).toObject();
    if (problem.value(u"status").toInt() != exchange.status)
        return {QStringLiteral("the problem says another status")};
    const QJsonObject common = m_document.value(u"components")
                                   .toObject()
                                   .value(u"responses")
                                   .toObject()
                                   .value(u"Problem")
                                   .toObject();
    const QJsonValue code = problem.value(u"code");
    if (response(operation, exchange.status).value(u"x-codes").toArray().contains(code)
        || common.value(u"x-codes").toArray().contains(code))
        return {};
    return {QStringLiteral("the contract has no code %1 for %2 here")
                .arg(code.toString())
                .arg(exchange.status)};
}

QStringList Contract::wrongRequest(const QJsonObject &operation, const Exchange &exchange)
{
    // What was taken must be something that the contract says is taken; members that it does not
    // know are ignored.
    if (!isJson(exchange.requestType) || exchange.requestBody.isEmpty())
        return {};
    const QJsonObject kinds =
        operation.value(u"requestBody").toObject().value(u"content").toObject();
    const QJsonValue media = kinds.value(u"application/json");
    const auto value = parsed(exchange.requestBody);
    if (media.isUndefined() || !value)
        return {};
    QStringList wrong =
        m_schemas.problems(media.toObject().value(u"schema"), *value, Schemas::Members::Any);
    for (QString &line : wrong)
        line.prepend(QStringLiteral("of the request, which was taken: "));
    return wrong;
}

QStringList Contract::problems(const QString &schema, const QJsonValue &value)
{
    const QJsonObject reference{
        {QStringLiteral("$ref"), QStringLiteral("#/components/schemas/") + schema}};
    return m_schemas.problems(reference, value, Schemas::Members::Exact);
}

void Contract::findDeadReferences(const QJsonValue &value, QStringList &flaws) const
{
    if (value.isArray()) {
        for (const QJsonValue &item : value.toArray())
            findDeadReferences(item, flaws);
    }
    if (!value.isObject())
        return;
    const QJsonObject object = value.toObject();
    if (object.value(u"$ref").isString()) {
        if (resolved(value).isEmpty())
            flaws += QStringLiteral("%1 is nothing").arg(object.value(u"$ref").toString());
        // Validators disagree on what stands beside a reference.
        if (object.size() > 1)
            flaws += QStringLiteral("%1 has neighbours").arg(object.value(u"$ref").toString());
    }
    for (const QJsonValue &member : object)
        findDeadReferences(member, flaws);
}

QStringList Contract::flaws()
{
    QStringList flaws;
    findDeadReferences(m_document, flaws);
    if (!flaws.isEmpty())
        return flaws;
    QStringList ids;
    const QJsonObject paths = m_document.value(u"paths").toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const QJsonObject methods = path->toObject();
        for (auto method = methods.begin(); method != methods.end(); ++method) {
            const QJsonObject operation = method->toObject();
            const QString id = operation.value(u"operationId").toString();
            if (id.isEmpty() || ids.contains(id))
                flaws +=
                    QStringLiteral("%1 %2 has no name of its own").arg(method.key(), path.key());
            ids += id;
            for (const QJsonValue &media :
                operation.value(u"requestBody").toObject().value(u"content").toObject()) {
                for (const QJsonValue &example : media.toObject().value(u"examples").toObject()) {
                    const QStringList wrong = m_schemas.problems(media.toObject().value(u"schema"),
                        example.toObject().value(u"value"), Schemas::Members::Exact);
                    if (!wrong.isEmpty())
                        flaws += id + QStringLiteral(": an example: ") + wrong.join(u' ');
                }
            }
        }
    }
    return flaws;
}

} // namespace digidig::contract
