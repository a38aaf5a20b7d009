// SPDX-License-Identifier: GPL-3.0-or-later
#include "configfixture.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QProcess>
#include <QtTest/QtTest>

using namespace digidig;
using namespace digidig::config;
using namespace digidig::config::test;

namespace {

/// Lines of "true" or "false": whether each of the instances is valid by the schema.
constexpr const char *Validator = R"(
import json, sys
from jsonschema import Draft202012Validator
task = json.load(sys.stdin)
Draft202012Validator.check_schema(task["schema"])
validator = Draft202012Validator(task["schema"])
print("\n".join("true" if validator.is_valid(i) else "false" for i in task["instances"]))
)";

} // namespace

class SchemaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void describesEverySetting()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        const QJsonObject schema = config->schema();
        QCOMPARE(schema[u"$schema"].toString(),
            QStringLiteral("https://json-schema.org/draft/2020-12/schema"));
        QCOMPARE(schema[u"additionalProperties"], QJsonValue(false));
        const QJsonObject properties = schema[u"properties"].toObject();
        QCOMPARE(properties.keys(), config->values().keys());
        for (const QJsonValue &property : properties) {
            for (const char *member : {"title", "description", "default", "x-group", "x-unit",
                     "x-live", "x-secret", "x-risky", "x-env", "x-source", "x-pending"})
                QVERIFY2(property.toObject().contains(QLatin1String(member)), member);
        }
        const QJsonObject timeout = properties[u"timeout"].toObject();
        QCOMPARE(timeout[u"minimum"].toInt(), 1);
        QCOMPARE(timeout[u"maximum"].toInt(), 3600);
        QCOMPARE(timeout[u"x-unit"].toString(), QStringLiteral("s"));
        QCOMPARE(timeout[u"x-env"].toArray(), QJsonArray{QStringLiteral("IMAP_TIMEOUT")});
        QVERIFY(timeout[u"x-live"].toBool());
        QVERIFY(properties[u"admin_token"][u"x-secret"].toBool());
        QVERIFY(properties[u"auth"][u"x-risky"].toBool());
        QVERIFY(properties[u"state_dir"][u"readOnly"].toBool());
        QCOMPARE(properties[u"log_format"][u"enum"].toArray(),
            (QJsonArray{QStringLiteral("text"), QStringLiteral("json")}));
    }

    /// An independent validator takes the schema, and never refuses what we take.
    void agreesWithAValidator()
    {
        Sandbox sandbox;
        sandbox.environment("IMAP_ADMIN_TOKEN", "correct-horse-battery");
        const auto config = sandbox.load();
        QJsonArray instances{config->values(), Sandbox().load()->values()};
        QList<bool> ours{true, true};
        const QJsonArray probes{QJsonValue(QJsonValue::Null), true, 0, 1, 7, 1.5, -1, 65535, 65536,
            1e15, QLatin1String(""), QStringLiteral("a.cz"), QStringLiteral("/a"),
            QStringLiteral("http://a"), QStringLiteral("json"), QStringLiteral("cs"),
            QStringLiteral("required"), QStringLiteral("a b"), QString(16, u'x'),
            QString(5000, u'x'), QJsonArray(), QJsonArray{QStringLiteral("10.0.0.1")},
            QJsonArray{QStringLiteral("https://a")}, QJsonArray{QStringLiteral("a b")},
            QJsonArray{1}, QJsonObject()};
        for (const Setting *setting : settings()) {
            for (const QJsonValue &probe : probes) {
                instances += QJsonObject{{setting->key(), probe}};
                ours += setting->fromJson(probe).has_value();
            }
        }
        instances += patch("no_such_key", 1);
        ours += false;

        QProcess python;
        python.start(
            QStringLiteral("python3"), {QStringLiteral("-c"), QString::fromUtf8(Validator)});
        if (!python.waitForStarted())
            QSKIP("needs python3");
        python.write(QJsonDocument(QJsonObject{{QStringLiteral("schema"), config->schema()},
                                       {QStringLiteral("instances"), instances}})
                         .toJson());
        python.closeWriteChannel();
        QVERIFY(python.waitForFinished(60000));
        const QByteArray complaint = python.readAllStandardError();
        if (complaint.contains("No module named"))
            QSKIP("needs python3-jsonschema with draft 2020-12");
        QVERIFY2(python.exitCode() == 0, complaint.constData());

        const QList<QByteArray> theirs = python.readAllStandardOutput().trimmed().split('\n');
        QCOMPARE(theirs.size(), ours.size());
        for (qsizetype i = 0; i < ours.size(); ++i) {
            const QByteArray instance = QJsonDocument(instances[i].toObject()).toJson();
            // Some rules are finer than a schema can say, never the other way round.
            QVERIFY2(theirs[i] == "true" || !ours[i], instance.constData());
        }
        QCOMPARE(theirs.last(), QByteArray("false"));
        QVERIFY(theirs.count("false") > 500);
    }
};

QTEST_GUILESS_MAIN(SchemaTest)
#include "tst_schema.moc"
