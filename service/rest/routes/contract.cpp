// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/contract.h"
#include "rest/routes.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QJsonDocument>

namespace digidig::rest {

namespace {

net::Response tagged(const QByteArray &content, const QByteArray &type)
{
    net::Response response = textAnswer(content, type);
    const QByteArray hash = QCryptographicHash::hash(content, QCryptographicHash::Sha256);
    response.headers.append("ETag", '"' + hash.toHex().left(32) + '"');
    return response;
}

net::Response page()
{
    const QJsonObject contract = QJsonDocument::fromJson(contractDocument()).object();
    net::Response response =
        tagged(contractPage(contract, contractStyle()), "text/html; charset=utf-8");
    response.headers.append("Content-Security-Policy", pageSecurityPolicy());
    return response;
}

} // namespace

void addContractRoutes(Router &router, Context &)
{
    // Neither changes while the program runs: each is made once, when first asked for.
    router.add({.method = net::Method::Get,
        .pattern = "/openapi.json",
        .access = Access::Open,
        .handler = Work{[](const Call &) -> Outcome {
            static const net::Response answer = tagged(contractDocument(), "application/json");
            return answer;
        }},
        .whenDisabled = WhenDisabled::Served});
    router.add({.method = net::Method::Get,
        .pattern = "/docs",
        .access = Access::Open,
        .handler = Work{[](const Call &) -> Outcome {
            static const net::Response answer = page();
            return answer;
        }},
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
