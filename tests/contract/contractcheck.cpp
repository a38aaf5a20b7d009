// SPDX-License-Identifier: GPL-3.0-or-later
// usage: contractcheck OPENAPI.json   Judges exchanges: one JSON object a line in, one array of
// problems a line out.
#include "contract/contract.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <cstdio>
#include <iostream>
#include <string>

using namespace digidig;

namespace {

QByteArray bytes(const QJsonObject &object, const char *name)
{
    return QByteArray::fromBase64(object.value(QLatin1String(name)).toString().toLatin1());
}

QStringList judged(contract::Contract &contract, const QJsonObject &line)
{
    const QString schema = line.value(u"schema").toString();
    if (!schema.isEmpty())
        return contract.problems(schema, line.value(u"value"));
    contract::Exchange exchange;
    exchange.method = line.value(u"method").toString().toLatin1();
    exchange.target = line.value(u"target").toString();
    exchange.requestType = line.value(u"request_type").toString().toLatin1();
    exchange.requestBody = bytes(line, "request_body");
    exchange.status = line.value(u"status").toInt();
    exchange.type = line.value(u"type").toString().toLatin1();
    exchange.body = bytes(line, "body");
    return contract.problems(exchange);
}

} // namespace

int main(int argc, char **argv)
{
    QFile file(QString::fromLocal8Bit(argc > 1 ? argv[1] : ""));
    if (!file.open(QIODevice::ReadOnly)) {
        std::fputs("usage: contractcheck OPENAPI.json\n", stderr);
        return 64;
    }
    contract::Contract contract(QJsonDocument::fromJson(file.readAll()).object());
    std::string line;
    while (std::getline(std::cin, line)) {
        const QJsonObject object =
            QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
        const QJsonArray problems = QJsonArray::fromStringList(judged(contract, object));
        std::cout << QJsonDocument(problems).toJson(QJsonDocument::Compact).toStdString()
                  << std::endl;
    }
    return 0;
}
