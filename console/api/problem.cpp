// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/problem.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace digidig::console {

Problem Problem::fromAnswer(int status, const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    Problem problem{.kind = Kind::Refused, .status = status};
    problem.code = object.value(u"code").toString();
    problem.text = object.value(u"detail").toString();
    problem.requestId = object.value(u"request_id").toString();
    const QJsonArray errors = object.value(u"errors").toArray();
    for (const QJsonValue &error : errors) {
        problem.fields.append({error.toObject().value(u"field").toString(),
            error.toObject().value(u"message").toString()});
    }
    if (problem.text.isEmpty()) {
        problem.text =
            QCoreApplication::translate("console", "The service answered with status %1.").arg(status);
    }
    return problem;
}

bool Problem::passing() const
{
    switch (kind) {
    case Kind::Unreachable:
    case Kind::Timeout:
        return true;
    case Kind::Refused:
        return status == 429 || status == 502 || status == 503 || status == 504;
    case Kind::Untrusted:
    case Kind::Garbled:
    case Kind::ReadOnly:
        break;
    }
    return false;
}

bool Problem::needsPerson() const
{
    return kind == Kind::Untrusted || (kind == Kind::Refused && (status == 401 || status == 403));
}

} // namespace digidig::console
