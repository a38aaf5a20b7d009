// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/schemas.h"

#include <QtCore/QByteArray>

#include <optional>

namespace digidig::contract {

/// One request and what it was answered.
struct Exchange {
    QByteArray method;
    QString target; ///< Path, perhaps with a query.
    QByteArray requestType; ///< Without parameters; empty: none.
    QByteArray requestBody;
    int status = 0;
    QByteArray type; ///< Without parameters; empty: none.
    QByteArray body; ///< Not compressed.
};

/// An OpenAPI document as a judge.
class Contract {
public:
    explicit Contract(const QJsonObject &document);

    /// What of @p exchange is not as the contract has it; empty: nothing.
    [[nodiscard]] QStringList problems(const Exchange &exchange);
    /// What of @p value is not as the schema of that name has it.
    [[nodiscard]] QStringList problems(const QString &schema, const QJsonValue &value);
    /// What of the document itself is wrong: references to nothing, examples that are none.
    [[nodiscard]] QStringList flaws();

private:
    struct Operation {
        QString path;
        QJsonObject object;
    };
    [[nodiscard]] QString pathOf(const QString &target) const;
    [[nodiscard]] QJsonObject resolved(const QJsonValue &value) const;
    [[nodiscard]] QJsonObject response(const QJsonObject &operation, int status) const;
    [[nodiscard]] QStringList wrongProblem(const QJsonObject &operation, const Exchange &exchange);
    [[nodiscard]] QStringList wrongContent(const QJsonObject &described, const Exchange &exchange);
    [[nodiscard]] QStringList wrongRequest(const QJsonObject &operation, const Exchange &exchange);
    void findDeadReferences(const QJsonValue &value, QStringList &flaws) const;

    const QJsonObject m_document;
    Schemas m_schemas;
};

} // namespace digidig::contract
