// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/confighistory.h"
#include "models/configuration.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

QJsonObject parsed(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

QJsonObject schema()
{
    return parsed(R"({"properties": {
        "workers": {"type": "integer", "title": "Workers", "x-group": "Load", "default": 4, "minimum": 1, "maximum": 8,
            "x-live": true, "x-risky": false},
        "token": {"type": "string", "title": "Token", "x-group": "Security", "default": "", "x-secret": true, "x-risky": true,
            "x-live": false},
        "level": {"type": "string", "enum": ["info", "debug"], "title": "Level", "x-group": "Load", "default": "info"},
        "folder": {"type": "string", "title": "Folder", "x-group": "General", "default": "", "readOnly": true}}})");
}

QJsonObject config(int workers, int version = 1)
{
    QJsonObject object = parsed(R"({"config": {"workers": 4, "token": "********", "level": "debug", "folder": "/x"}, "sources": {},
        "pending_restart": [], "unconfirmed": null})");
    QJsonObject values = object.value(u"config").toObject();
    values.insert(QStringLiteral("workers"), workers);
    object.insert(QStringLiteral("config"), values);
    object.insert(QStringLiteral("version"), version);
    return object;
}

void load(FakeClient &client, Configuration &configuration, int workers = 4)
{
    configuration.load();
    client.answer(0, schema());
    client.answer(0, config(workers));
}

const QString Workers = QStringLiteral("workers");

} // namespace

/// Edits, what the service says of them, and what others do meanwhile.
class TestConfiguration : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheDeclaration()
    {
        FakeClient client;
        Configuration configuration(client);
        QSignalSpy reloaded(&configuration, &Configuration::reloaded);
        load(client, configuration);
        QCOMPARE(reloaded.size(), 1);
        QCOMPARE(configuration.groups(), (QStringList{QStringLiteral("General"), QStringLiteral("Load"), QStringLiteral("Security")}));
        const Setting *workers = configuration.find(Workers);
        QVERIFY(workers && workers->kind == Setting::Kind::Whole);
        QCOMPARE(workers->most.value_or(0), 8.0);
        QVERIFY(configuration.find(QStringLiteral("level"))->kind == Setting::Kind::Choice);
        QVERIFY(configuration.find(QStringLiteral("folder"))->fixed);
        QVERIFY(!configuration.find(QStringLiteral("nothing")));
    }

    void editsAreCheckedDry()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        configuration.edit(Workers, 6);
        QVERIFY(!configuration.applicable());
        QTRY_COMPARE(client.pending(), 1);
        QCOMPARE(client.at(0).method, QByteArray("PUT"));
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("dry_run")), QStringLiteral("true"));
        client.answer(0, parsed(R"({"diff": {"workers": {"from": 4, "to": 6}}, "restart_needed": ["workers"]})"));
        QVERIFY(configuration.applicable());
        QCOMPARE(configuration.changes().size(), 1);
        QVERIFY(configuration.changes().first().waits);
        // Back to what it is: there is nothing to apply.
        configuration.edit(Workers, 4);
        QVERIFY(configuration.edits().isEmpty());
        QVERIFY(!configuration.applicable());
    }

    void whatIsWrongStandsBesideTheField()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        QSignalSpy failed(&configuration, &Configuration::failed);
        configuration.edit(Workers, 99);
        QTRY_COMPARE(client.pending(), 1);
        client.fail(0, Problem{.status = 422, .fields = {{Workers, QStringLiteral("too many")}}});
        QCOMPARE(configuration.problemOf(Workers), QStringLiteral("too many"));
        QVERIFY(!configuration.applicable());
        QCOMPARE(failed.size(), 0);
        configuration.edit(Workers, 5);
        QVERIFY(configuration.problemOf(Workers).isEmpty());
    }

    void aLateCheckOfAnOlderEditSaysNothing()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        configuration.edit(Workers, 99);
        QTRY_COMPARE(client.pending(), 1);
        configuration.edit(Workers, 5);
        client.fail(0, Problem{.status = 422, .fields = {{Workers, QStringLiteral("too many")}}});
        QVERIFY(configuration.problemOf(Workers).isEmpty());
    }

    void appliesWithATimer()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        configuration.edit(QStringLiteral("token"), QStringLiteral("new"));
        QVERIFY(configuration.risky());
        configuration.apply(60);
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("confirm_within")), QStringLiteral("60"));
        QCOMPARE(QJsonDocument::fromJson(client.at(0).body).object().value(u"token").toString(), QStringLiteral("new"));
        QJsonObject now = config(4, 2);
        now.insert(QStringLiteral("unconfirmed"), parsed(R"({"revert_at": "2026-01-01T00:00:00.000Z", "revert_to": 1})"));
        QSignalSpy applied(&configuration, &Configuration::applied);
        client.answer(0, now);
        QCOMPARE(applied.size(), 1);
        QVERIFY(configuration.edits().isEmpty());
        QVERIFY(configuration.revertsAt().isValid());
        QCOMPARE(configuration.revertsTo(), 1);
        client.answer(0, schema());
        client.answer(0, now);
        configuration.confirm();
        QCOMPARE(client.at(0).path, QStringLiteral("/api/config/confirm"));
        client.answer(0, config(4, 2));
        QVERIFY(!configuration.revertsAt().isValid());
    }

    void whatOthersChangeIsSeenAndEditsStay()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        configuration.edit(Workers, 6);
        load(client, configuration, 7);
        QCOMPARE(configuration.value(Workers).toInt(), 7);
        QCOMPARE(configuration.wanted(Workers).toInt(), 6);
        QVERIFY(configuration.changedElsewhere(Workers));
        configuration.discard();
        QCOMPARE(configuration.wanted(Workers).toInt(), 7);
    }

    void aRefusedApplyReadsAgain()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        configuration.edit(Workers, 6);
        configuration.apply(0);
        QVERIFY(!client.at(0).query.hasQueryItem(QStringLiteral("confirm_within")));
        client.fail(0, Problem{.status = 412, .code = QStringLiteral("precondition_failed")});
        QCOMPARE(client.at(0).path, QStringLiteral("/api/config/schema"));
        QVERIFY(configuration.isEdited(Workers));
    }

    void filesCarryNoSecretsAndComeBackAsEdits()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration, 5);
        const QByteArray file = configuration.exported();
        QCOMPARE(QJsonDocument::fromJson(file).object().keys(), (QStringList{QStringLiteral("level"), Workers}));
        load(client, configuration, 4);
        QVERIFY(!configuration.import("[1]").readable);
        QVERIFY(!configuration.import(R"({"strange": 1})").readable);
        QVERIFY(configuration.edits().isEmpty());
        const Configuration::Imported imported = configuration.import(file);
        QVERIFY(imported.readable && imported.fixed.isEmpty() && imported.unknown.isEmpty());
        QCOMPARE(configuration.edits().keys(), QStringList{Workers});
    }

    void whatAFileCannotChangeIsSaid()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        Configuration::Imported imported = configuration.import(R"({"workers": 5, "folder": "/y", "strange": 1})");
        QVERIFY(imported.readable);
        QCOMPARE(imported.fixed, QStringList{QStringLiteral("folder")});
        QCOMPARE(imported.unknown, QStringList{QStringLiteral("strange")});
        QCOMPARE(configuration.edits().keys(), QStringList{Workers});
        // What it says is what it is: nothing is lost.
        imported = configuration.import(R"({"folder": "/x"})");
        QVERIFY(imported.fixed.isEmpty());
    }

    /// Nobody confirmed: the service went back by itself, and so do the form and the countdown.
    void aTrialThatRunsOutIsSeen()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        configuration.edit(Workers, 6);
        configuration.apply(10);
        QJsonObject now = config(6, 2);
        now.insert(QStringLiteral("unconfirmed"), parsed(R"({"revert_at": "2026-01-01T00:00:00.000Z", "revert_to": 1})"));
        client.answer(0, now);
        client.answer(0, schema());
        client.answer(0, now);
        QVERIFY(configuration.revertsAt().isValid());
        QCOMPARE(configuration.wanted(Workers).toInt(), 6);
        QSignalSpy unconfirmed(&configuration, &Configuration::unconfirmedChanged);
        load(client, configuration, 4);
        QVERIFY(!configuration.revertsAt().isValid());
        QCOMPARE(configuration.wanted(Workers).toInt(), 4);
        QVERIFY(configuration.edits().isEmpty());
        QCOMPARE(unconfirmed.size(), 1);
    }

    void goesBackToAVersion()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration, 7);
        configuration.rollBack(3);
        QCOMPARE(client.at(0).method, QByteArray("POST"));
        QCOMPARE(client.at(0).path, QStringLiteral("/api/config/rollback/3"));
        client.answer(0, config(4, 5));
        QCOMPARE(configuration.version(), 5);
        QCOMPARE(configuration.value(Workers).toInt(), 4);
    }

    void goingBackKeepsEdits()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        const QString level = QStringLiteral("level");
        configuration.edit(Workers, 6);
        configuration.edit(level, QStringLiteral("info"));
        configuration.rollBack(3);
        // In that version one of them was what it is to be.
        QJsonObject back = config(6, 5);
        client.answer(0, back);
        QVERIFY(!configuration.isEdited(Workers));
        QCOMPARE(configuration.value(Workers).toInt(), 6);
        QCOMPARE(configuration.wanted(level).toString(), QStringLiteral("info"));
        QVERIFY(!configuration.applicable());
        client.answer(0, schema());
        client.answer(0, back);
        QCOMPARE(configuration.edits().size(), 1);
        // The service is asked again what it thinks of what is left.
        QCOMPARE(client.pending(), 1);
        QCOMPARE(client.at(0).body, QByteArray(R"({"level":"info"})"));
    }

    void whatIsEditedWhileItIsAppliedIsNotLost()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        const QString level = QStringLiteral("level");
        const QString token = QStringLiteral("token");
        configuration.edit(Workers, 6);
        configuration.edit(token, QStringLiteral("a new secret"));
        configuration.apply(0);
        configuration.edit(level, QStringLiteral("info"));
        configuration.edit(Workers, 7);
        client.answer(0, config(6, 2));
        QCOMPARE(configuration.wanted(level).toString(), QStringLiteral("info"));
        QCOMPARE(configuration.wanted(Workers).toInt(), 7);
        QVERIFY(!configuration.isEdited(token));
    }

    void secretsAreNotCopied()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        configuration.edit(QStringLiteral("token"), QStringLiteral("typed just now"));
        QTRY_COMPARE(client.pending(), 1); // Held against the service.
        configuration.apply(60);
        QCOMPARE(client.pending(), 2);
        for (int i = 0; i < 2; ++i) {
            const QString line = client.at(i).curl(client.baseUrl(), true);
            QVERIFY2(line.contains(QStringLiteral("$TOKEN\"'\"")) && !line.contains(QStringLiteral("typed")), qPrintable(line));
        }
    }

    void secretsStaySecretInTheHistory()
    {
        FakeClient client;
        Configuration configuration(client);
        load(client, configuration);
        ConfigHistory history(client, configuration);
        const QStringList lines = history.linesOf(parsed(R"({"diff": {"token": {"from": "", "to": "oops"}, "gone": {"from": 1, "to": true}}})"));
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines.first().startsWith(u"gone: "));
        QVERIFY(!lines.last().contains(u"oops"));
    }
};

QTEST_GUILESS_MAIN(TestConfiguration)
#include "tst_configuration.moc"
