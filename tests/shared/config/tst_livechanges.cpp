// SPDX-License-Identifier: GPL-3.0-or-later
#include "configfixture.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonDocument>
#include <QtCore/QRandomGenerator>
#include <QtTest/QtTest>

#include <atomic>
#include <thread>

using namespace digidig;
using namespace digidig::config;
using namespace digidig::config::test;

namespace {

const QByteArray Token = "correct-horse-battery";

QJsonObject fromTo(const QJsonValue &from, const QJsonValue &to)
{
    return {{QStringLiteral("from"), from}, {QStringLiteral("to"), to}};
}

} // namespace

/// Changes while running: all or nothing, kept, taken back, and never leaking a secret.
class LiveChangesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void changesAtOnceAndLasts()
    {
        Sandbox sandbox;
        {
            const auto config = sandbox.load();
            QSignalSpy changed(config.get(), &Config::changed);
            const auto outcome = accepted(config->update(
                {{QStringLiteral("max_workers"), 8},
                    {QStringLiteral("local_domains"), QJsonArray{QStringLiteral("a.cz")}},
                    {QStringLiteral("enabled"), false},
                    {QStringLiteral("log_level"), QStringLiteral("debug")}},
                root));
            QCOMPARE(outcome.version, 1);
            QCOMPARE(outcome.restartNeeded, QStringList());
            QCOMPARE(outcome.diff.size(), 4);
            QCOMPARE(outcome.diff[u"max_workers"].toObject(), fromTo(4, 8));
            QCOMPARE(config->get(keys::maxWorkers), 8);
            QTRY_COMPARE(changed.size(), 1);
            QCOMPARE(changed.first().first().toStringList().size(), 4);
        }
        const auto again = sandbox.load();
        QCOMPARE(again->get(keys::maxWorkers), 8);
        QCOMPARE(again->get(keys::localDomains), list({"a.cz"}));
        QCOMPARE(again->get(keys::enabled), false);
        QCOMPARE(again->get(keys::logLevel), QStringLiteral("debug"));
        QCOMPARE(again->version(), 1);
        QVERIFY(sandbox.warnings().isEmpty());
    }

    void fileIsPrivate()
    {
        Sandbox sandbox;
        accepted(sandbox.load()->update(patch("max_workers", 8), root));
        const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup
            | QFileDevice::ReadOther | QFileDevice::WriteOther;
        QVERIFY(!(QFileInfo(sandbox.livePath()).permissions() & others));
        QVERIFY(!(QFileInfo(sandbox.sources().stateDir).permissions() & others));
    }

    void refusesAllOfAWrongPatch()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        const QJsonObject before = config->values();
        const auto invalid = refused(
            config->update({{QStringLiteral("pool_size"), 20}, {QStringLiteral("max_workers"), 0},
                               {QStringLiteral("timeout"), QStringLiteral("60")},
                               {QStringLiteral("max_worker"), 1}},
                root));
        QCOMPARE(invalid.size(), 3);
        QCOMPARE(invalid[0].key, QStringLiteral("max_worker"));
        QCOMPARE(invalid[0].message,
            QStringLiteral("there is no setting \"max_worker\"; did you mean \"max_workers\"?"));
        QCOMPARE(invalid[1].key, QStringLiteral("max_workers"));
        QCOMPARE(invalid[1].message, QStringLiteral("must be a whole number between 1 and 256"));
        QCOMPARE(invalid[2].key, QStringLiteral("timeout"));
        QCOMPARE(config->values(), before);
        QCOMPARE(config->version(), 0);
        QVERIFY(!QFile::exists(sandbox.livePath()));
    }

    void dryRunChangesNothing()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        const auto outcome = accepted(config->update(
            {{QStringLiteral("max_workers"), 8}, {QStringLiteral("port"), 81}}, root, true));
        QCOMPARE(outcome.diff[u"max_workers"].toObject(), fromTo(4, 8));
        QCOMPARE(outcome.restartNeeded, list({"port"}));
        QCOMPARE(outcome.version, 0);
        QCOMPARE(config->get(keys::maxWorkers), 4);
        QCOMPARE(config->history(), QJsonArray());
        QVERIFY(!QFile::exists(sandbox.livePath()));
        QCOMPARE(refused(config->update(patch("max_workers", 0), root, true)).size(), 1);
    }

    void restartSettingsWait()
    {
        Sandbox sandbox;
        {
            const auto config = sandbox.load();
            const auto outcome = accepted(config->update(patch("protocol_port", 1143), root));
            QCOMPARE(outcome.restartNeeded, list({"protocol_port"}));
            QCOMPARE(config->get(keys::protocolPort), QStringLiteral("143"));
            QCOMPARE(config->values()[u"protocol_port"], QJsonValue(1143));
            QCOMPARE(config->pending(), list({"protocol_port"}));
            QVERIFY(config->schema()[u"properties"][u"protocol_port"][u"x-pending"].toBool());
            accepted(config->update(patch("protocol_port", 143), root)); // Back: nothing waits.
            QCOMPARE(config->pending(), QStringList());
            accepted(config->update(patch("protocol_port", QString(QLatin1String(""))), root));
        }
        const auto again = sandbox.load();
        QCOMPARE(again->get(keys::protocolPort), QString());
        QCOMPARE(again->pending(), QStringList());
    }

    void commandLinePins()
    {
        Sandbox sandbox;
        sandbox.commandLine("max_workers", "3");
        const auto config = sandbox.load();
        const auto invalid = refused(config->update(
            {{QStringLiteral("max_workers"), 8}, {QStringLiteral("pool_size"), 8}}, root));
        QCOMPARE(invalid.size(), 1);
        QCOMPARE(invalid[0].key, QStringLiteral("max_workers"));
        QCOMPARE(invalid[0].errc, core::Errc::Conflict);
        QCOMPARE(invalid[0].message,
            QStringLiteral("is set on the command line, which a live change cannot override"));
        QCOMPARE(config->get(keys::poolSize), 10);
        QVERIFY(accepted(config->update(patch("max_workers", 3), root)).diff.isEmpty());
    }

    void stateDirectoryCannotMove()
    {
        Sandbox sandbox;
        const auto invalid =
            refused(sandbox.load()->update(patch("state_dir", QStringLiteral("/elsewhere")), root));
        QCOMPARE(invalid.size(), 1);
        QCOMPARE(invalid[0].errc, core::Errc::Conflict);
    }

    /// GET, then PUT of the whole answer, is no change; nor does it turn every default into a live
    /// value.
    void wholeAnswerBackIsNoChange()
    {
        Sandbox sandbox;
        sandbox.environment("IMAP_ADMIN_TOKEN", Token.constData()).commandLine("timeout", "9");
        const auto config = sandbox.load();
        const auto outcome = accepted(config->update(config->values(), root));
        QVERIFY(outcome.diff.isEmpty());
        QCOMPARE(outcome.version, 0);
        QVERIFY(config->history().isEmpty());
        QCOMPARE(config->get(keys::adminToken), QString::fromUtf8(Token));
        QCOMPARE(config->sources()[u"max_workers"].toString(), QStringLiteral("default"));
    }

    void resetDropsTheLiveValue()
    {
        Sandbox sandbox;
        sandbox.environment("IMAP_MAX_WORKERS", "5");
        const auto config = sandbox.load();
        accepted(config->update(patch("max_workers", 8), root));
        QCOMPARE(config->sources()[u"max_workers"].toString(), QStringLiteral("live"));
        QCOMPARE(accepted(config->reset(QStringLiteral("max_workers"), root, true)).version, 1);
        QCOMPARE(config->get(keys::maxWorkers), 8);
        const auto outcome = accepted(config->reset(QStringLiteral("max_workers"), root));
        QCOMPARE(outcome.diff[u"max_workers"].toObject(), fromTo(8, 5));
        QCOMPARE(outcome.version, 2);
        QCOMPARE(config->sources()[u"max_workers"].toString(), QStringLiteral("environment"));
        QCOMPARE(accepted(config->reset(QStringLiteral("max_workers"), root)).version, 2);
        QCOMPARE(sandbox.load()->get(keys::maxWorkers), 5);
        const auto invalid = refused(config->reset(QStringLiteral("max_worker"), root));
        QCOMPARE(invalid.size(), 1);
        QCOMPARE(invalid[0].errc, core::Errc::NotFound);
    }

    void historyTellsWhoAndWhat()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        accepted(config->update(patch("max_workers", 8), root));
        accepted(config->update(patch("auth", QStringLiteral("required")),
            {QStringLiteral("eve\r\nroot"), QStringLiteral("10.0.0.9")}));
        const QJsonArray history = sandbox.load()->history();
        QCOMPARE(history.size(), 2);
        QCOMPARE(history[0][u"version"].toInt(), 2);
        QCOMPARE(history[0][u"who"].toString(), QStringLiteral("eve  root"));
        QCOMPARE(history[0][u"from"].toString(), QStringLiteral("10.0.0.9"));
        QVERIFY(QDateTime::fromString(history[0][u"at"].toString(), Qt::ISODateWithMs).isValid());
        QCOMPARE(history[1][u"diff"].toObject(),
            QJsonObject({{QStringLiteral("max_workers"), fromTo(4, 8)}}));
        QCOMPARE(history[1].toObject().keys(), (list({"at", "diff", "from", "version", "who"})));
    }

    void rollbackGoesBackAsANewVersion()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        accepted(config->update(patch("max_workers", 8), root)); // 1
        accepted(config->update(patch("pool_size", 20), root)); // 2
        accepted(config->update(patch("max_workers", 16), root)); // 3
        accepted(config->reset(QStringLiteral("pool_size"), root)); // 4

        QVERIFY(accepted(config->rollback(4, root)).diff.isEmpty());
        const auto dry = accepted(config->rollback(2, root, true));
        QCOMPARE(dry.diff[u"max_workers"].toObject(), fromTo(16, 8));
        QCOMPARE(config->version(), 4);

        QCOMPARE(accepted(config->rollback(2, root)).version, 5);
        QCOMPARE(config->get(keys::maxWorkers), 8);
        QCOMPARE(config->get(keys::poolSize), 20);
        accepted(config->rollback(0, root)); // 6
        QCOMPARE(config->sources()[u"max_workers"].toString(), QStringLiteral("default"));
        QCOMPARE(config->get(keys::poolSize), 10);
        accepted(config->rollback(3, root)); // 7: a rollback can be rolled back
        const auto again = sandbox.load();
        QCOMPARE(again->get(keys::maxWorkers), 16);
        QCOMPARE(again->get(keys::poolSize), 20);
        QCOMPARE(again->version(), 7);

        for (const int none : {-1, 8, std::numeric_limits<int>::max()}) {
            const auto invalid = refused(config->rollback(none, root));
            QCOMPARE(invalid.size(), 1);
            QCOMPARE(invalid[0].errc, core::Errc::NotFound);
        }
    }

    void historyIsBounded()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        for (int i = 0; i < 205; ++i)
            accepted(config->update(patch("max_connections", 1000 + i), root));
        QCOMPARE(config->version(), 205);
        QCOMPARE(config->history().size(), 200);
        QCOMPARE(config->history().last()[u"version"].toInt(), 6);
        QCOMPARE(refused(config->rollback(4, root)).size(), 1);
        accepted(config->rollback(5, root));
        QCOMPARE(config->get(keys::maxConnections), 1004);
        QCOMPARE(sandbox.load()->history().size(), 200);
    }

    void bigHistoryIsBoundedBySize()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        for (int i = 0; i < 12; ++i) {
            QJsonArray domains;
            for (int n = 0; n < 1000; ++n)
                domains += QString(240, QChar(u'a' + i)) + QString::number(n);
            accepted(config->update(patch("local_domains", domains), root));
        }
        QVERIFY(QFileInfo(sandbox.livePath()).size() <= 4 * 1024 * 1024);
        QVERIFY(config->history().size() < 12);
        QCOMPARE(sandbox.load()->values(), config->values());
    }

    void secretsStaySecret()
    {
        Sandbox sandbox;
        const QString mask = Mask.toString();
        const auto config = sandbox.load();
        QCOMPARE(config->values()[u"admin_token"].toString(), QString());
        QVERIFY(config->values()[u"admin_token"].isString());
        const auto outcome =
            accepted(config->update(patch("admin_token", QString::fromUtf8(Token)), root));
        QCOMPARE(outcome.diff[u"admin_token"].toObject(), fromTo(QLatin1String(""), mask));
        accepted(
            config->update(patch("admin_token", QStringLiteral("another-horse-entirely")), root));
        accepted(config->update(patch("max_workers", 8), root));
        QCOMPARE(config->values()[u"admin_token"].toString(), mask);

        QByteArray shown;
        for (const QJsonObject &object : {config->values(), config->schema(), outcome.diff})
            shown += QJsonDocument(object).toJson();
        shown += QJsonDocument(config->history()).toJson();
        QVERIFY(!shown.contains(Token));
        QVERIFY(!shown.contains("another-horse"));
        // The file has the present one, for the next start, and no older ones.
        QVERIFY(sandbox.liveFile().contains("another-horse"));
        QVERIFY(!sandbox.liveFile().contains(Token));

        accepted(config->rollback(0, root)); // Leaves secrets alone.
        QCOMPARE(sandbox.load()->get(keys::adminToken), QStringLiteral("another-horse-entirely"));

        for (const QJsonValue &wrong : {QJsonValue(QStringLiteral("hunter2")), QJsonValue(7)}) {
            for (const auto &invalid : refused(config->update(patch("admin_token", wrong), root)))
                QVERIFY(!invalid.message.contains(QLatin1String("hunter2")));
        }
    }

    void tornFileIsSetAside_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("zeros") << QByteArray(512, '\0');
        QTest::newRow("not an object") << QByteArray("[]");
        QTest::newRow("no version") << QByteArray(R"({"values":{},"history":[]})");
        QTest::newRow("odd version") << QByteArray(R"({"version":1.5,"values":{},"history":[]})");
        QTest::newRow("negative version")
            << QByteArray(R"({"version":-1,"values":{},"history":[]})");
        QTest::newRow("odd history") << QByteArray(R"({"version":1,"values":{},"history":[7]})");
        QTest::newRow("deep") << QByteArray(100000, '[');
    }
    void tornFileIsSetAside()
    {
        QFETCH(QByteArray, bytes);
        Sandbox sandbox;
        QVERIFY(QDir().mkpath(sandbox.sources().stateDir));
        write(sandbox, bytes);
        const auto config = sandbox.load();
        QCOMPARE(config->get(keys::maxWorkers), 4);
        QCOMPARE(sandbox.warnings().size(), 1);
        QVERIFY(
            sandbox.warnings().first().contains(QLatin1String("is damaged; it was set aside as")));
        const QDir directory(sandbox.sources().stateDir);
        const QStringList aside =
            directory.entryList({QStringLiteral("config-live.json.damaged-*")});
        QCOMPARE(aside.size(), 1);
        QFile kept(directory.filePath(aside.first()));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), bytes);
        accepted(config->update(patch("max_workers", 8), root)); // And life goes on.
        QCOMPARE(sandbox.load()->get(keys::maxWorkers), 8);
        QVERIFY(sandbox.warnings().isEmpty());
    }

    /// However short the write that was torn, the service starts; whole, it has all.
    void everyTruncationStarts()
    {
        Sandbox sandbox;
        accepted(sandbox.load()->update(patch("max_workers", 8), root));
        const QByteArray whole = sandbox.liveFile();
        for (qsizetype length = 0; length <= whole.size(); ++length) {
            write(sandbox, whole.first(length));
            QCOMPARE(sandbox.load()->get(keys::maxWorkers), length == whole.size() ? 8 : 4);
            QCOMPARE(sandbox.warnings().isEmpty(), length == whole.size());
        }
    }

    void invalidLiveValuesArePassedOver()
    {
        Sandbox sandbox;
        QVERIFY(QDir().mkpath(sandbox.sources().stateDir));
        write(sandbox, R"({"version":3,"history":[],
            "values":{"max_workers":0,"pool_size":20,"gone":1,"state_dir":"/x"}})");
        const auto config = sandbox.load();
        QCOMPARE(config->get(keys::maxWorkers), 4);
        QCOMPARE(config->get(keys::poolSize), 20);
        QCOMPARE(config->get(keys::stateDir), sandbox.sources().stateDir);
        QCOMPARE(sandbox.warnings().size(), 3);
        QCOMPARE(accepted(config->update(patch("max_workers", 9), root)).version, 4);
    }

    void unsavedChangeIsNoChange()
    {
        Sandbox sandbox;
        sandbox.sources().stateDir =
            QStringLiteral("/proc/nowhere"); // Not even root can write there.
        const auto config = sandbox.load();
        const auto invalid = refused(config->update(patch("max_workers", 8), root));
        QCOMPARE(invalid.size(), 1);
        QCOMPARE(invalid[0].key, QString());
        QCOMPARE(invalid[0].errc, core::Errc::Internal);
        QCOMPARE(config->get(keys::maxWorkers), 4);
        QCOMPARE(config->version(), 0);
    }

    void randomPatchesNeverBreakIt()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        QRandomGenerator random(3);
        const auto value = [&random](auto &self, int depth) -> QJsonValue {
            switch (random.bounded(depth > 3 ? 6 : 8)) {
            case 0:
                return QJsonValue(QJsonValue::Null);
            case 1:
                return random.bounded(2) == 0;
            case 2:
                return double(random.bounded(2000)) - 10;
            case 3:
                return std::ldexp(random.generateDouble() - 0.5, random.bounded(2000) - 900);
            case 4:
                return QString(random.bounded(5000), QChar(ushort(random.generate())));
            case 5:
                return QStringLiteral("a.cz");
            case 6:
                return QJsonObject{{QStringLiteral("x"), self(self, depth + 1)}};
            default:
                return QJsonArray{self(self, depth + 1)};
            }
        };
        for (int round = 0; round < 3000; ++round) {
            QJsonObject change;
            for (int n = random.bounded(3); n >= 0; --n) {
                const Setting &any = *settings()[size_t(random.bounded(int(settings().size())))];
                change[random.bounded(20) ? any.key() : QString::number(random.generate())] =
                    value(value, 0);
            }
            const QJsonObject before = config->values();
            const bool dry = random.bounded(10) != 0;
            const auto answer = config->update(change, root, dry);
            if (dry || std::holds_alternative<QList<Config::Invalid>>(answer))
                QCOMPARE(config->values(), before);
        }
        QCOMPARE(sandbox.load()->values(), config->values());
        QVERIFY(sandbox.warnings().isEmpty());
    }

    /// Readers on other threads see one consistent value or the next, while another thread writes.
    void readsFromAnyThread()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        std::atomic<bool> done = false;
        std::atomic<int> odd = 0;
        std::vector<std::thread> readers;
        for (int i = 0; i < 3; ++i) {
            readers.emplace_back([&] {
                while (!done) {
                    const QJsonObject values = config->values();
                    if (values[u"max_workers"] != values[u"pool_size"]
                        && values[u"max_workers"] != QJsonValue(4))
                        ++odd;
                    if (config->get(keys::corsOrigins).size() > 1)
                        ++odd;
                }
            });
        }
        std::thread writer([&] {
            for (int i = 1; i <= 50; ++i) {
                accepted(config->update({{QStringLiteral("max_workers"), 100 + i},
                                            {QStringLiteral("pool_size"), 100 + i},
                                            {QStringLiteral("cors_origins"),
                                                QJsonArray{QStringLiteral("http://a%1").arg(i)}}},
                    root));
            }
        });
        writer.join();
        done = true;
        for (std::thread &reader : readers)
            reader.join();
        QCOMPARE(odd.load(), 0);
        QCOMPARE(config->version(), 50);
    }

private:
    static void write(const Sandbox &sandbox, const QByteArray &bytes)
    {
        QFile file(sandbox.livePath());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
};

QTEST_GUILESS_MAIN(LiveChangesTest)
#include "tst_livechanges.moc"
