// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/configfile.h"
#include "configfixture.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QtTest>

using namespace digidig;
using digidig::config::test::list;

class ConfigFileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QStringList>("entries"); // "line|key|text"
        QTest::newRow("empty") << QByteArray() << QStringList();
        QTest::newRow("plain") << QByteArray("port = 1") << list({"1|port|1"});
        QTest::newRow("tight") << QByteArray("port=1\n") << list({"1|port|1"});
        QTest::newRow("empty value") << QByteArray("lmtp_listen =\n") << list({"1|lmtp_listen|"});
        QTest::newRow("comments") << QByteArray("# a\n\n  # b\nport = 1 # c\n")
                                  << list({"4|port|1"});
        QTest::newRow("only a comment as value") << QByteArray("port = # c") << list({"1|port|"});
        QTest::newRow("# inside") << QByteArray("storage_url = http://x/#a")
                                  << list({"1|storage_url|http://x/#a"});
        QTest::newRow("= inside") << QByteArray("a = b=c") << list({"1|a|b=c"});
        QTest::newRow("quoted") << QByteArray("a = \" b # c \" # d") << list({"1|a| b # c "});
        QTest::newRow("escapes") << QByteArray("a = \"\\\"\\\\\\n\"") << list({"1|a|\"\\\\n"});
        QTest::newRow("CRLF and BOM") << QByteArray("\xef\xbb\xbf"
                                                    "a = 1\r\nb = 2\r\n")
                                      << list({"1|a|1", "2|b|2"});
        QTest::newRow("UTF-8") << QByteArray("a = příliš") << list({"1|a|příliš"});
    }
    void reads()
    {
        QFETCH(QByteArray, file);
        const auto parsed = config::parseConfigFile(file);
        QVERIFY2(parsed.ok(), parsed.ok() ? "" : qPrintable(parsed.error().message));
        QStringList entries;
        for (const auto &entry : *parsed)
            entries += QStringLiteral("%1|%2|%3").arg(entry.line).arg(entry.key, entry.text);
        QTEST(entries, "entries");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("message");
        QTest::newRow("no equals sign")
            << QByteArray("\nport 1\n") << "line 2: expected key = value";
        QTest::newRow("no key") << QByteArray("= 1") << "line 1: expected key = value";
        QTest::newRow("section") << QByteArray("[imap]") << "line 1: expected key = value";
        QTest::newRow("odd key") << QByteArray("a b = 1") << "line 1: expected key = value";
        QTest::newRow("long key") << QByteArray(65, 'a') + "=1"
                                  << "line 1: expected key = value";
        QTest::newRow("twice") << QByteArray("a=1\nb=1\na=2")
                               << "line 3: a has been set in line 1 already";
        QTest::newRow("open quote")
            << QByteArray("a=\"b") << "line 1: the quoted value does not end properly";
        QTest::newRow("after quote")
            << QByteArray("a=\"b\" c") << "line 1: the quoted value does not end properly";
        QTest::newRow("escaped end")
            << QByteArray("a=\"b\\\"") << "line 1: the quoted value does not end properly";
        QTest::newRow("Latin 1") << QByteArray("a=1\nb=\xe9") << "line 2: this is not UTF-8";
        QTest::newRow("cut UTF-8") << QByteArray("a=\xc5") << "line 1: this is not UTF-8";
        QTest::newRow("huge") << QByteArray(1024 * 1024 + 1, '#')
                              << "line 1: the file is larger than 1 MiB";
    }
    void refuses()
    {
        QFETCH(QByteArray, file);
        const auto parsed = config::parseConfigFile(file);
        QVERIFY(!parsed.ok());
        QTEST(parsed.error().message, "message");
    }

    /// Bytes of the alphabet that matters to the grammar, and any bytes at all.
    void survivesRandomBytes()
    {
        constexpr QByteArrayView alphabet("ab_=\"\\# \n\r\t\0\xc5\x99\xef\xbb\xbf,", 18);
        QRandomGenerator random(42);
        for (int round = 0; round < 20000; ++round) {
            QByteArray bytes(random.bounded(64), '\0');
            for (char &byte : bytes) {
                byte = round % 2 ? alphabet[random.bounded(int(alphabet.size()))]
                                 : char(random.bounded(256));
            }
            const auto parsed = config::parseConfigFile(bytes);
            if (!parsed.ok()) {
                QVERIFY(parsed.error().message.startsWith(QLatin1String("line ")));
                continue;
            }
            int line = 0;
            for (const auto &entry : *parsed) {
                QVERIFY(entry.line > line);
                QVERIFY(!entry.key.isEmpty());
                line = entry.line;
            }
        }
    }
};

QTEST_APPLESS_MAIN(ConfigFileTest)
#include "tst_configfile.moc"
