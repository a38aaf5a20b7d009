// SPDX-License-Identifier: GPL-3.0-or-later
#include "collected.h"

#include "archive/mailsourcemaildir.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRandomGenerator>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace digidig;
using namespace digidig::archive;

namespace {
constexpr qint64 Limit = 1 << 20;
const QByteArray Box =
    "From a Sat Jan  3 01:05:34 1998\nA: 1\n\nx\n\nFrom a Sat Jan  3 01:05:34 1998\nA: 2\n\ny\n\n";
} // namespace

class TestMailSources : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void maildirNames_data();
    void maildirNames();
    void folderLevels_data();
    void folderLevels();
    void anyNameIsRead();
    void tree();
    void treeWithFormat();
    void linksInCircles();
    void oneFile_data();
    void oneFile();
    void maildirWithFolders();
    void noMaildir();
    void unreadable();
    void nameNotInUtf8();
    void emptyFiles();
    void stream_data();
    void stream();
    void streamTooLarge();
    void pipe();

private:
    void put(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_dir->filePath(name);
        QVERIFY(QDir().mkpath(path.section(u'/', 0, -2)));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    Collected read(const QString &name = {}, SourceFormat format = SourceFormat::Auto)
    {
        Collected found;
        readSource(m_dir->filePath(name), format, Limit, found);
        return found;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestMailSources::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
}

void TestMailSources::maildirNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<qint64>("received");

    const auto row = [](const char *tag, const char *name, const QStringList &flags,
                         qint64 received) {
        QTest::newRow(tag) << QString::fromUtf8(name) << flags << received;
    };
    const auto one = [](const char *flag) { return QStringList{QString::fromLatin1(flag)}; };
    row("none", "1204680122.27c448ad.host", {}, 1204680122000);
    row("seen", "1204680122.M1P2.host,S=12:2,S", one("\\Seen"), 1204680122000);
    row("all", "1.a.h:2,DFPRST",
        {QStringLiteral("\\Seen"), QStringLiteral("\\Answered"), QStringLiteral("\\Flagged"),
            QStringLiteral("\\Deleted"), QStringLiteral("\\Draft"), QStringLiteral("$Forwarded")},
        1000);
    row("out of order and twice", "1.a.h:2,SSFS",
        {QStringLiteral("\\Seen"), QStringLiteral("\\Flagged")}, 1000);
    row("unknown letters", "1.a.h:2,abcXYZ9S", one("\\Seen"), 1000);
    row("exclamation mark", "1.a.h!2,S", one("\\Seen"), 1000);
    row("semicolon", "1.a.h;2,R", one("\\Answered"), 1000);
    row("experimental info", "1.a.h:1,S", {}, 1000);
    row("empty info", "1.a.h:2,", {}, 1000);
    row("flags without info", "1.a.hS", {}, 1000);
    row("info in the middle", "1.a:2,S:x", {}, 1000);
    row("no time", "message", {}, 0);
    row("letters for time", "abc.def", {}, 0);
    row("time 0", "0.a.h", {}, 0);
    row("negative time", "-5.a.h", {}, 0);
    row("year 10000", "253402300800.a.h", {}, 0);
    row("huge time", "99999999999999999999999.a.h", {}, 0);
}

void TestMailSources::maildirNames()
{
    QFETCH(const QString, name);
    QFETCH(const QStringList, flags);
    QFETCH(const qint64, received);
    const maildir::Name found = maildir::parseName(name);
    QCOMPARE(mail::flagNames(found.flags), mail::flagNames(*mail::parseFlags(flags)));
    QCOMPARE(found.receivedMs.value_or(0), received);
}

void TestMailSources::folderLevels_data()
{
    QTest::addColumn<QString>("directory");
    QTest::addColumn<QStringList>("levels");

    const auto row = [](const char *tag, const char *directory, const QStringList &levels) {
        QTest::newRow(tag) << QString::fromUtf8(directory) << levels;
    };
    const auto one = [](const char *level) { return QStringList{QString::fromUtf8(level)}; };
    row("one", ".Sent", one("Sent"));
    row("two", ".Work.2024", {QStringLiteral("Work"), QStringLiteral("2024")});
    row("below INBOX", ".INBOX.Sent", one("Sent"));
    row("UTF-7", ".Po&AWE-ta", one("Pošta"));
    row("UTF-7, two sequences", ".&AWEBfg-x&AX4-",
        one("šžx"
            "ž"));
    row("UTF-7, comma for slash", ".&U,BTFw-", one("台北"));
    row("ampersand", ".A &- B", one("A & B"));
    row("UTF-8", ".Pošta", one("Pošta"));
    row("broken UTF-7", ".A&B", one("A&B"));
    row("broken base64", ".A&!!-B", one("A&!!-B"));
    row("lone surrogate", ".&2AA-", one("&2AA-"));
    row("a slash", ".a&AC8-b", one("a_b"));
    row("empty levels", ".a..b.", {QStringLiteral("a"), QStringLiteral("b")});
    row("nothing", ".", {});
}

void TestMailSources::folderLevels()
{
    QFETCH(const QString, directory);
    QFETCH(const QStringList, levels);
    QCOMPARE(maildir::folderLevels(directory), levels);
}

void TestMailSources::anyNameIsRead()
{
    QRandomGenerator random(7);
    const QString letters = QStringLiteral(".:2,;!S&-A1\u0161\n");
    for (int round = 0; round < 20'000; ++round) {
        QString name;
        for (int i = random.bounded(20); i > 0; --i)
            name += letters[random.bounded(letters.size())];
        (void)maildir::parseName(name);
        for (const QString &level : maildir::folderLevels(name))
            QVERIFY(!level.contains(u'/'));
    }
}

void TestMailSources::tree()
{
    put(QStringLiteral("b.eml"), "A: b\n\n");
    put(QStringLiteral("a.EML"), "A: a\n\n");
    put(QStringLiteral("sub/deep/c.eml"), "From a Sat Jan  3 01:05:34 1998\nA: c\n");
    put(QStringLiteral("sub/box.mbox"), Box);
    put(QStringLiteral("notes.txt"), "no mail");
    put(QStringLiteral(".hidden.eml"), "A: h\n\n");
    const Collected found = read();
    QCOMPARE(found.raws(),
        (QByteArrayList{"A: a\n\n", "A: b\n\n", "A: 1\n\nx\n", "A: 2\n\ny\n",
            "From a Sat Jan  3 01:05:34 1998\nA: c\n"}));
    QCOMPARE(found.ignoredPaths.size(), 2);
    QVERIFY(found.failures.isEmpty());
    QVERIFY(found.messages[0].message.fileTimeMs.value_or(0) > 0);
}

void TestMailSources::treeWithFormat()
{
    put(QStringLiteral("mh/1"), "A: 1\n\n");
    put(QStringLiteral("mh/2"), "A: 2\n\n");
    QCOMPARE(read({}, SourceFormat::Eml).raws(), (QByteArrayList{"A: 1\n\n", "A: 2\n\n"}));
    QCOMPARE(read({}).ignoredPaths.size(), 2);
    put(QStringLiteral("boxes/Inbox"), Box);
    QCOMPARE(read(QStringLiteral("boxes"), SourceFormat::Mbox).messages.size(), 2);
}

void TestMailSources::linksInCircles()
{
    put(QStringLiteral("a/one.eml"), "A: 1\n\n");
    QVERIFY(QFile::link(m_dir->path(), m_dir->filePath(QStringLiteral("a/up"))));
    QVERIFY(QFile::link(
        m_dir->filePath(QStringLiteral("a")), m_dir->filePath(QStringLiteral("again"))));
    QVERIFY(
        QFile::link(QStringLiteral("nowhere"), m_dir->filePath(QStringLiteral("dangling.eml"))));
    QVERIFY(QFile::link(
        m_dir->filePath(QStringLiteral("a/one.eml")), m_dir->filePath(QStringLiteral("link.eml"))));
    const Collected found = read();
    QCOMPARE(found.messages.size(), 2);
    QCOMPARE(found.ignoredPaths.size(), 1);
}

void TestMailSources::oneFile_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("messages");

    const auto row = [](const char *name, SourceFormat format, int messages) {
        QTest::addRow("%s %d", name, int(format))
            << QString::fromLatin1(name) << int(format) << messages;
    };
    row("box", SourceFormat::Auto, 2);
    row("box.mbox", SourceFormat::Auto, 2);
    row("box.eml", SourceFormat::Auto, 1);
    row("box.eml", SourceFormat::Mbox, 2);
    row("box", SourceFormat::Eml, 1);
}

void TestMailSources::oneFile()
{
    QFETCH(const QString, name);
    QFETCH(const int, format);
    QFETCH(const int, messages);
    put(name, Box);
    QCOMPARE(read(name, SourceFormat(format)).messages.size(), messages);
}

void TestMailSources::maildirWithFolders()
{
    for (const char *folder : {"", ".Sent/", ".Work.2024/", "Plain/"}) {
        const QString base = QStringLiteral("md/") + QString::fromLatin1(folder);
        put(base + QStringLiteral("cur/1000000000.a.h:2,S"), folder + QByteArray("cur\n"));
        put(base + QStringLiteral("new/1000000001.b.h"), folder + QByteArray("new\n"));
        put(base + QStringLiteral("tmp/1000000002.c.h"), "unfinished\n");
    }
    put(QStringLiteral("md/cur/.hidden"), "x");
    put(QStringLiteral("md/.NotAFolder/file"), "x");
    for (const QString &where : {QStringLiteral("md"), QString()}) {
        const Collected found = read(where);
        QCOMPARE(found.messages.size(), 8);
        QCOMPARE(found.messages[0].raw, "cur\n");
        QVERIFY(found.messages[0].message.flags.has(mail::Seen));
        QCOMPARE(found.messages[0].message.receivedMs.value_or(0), 1000000000000);
        QCOMPARE(found.messages[1].message.flags.system, 0U);
        QCOMPARE(found.messages[0].message.folder, QStringList());
        QCOMPARE(found.messages[2].message.folder, QStringList{QStringLiteral("Sent")});
        QCOMPARE(found.messages[4].message.folder,
            (QStringList{QStringLiteral("Work"), QStringLiteral("2024")}));
        QCOMPARE(found.messages[6].message.folder, QStringList{QStringLiteral("Plain")});
        QCOMPARE(found.ignoredPaths.size(), 1);
    }
}

void TestMailSources::noMaildir()
{
    put(QStringLiteral("a.eml"), "A: b\n\n");
    QCOMPARE(read({}, SourceFormat::Maildir).failures.size(), 1);
    QCOMPARE(read(QStringLiteral("a.eml"), SourceFormat::Maildir).failures.size(), 1);
}

void TestMailSources::unreadable()
{
    if (::geteuid() == 0)
        QSKIP("the superuser may read everything");
    put(QStringLiteral("a.eml"), "A: a\n\n");
    put(QStringLiteral("b.eml"), "A: b\n\n");
    put(QStringLiteral("shut/c.eml"), "A: c\n\n");
    QFile::setPermissions(m_dir->filePath(QStringLiteral("a.eml")), {});
    QFile::setPermissions(m_dir->filePath(QStringLiteral("shut")), {});
    const Collected found = read();
    QFile::setPermissions(m_dir->filePath(QStringLiteral("shut")),
        QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QCOMPARE(found.raws(), QByteArrayList{"A: b\n\n"});
    QCOMPARE(found.failures.size(), 2);
}

void TestMailSources::nameNotInUtf8()
{
    put(QStringLiteral("a.eml"), "A: a\n\n");
    const QByteArray name = QFile::encodeName(m_dir->path()) + "/\xe9.eml";
    FILE *file = fopen(name.constData(), "w");
    if (!file)
        QSKIP("this file system takes UTF-8 names only");
    fclose(file);
    const Collected found = read();
    ::unlink(name.constData());
    QCOMPARE(found.messages.size(), 1);
    QCOMPARE(found.failures.size(), 1);
}

void TestMailSources::emptyFiles()
{
    put(QStringLiteral("a.eml"), {});
    put(QStringLiteral("b.mbox"), {});
    const Collected found = read();
    // Whoever takes the messages refuses empty ones.
    QCOMPARE(found.raws(), QByteArrayList{QByteArray()});
    QCOMPARE(found.failures.size(), 1);
    QCOMPARE(found.failures.first().first.file, m_dir->filePath(QStringLiteral("b.mbox")));
}

void TestMailSources::stream_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("messages");

    QTest::newRow("one") << QByteArray("A: b\n\nc\n") << int(SourceFormat::Auto) << 1;
    QTest::newRow("mbox") << Box << int(SourceFormat::Auto) << 2;
    QTest::newRow("forced") << Box << int(SourceFormat::Eml) << 1;
    QTest::newRow("empty") << QByteArray() << int(SourceFormat::Auto) << 1;
    QTest::newRow("shorter than the word") << QByteArray("Fro") << int(SourceFormat::Auto) << 1;
    QTest::newRow("empty mbox") << QByteArray() << int(SourceFormat::Mbox) << 0;
}

void TestMailSources::stream()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, format);
    QFETCH(const int, messages);
    Collected found;
    readStream(
        QStringLiteral("-"),
        [bytes, at = qsizetype(0)](char *buffer, qsizetype) mutable -> core::Result<qsizetype> {
            if (at == bytes.size())
                return qsizetype(0);
            *buffer = bytes[at++];
            return qsizetype(1);
        },
        SourceFormat(format), Limit, found);
    QCOMPARE(found.messages.size(), messages);
    QCOMPARE(found.failures.size(), messages ? 0 : 1);
    if (messages == 1)
        QCOMPARE(found.messages.first().raw, bytes);
}

void TestMailSources::streamTooLarge()
{
    Collected found;
    qint64 given = 0;
    readStream(
        QStringLiteral("-"),
        [&](char *buffer, qsizetype size) -> core::Result<qsizetype> {
            memset(buffer, 'x', size_t(size));
            given += size;
            return size;
        },
        SourceFormat::Auto, Limit, found);
    QCOMPARE(found.messages.size(), 1);
    QCOMPARE(found.messages.first().raw.size(), Limit + 1);
    QCOMPARE(given, Limit + 1);
}

void TestMailSources::pipe()
{
    const QByteArray path = QFile::encodeName(m_dir->filePath(QStringLiteral("fifo")));
    QCOMPARE(::mkfifo(path.constData(), 0600), 0);
    // In a tree it is passed over, and never opened.
    QCOMPARE(read({}, SourceFormat::Eml).ignoredPaths.size(), 1);
    std::thread writer([&] {
        QFile file(QFile::decodeName(path));
        if (file.open(QIODevice::WriteOnly))
            file.write(Box);
    });
    const Collected found = read(QStringLiteral("fifo"));
    writer.join();
    QCOMPARE(found.messages.size(), 2);
}

QTEST_GUILESS_MAIN(TestMailSources)
#include "tst_mailsources.moc"
