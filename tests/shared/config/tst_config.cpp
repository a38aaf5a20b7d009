// SPDX-License-Identifier: GPL-3.0-or-later
#include "configfixture.h"

#include <QtCore/QDir>
#include <QtTest/QtTest>

using namespace digidig;
using namespace digidig::config;
using namespace digidig::config::test;

/// Loading: the sources, their precedence, warnings, errors, and reading them again.
class ConfigTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void defaults()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        QCOMPARE(config->get(keys::maxWorkers), 4);
        QCOMPARE(config->get(keys::auth), QStringLiteral("local"));
        QCOMPARE(config->get(keys::protocolPort), QStringLiteral("143"));
        QCOMPARE(config->get(keys::localDomains), QStringList());
        QCOMPARE(config->get(keys::enabled), true);
        QCOMPARE(config->get(keys::stateDir), sandbox.sources().stateDir);
        QCOMPARE(config->values().value(u"protocol_port"), QJsonValue(143));
        QCOMPARE(config->values().size(), qsizetype(settings().size()));
        for (const QJsonValue &source : config->sources())
            QCOMPARE(source.toString(), QStringLiteral("default"));
        QCOMPARE(config->pending(), QStringList());
        QCOMPARE(config->version(), 0);
        QVERIFY(sandbox.warnings().isEmpty());
        QVERIFY(!QFile::exists(sandbox.livePath()));
    }

    /// Every combination of sources; each sets a number of its own, the last one present must win.
    void precedence_data()
    {
        QTest::addColumn<int>("sources");
        for (int sources = 0; sources < 16; ++sources) {
            QTest::addRow("%s%s%s%s", sources & 1 ? "file " : "", sources & 2 ? "environment " : "",
                sources & 4 ? "live " : "", sources & 8 ? "command-line" : "")
                << sources;
        }
    }
    void precedence()
    {
        QFETCH(int, sources);
        Sandbox sandbox;
        if (sources & 4)
            accepted(sandbox.load()->update(patch("max_workers", 13), root));
        if (sources & 1)
            sandbox.file("max_workers = 11\n");
        if (sources & 2)
            sandbox.environment("IMAP_MAX_WORKERS", "12");
        if (sources & 8)
            sandbox.commandLine("max_workers", "14");
        const auto config = sandbox.load();
        const auto [number, name] = [sources]() -> std::pair<int, QString> {
            if (sources & 8)
                return {14, QStringLiteral("command line")};
            if (sources & 4)
                return {13, QStringLiteral("live")};
            if (sources & 2)
                return {12, QStringLiteral("environment")};
            if (sources & 1)
                return {11, QStringLiteral("file")};
            return {4, QStringLiteral("default")};
        }();
        QCOMPARE(config->get(keys::maxWorkers), number);
        QCOMPARE(config->values().value(u"max_workers"), QJsonValue(number));
        QCOMPARE(config->sources().value(u"max_workers").toString(), name);
        QCOMPARE(config->schema()[u"properties"][u"max_workers"][u"x-source"].toString(), name);
    }

    void environmentNames_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("IMAP_PORT") << QByteArray("IMAP_PORT") << "port" << QByteArray("9103");
        QTest::newRow("IMAP_REST_PORT")
            << QByteArray("IMAP_REST_PORT") << "port" << QByteArray("9103");
        QTest::newRow("STORAGE_URL")
            << QByteArray("STORAGE_URL") << "storage_url" << QByteArray("http://s");
        QTest::newRow("STORAGE_API")
            << QByteArray("STORAGE_API") << "storage_api" << QByteArray("deployed");
        QTest::newRow("IDENTITY_URL")
            << QByteArray("IDENTITY_URL") << "identity_url" << QByteArray("http://i");
        QTest::newRow("CACHE_URL")
            << QByteArray("CACHE_URL") << "cache_url" << QByteArray("redis://c");
        QTest::newRow("IMAP_STATE_DIR")
            << QByteArray("IMAP_STATE_DIR") << "state_dir" << QByteArray("/x");
        QTest::newRow("IMAP_UNDELETE_DAYS")
            << QByteArray("IMAP_UNDELETE_DAYS") << "undelete_days" << QByteArray("8");
    }
    void environmentNames()
    {
        QFETCH(QByteArray, variable);
        QFETCH(QString, key);
        QFETCH(QByteArray, text);
        Sandbox sandbox;
        sandbox.environment(variable.constData(), text.constData());
        const auto config = sandbox.load();
        QCOMPARE(config->sources().value(key).toString(), QStringLiteral("environment"));
        QCOMPARE(config->values().value(key).toVariant().toString(), QString::fromUtf8(text));
        QVERIFY(sandbox.warnings().isEmpty());
    }

    void firstVariableWins()
    {
        Sandbox sandbox;
        sandbox.environment("IMAP_PORT", "1").environment("IMAP_REST_PORT", "2");
        QCOMPARE(sandbox.load()->get(keys::port), 1);
        sandbox.environment("IMAP_PORT", "");
        QCOMPARE(sandbox.load()->get(keys::port), 2);
    }

    void emptyVariables()
    {
        Sandbox sandbox;
        for (const char *name : {"IMAP_MAX_WORKERS", "STORAGE_URL", "IMAP_DEFAULT_FOLDER_PARENT",
                 "IMAP_PROTOCOL_PORT", "IMAP_S_PROTOCOL_PORT", "IMAP_LMTP_LISTEN"})
            sandbox.environment(name, " ");
        const auto config = sandbox.load();
        QCOMPARE(config->get(keys::maxWorkers), 4);
        QCOMPARE(config->get(keys::defaultFolderParent), QStringLiteral("INBOX"));
        QCOMPARE(config->get(keys::protocolPort), QString());
        QCOMPARE(config->get(keys::sProtocolPort), QString());
        QCOMPARE(config->sources().value(u"max_workers").toString(), QStringLiteral("default"));
        QCOMPARE(config->sources().value(u"lmtp_listen").toString(), QStringLiteral("environment"));
    }

    void warnsAboutTheUnknown()
    {
        Sandbox sandbox;
        sandbox.file("# mine\nmax_worker = 9\nfrob = 1\n");
        sandbox.environment("IMAP_MAX_WORKER", "9").environment("IMAP_FROB", "1");
        for (const char *known : {"IMAP_CONFIG", "IMAP_STATE_DIR", "IMAP_ADMIN_TOKEN_FILE"})
            sandbox.environment(known, "/x");
        sandbox.environment("PATH", "/bin").environment("STORAGE_FROB", "1");
        sandbox.load();
        const QString path = sandbox.sources().configFile;
        QCOMPARE(sandbox.warnings(),
            (QStringList{
                QStringLiteral("file %1 line 2: there is no setting \"max_worker\"; did you mean "
                               "\"max_workers\"?")
                    .arg(path),
                QStringLiteral("file %1 line 3: there is no setting \"frob\"").arg(path),
                QStringLiteral("environment variable IMAP_FROB is not known and is ignored"),
                QStringLiteral(
                    "environment variable IMAP_MAX_WORKER is not known and is ignored; did you "
                    "mean IMAP_MAX_WORKERS?")}));
    }

    void wrongValuesAreOneClearLine()
    {
        QCOMPARE(Sandbox().environment("IMAP_MAX_WORKERS", "0").refusal(),
            QStringLiteral(
                "max_workers = 0 (environment variable IMAP_MAX_WORKERS): must be a whole "
                "number between 1 and 256"));
        QCOMPARE(Sandbox().environment("IMAP_REST_PORT", "http").refusal(),
            QStringLiteral(
                "port = http (environment variable IMAP_REST_PORT): must be a whole number "
                "between 0 and 65535"));
        Sandbox file;
        file.file("\n# x\ntimeout = 1h # too long\n");
        QCOMPARE(file.refusal(),
            QStringLiteral(
                "timeout = 1h (file %1 line 3): must be a whole number of seconds between 1 "
                "and 3600")
                .arg(file.sources().configFile));
        QCOMPARE(Sandbox().commandLine("log_level", "loud").refusal(),
            QStringLiteral(
                "log_level = loud (command line): must be one of debug, info, warning, error"));
        QCOMPARE(Sandbox().commandLine("max_worker", "1").refusal(),
            QStringLiteral("command line: there is no setting \"max_worker\"; did you mean "
                           "\"max_workers\"?"));
        QCOMPARE(Sandbox().environment("IMAP_LOG_FORMAT", "a\nb\x1b[31m").refusal(),
            QStringLiteral(
                "log_format = a b [31m (environment variable IMAP_LOG_FORMAT): must be one of "
                "text, json"));
    }

    void brokenFilesNameTheLine()
    {
        Sandbox sandbox;
        sandbox.file("port = 1\nport 2\n");
        QCOMPARE(sandbox.refusal(),
            QStringLiteral("file %1 line 2: expected key = value")
                .arg(sandbox.sources().configFile));
        sandbox.sources().configFile += QLatin1String(".missing");
        QVERIFY(sandbox.refusal().startsWith(
            QStringLiteral("file %1: cannot be read: ").arg(sandbox.sources().configFile)));
    }

    void secretsStayOutOfMessages()
    {
        const QString secret = QStringLiteral("hunter2");
        for (const QString &message :
            {Sandbox().environment("IMAP_ADMIN_TOKEN", "hunter2").refusal(),
                Sandbox().commandLine("admin_token", "hunter2").refusal(),
                Sandbox().file("admin_token = hunter2").refusal(),
                Sandbox().file("admin_token hunter2").refusal(),
                Sandbox().file("admin_token = \"hunter2").refusal(),
                Sandbox().environment("STORAGE_URL", "http://me:hunter2@storage").refusal()}) {
            QVERIFY(message != QLatin1String("(loaded)"));
            QVERIFY2(!message.contains(secret), qPrintable(message));
        }
        QCOMPARE(Sandbox().environment("IMAP_ADMIN_TOKEN", "hunter2").refusal(),
            QStringLiteral("admin_token (environment variable IMAP_ADMIN_TOKEN): must be 16 to 512 "
                           "printable ASCII characters without spaces, or empty"));
    }

    void readableSecretIsWarnedAbout()
    {
        Sandbox sandbox;
        sandbox.file("admin_token = 0123456789abcdef\n");
        sandbox.load();
        QVERIFY(sandbox.warnings().isEmpty());
        QFile::setPermissions(sandbox.sources().configFile,
            QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadOther);
        sandbox.load();
        QCOMPARE(sandbox.warnings().size(), 1);
        QVERIFY(sandbox.warnings().first().contains(QLatin1String("admin_token can be read")));
        QVERIFY(!sandbox.warnings().first().contains(QLatin1String("0123456789abcdef")));
    }

    void reloadReadsAgain()
    {
        Sandbox sandbox;
        sandbox.file("max_workers = 5\npool_size = 6\ntimeout = 7\nport = 8\n")
            .commandLine("timeout", "70");
        const auto config = sandbox.load();
        accepted(config->update(patch("pool_size", 60), root));
        QSignalSpy changed(config.get(), &Config::changed);

        sandbox.file("max_workers = 50\npool_size = 51\ntimeout = 52\nport = 53\n");
        const auto outcome = config->reload();
        QVERIFY(outcome.ok());
        QCOMPARE(outcome->diff.keys(), (list({"max_workers", "port"})));
        QCOMPARE(outcome->restartNeeded, list({"port"}));
        QCOMPARE(config->get(keys::maxWorkers), 50);
        QCOMPARE(config->get(keys::poolSize), 60); // live
        QCOMPARE(config->get(keys::timeout), 70); // command line
        QCOMPARE(config->get(keys::port), 8); // waits for a restart
        QCOMPARE(config->pending(), list({"port"}));
        QTRY_COMPARE(changed.size(), 2);
        QCOMPARE(changed.at(0).first().toStringList(), list({"pool_size"}));
        QCOMPARE(changed.at(1).first().toStringList(), list({"max_workers"}));
    }

    void reloadTakesANewEnvironment()
    {
        Sandbox sandbox;
        const auto config = sandbox.load();
        QVERIFY(config->reload({{QStringLiteral("IMAP_MAX_WORKERS"), QStringLiteral("9")}}).ok());
        QCOMPARE(config->get(keys::maxWorkers), 9);
        const auto wrong =
            config->reload({{QStringLiteral("IMAP_MAX_WORKERS"), QStringLiteral("x")}});
        QVERIFY(!wrong.ok());
        QVERIFY(config->reload().ok()); // The wrong environment was not kept.
        QCOMPARE(config->get(keys::maxWorkers), 9);
    }

    void reloadKeepsTheOldOnError()
    {
        Sandbox sandbox;
        sandbox.file("max_workers = 5\npool_size = 6\n");
        const auto config = sandbox.load();
        const QJsonObject before = config->values();
        sandbox.file("max_workers = 7\npool_size = 0\n");
        const auto outcome = config->reload();
        QVERIFY(!outcome.ok());
        QCOMPARE(outcome.error().message,
            QStringLiteral(
                "pool_size = 0 (file %1 line 2): must be a whole number between 1 and 1000")
                .arg(sandbox.sources().configFile));
        QCOMPARE(config->values(), before);
        QCOMPARE(config->get(keys::maxWorkers), 5);
    }
};

QTEST_GUILESS_MAIN(ConfigTest)
#include "tst_config.moc"
