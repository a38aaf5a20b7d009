// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/config.h"
#include "config/keys.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRandomGenerator>
#include <QtCore/QSet>
#include <QtTest/QtTest>

using namespace digidig::config;

namespace {

const Setting &setting(const QString &key)
{
    const Setting *found = findSetting(key);
    if (!found)
        qFatal("no setting %s", qPrintable(key));
    return *found;
}

/// What a text is read as, in JSON; "(refused)" when it is not.
QString asJson(const Setting &setting, const std::optional<Value> &value)
{
    if (!value)
        return QStringLiteral("(refused)");
    const auto json =
        QJsonDocument(QJsonArray{setting.toJson(*value)}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

} // namespace

class SettingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void declarationsAreSound()
    {
        QSet<QString> keys;
        QSet<QString> variables;
        for (const Setting *one : settings()) {
            const QByteArray key = one->key().toUtf8();
            QVERIFY2(!keys.contains(one->key()), key.constData());
            keys.insert(one->key());
            for (const QString &variable : one->environment()) {
                QVERIFY2(!variables.contains(variable), qPrintable(variable));
                variables.insert(variable);
            }
            QVERIFY2(!one->label().isEmpty() && !one->help().isEmpty(), key.constData());
            QVERIFY2(one->must().startsWith(QLatin1String("must be ")), key.constData());
            QVERIFY2(!one->must().contains(u'%'), key.constData());
            // The default must pass its own check, by both ways in.
            QVERIFY2(one->fromJson(one->toJson(one->defaultValue())) == one->defaultValue(),
                key.constData());
            QVERIFY2(one->fromText(one->toText(one->defaultValue())) == one->defaultValue(),
                key.constData());
        }
        QVERIFY(keys.size() >= 44);
    }

    void readsText_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("json");
        const auto row = [](const char *key, const char *text, const char *json) {
            QTest::addRow("%s: %s", key, text)
                << QString::fromUtf8(key) << QString::fromUtf8(text) << QString::fromUtf8(json);
        };
        for (const char *yes : {"true", "1", "yes", "on", "TRUE", " Yes "})
            row("enabled", yes, "true");
        for (const char *no : {"false", "0", "no", "off", "Off"})
            row("enabled", no, "false");
        for (const char *neither : {"", "2", "maybe", "truee", "y"})
            row("enabled", neither, "(refused)");
        row("max_workers", "1", "1");
        row("max_workers", " 256 ", "256");
        for (const char *wrong : {"0", "257", "-1", "", "4K", "4.0", "0x4", "1e1", "four", "1 2",
                 "99999999999999999999"})
            row("max_workers", wrong, "(refused)");
        row("max_body_bytes", "1K", "1024");
        row("max_body_bytes", "1 k", "1024");
        row("max_body_bytes", "100M", "104857600");
        row("max_body_bytes", "2g", "2147483648");
        row("max_body_bytes", "2147483648", "2147483648");
        for (const char *wrong : {"3G", "K", "1T", "1KB", "1KK", "9223372036854775807K", "-1K"})
            row("max_body_bytes", wrong, "(refused)");
        row("protocol_port", "", "\"\"");
        row("protocol_port", "0", "0");
        row("protocol_port", "00143", "143");
        for (const char *wrong : {"65536", "99999", "imap", "-1", "+1", "1.0"})
            row("protocol_port", wrong, "(refused)");
        row("log_level", "debug", "\"debug\"");
        row("log_level", "DEBUG", "(refused)");
        row("log_level", "", "(refused)");
        row("local_domains", "", "[]");
        row("local_domains", " a.cz , b.cz,,a.cz", "[\"a.cz\",\"b.cz\"]");
        row("local_domains", "a@b.cz", "(refused)");
        row("local_domains", "a b", "(refused)");
        row("trusted_proxies", "10.0.0.0/8, ::1, fe80::/10",
            "[\"10.0.0.0/8\",\"::1\",\"fe80::/10\"]");
        for (const char *wrong :
            {"10.0.0.0/33", "::/129", "10.0.0", "proxy", "1.2.3.4/", "1.2.3.4/-1"})
            row("trusted_proxies", wrong, "(refused)");
        row("proxy_protocol", "imaps, rest", "[\"imaps\",\"rest\"]");
        for (const char *wrong : {"http", "imap imaps", "REST"})
            row("proxy_protocol", wrong, "(refused)");
        row("cors_origins", "https://a.cz:8443", "[\"https://a.cz:8443\"]");
        for (const char *wrong : {"*", "https://a.cz/x", "ftp://a.cz", "https://", "null"})
            row("cors_origins", wrong, "(refused)");
        row("storage_url", "https://s:9106/x?y", "\"https://s:9106/x?y\"");
        row("storage_url", "", "\"\"");
        for (const char *wrong : {"ftp://s", "s:9106", "http://", "http://u:p@s", "http://a b"})
            row("storage_url", wrong, "(refused)");
        row("hostname", "::", "\"::\"");
        row("hostname", "", "(refused)");
        row("hostname", "a b", "(refused)");
        row("lmtp_listen", "/run/x.sock", "\"/run/x.sock\"");
        row("lmtp_listen", "[::1]:24", "\"[::1]:24\"");
        for (const char *wrong : {"24", "x.sock", ":24", "a:65536", "a:"})
            row("lmtp_listen", wrong, "(refused)");
        row("default_folder_parent", "", "\"\"");
        row("default_folder_parent", "a/b", "(refused)");
        row("fetch_maildir", "relative", "(refused)");
        row("admin_token", "0123456789abcdef", "\"0123456789abcdef\"");
        row("admin_token", "0123456789abcde", "(refused)");
        row("tls_cert", "/a\x01", "(refused)");
    }
    void readsText()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        QTEST(asJson(setting(key), setting(key).fromText(text)), "json");
    }

    void readsJson_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("taken");
        const auto row = [](const char *key, const char *json, bool taken) {
            QTest::addRow("%s: %s", key, json)
                << QString::fromUtf8(key) << QByteArray(json) << taken;
        };
        row("max_workers", "8", true);
        row("max_workers", "8.0", true);
        for (const char *wrong :
            {"0", "8.5", "\"8\"", "true", "null", "[8]", "{}", "1e300", "-1e300"})
            row("max_workers", wrong, false);
        row("enabled", "false", true);
        for (const char *wrong : {"0", "\"false\"", "null"})
            row("enabled", wrong, false);
        row("log_level", "\"error\"", true);
        row("log_level", "\"loud\"", false);
        row("protocol_port", "1143", true);
        row("protocol_port", "\"\"", true);
        for (const char *wrong : {"\"1143\"", "65536", "-1", "1.5", "null"})
            row("protocol_port", wrong, false);
        row("local_domains", "[]", true);
        row("local_domains", "[\"a.cz\"]", true);
        for (const char *wrong : {"\"a.cz\"", "[1]", "[null]", "[\"\"]", "{}"})
            row("local_domains", wrong, false);
        row("tls_cert", "\"/a\\u0000b\"", false);
        row("tls_cert", "\"/a\\nb\"", false);
        row("tls_cert", "\"/a\\ud800\"", false);
    }
    void readsJson()
    {
        QFETCH(QString, key);
        QFETCH(QByteArray, json);
        const QJsonValue value = QJsonDocument::fromJson('[' + json + ']').array().first();
        QTEST(setting(key).fromJson(value).has_value(), "taken");
    }

    void textAndListsAreBounded()
    {
        QVERIFY(keys::tlsCert.fromText(u'/' + QString(MaxText - 1, u'a')));
        QVERIFY(!keys::tlsCert.fromText(u'/' + QString(MaxText, u'a')));
        QStringList domains;
        for (int i = 0; i < MaxItems; ++i)
            domains += QStringLiteral("d%1").arg(i);
        QVERIFY(keys::localDomains.fromText(domains.join(u',')));
        domains += QStringLiteral("one.more");
        QVERIFY(!keys::localDomains.fromText(domains.join(u',')));
        QVERIFY(!keys::localDomains.fromJson(QJsonArray::fromStringList(domains)));
    }

    /// Whatever is taken comes back the same from the text and the JSON it is written as.
    void randomTextRoundTrips()
    {
        constexpr QStringView alphabet = u"0123456789KMGabc./:@-_ ,#*[]\u0159\u00a0\u0000";
        QRandomGenerator random(7);
        for (int round = 0; round < 20000; ++round) {
            QString text;
            for (int length = random.bounded(24); length > 0; --length)
                text += alphabet[random.bounded(int(alphabet.size()))];
            const Setting &any = *settings()[size_t(random.bounded(int(settings().size())))];
            const auto value = any.fromText(text);
            if (!value)
                continue;
            QVERIFY2(any.fromJson(any.toJson(*value)) == value, qPrintable(text));
            if (!any.secret())
                QVERIFY2(any.fromText(any.toText(*value)) == value, qPrintable(text));
        }
    }

    void similarKeys()
    {
        QCOMPARE(similarKey(u"max_worker"), QStringLiteral("max_workers"));
        QCOMPARE(similarKey(u"MAX_WORKERS"), QStringLiteral("max_workers"));
        QCOMPARE(similarKey(u"frobnicate"), QString());
        QCOMPARE(similarKey(QString(100000, u'a')), QString());
    }

    void manualTableHasEverySetting()
    {
        const QStringList lines = markdownTable().trimmed().split(u'\n');
        QCOMPARE(size_t(lines.size()), settings().size() + 2);
        for (const QString &line : lines)
            QCOMPARE(QString(line).remove(QLatin1String("\\|")).count(u'|'), 7);
        QVERIFY(lines.contains(QStringLiteral("| `max_workers` | `IMAP_MAX_WORKERS` | `4` | 1–256 "
                                              "| live | Threads that read, search and "
                                              "parse mail. |")));
        QVERIFY(lines.contains(QStringLiteral("| `max_body_bytes` | `IMAP_MAX_BODY_BYTES` | `150M` "
                                              "| 1K–2G bytes | live | Longest body of "
                                              "an HTTP request. |")));
        QVERIFY(lines.contains(QStringLiteral("| `port` | `IMAP_PORT`, `IMAP_REST_PORT` | `8003` | "
                                              "0–65535 | restart | Port of the REST API; 0 takes a "
                                              "free one. |")));
    }
};

QTEST_APPLESS_MAIN(SettingTest)
#include "tst_setting.moc"
