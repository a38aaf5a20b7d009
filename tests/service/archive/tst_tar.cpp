// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/tar.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QMap>
#include <QtCore/QRandomGenerator>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <archive.h>
#include <archive_entry.h>

using namespace digidig;
using namespace digidig::archive;

namespace {

core::Result<void> goOn(qint64)
{
    return {};
}

struct Entry {
    QByteArray path;
    QByteArray content = {};
    unsigned type = AE_IFREG;
    QByteArray link = {}; ///< Of a symbolic link; of a regular file: a hard link.
};

/// The bytes of an archive; @p filter 0: not compressed.
QByteArray tarOf(const QList<Entry> &entries, int filter = ARCHIVE_FILTER_NONE)
{
    static QByteArray bytes;
    bytes.clear();
    ::archive *out = archive_write_new();
    archive_write_set_format_pax_restricted(out);
    archive_write_add_filter(out, filter);
    archive_write_set_bytes_in_last_block(out, 1);
    archive_write_open(
        out, nullptr, nullptr,
        [](::archive *, void *, const void *data, size_t size) -> la_ssize_t {
            bytes.append(static_cast<const char *>(data), qsizetype(size));
            return la_ssize_t(size);
        },
        nullptr);
    for (const Entry &one : entries) {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, one.path.constData());
        archive_entry_set_filetype(entry, one.type);
        archive_entry_set_perm(entry, 0777);
        archive_entry_set_mtime(entry, 1'600'000'000, 0);
        if (one.type == AE_IFLNK)
            archive_entry_set_symlink(entry, one.link.constData());
        else if (!one.link.isEmpty())
            archive_entry_set_hardlink(entry, one.link.constData());
        archive_entry_set_size(entry, one.content.size());
        archive_write_header(out, entry);
        archive_write_data(out, one.content.constData(), size_t(one.content.size()));
        archive_entry_free(entry);
    }
    archive_write_close(out);
    archive_write_free(out);
    return bytes;
}

/// Every file below @p directory with its content; directories end in a slash.
QMap<QString, QByteArray> filesOf(const QString &directory)
{
    QMap<QString, QByteArray> files;
    QDirIterator it(directory,
        QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
        QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        const QString name = QDir(directory).relativeFilePath(file.fileName());
        if (it.fileInfo().isDir())
            files.insert(name + u'/', {});
        else if (file.open(QIODevice::ReadOnly))
            files.insert(name, file.readAll());
    }
    return files;
}

void write(const QString &path, const QByteArray &bytes)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

class TestTar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void whatIsPackedComesBack()
    {
        QByteArray large(5'000'000, 'x');
        QRandomGenerator(1).fillRange(
            reinterpret_cast<quint32 *>(large.data()), large.size() / qsizetype(sizeof(quint32)));
        const QString longName = QString(200, u'd') + u'/' + QString(200, u'f');
        const QMap<QString, QByteArray> files{{QStringLiteral("a"), "one"},
            {QStringLiteral("empty"), ""}, {QStringLiteral("b/"), {}},
            {QStringLiteral("b/Příliš žluťoučký.mbox"), large}, {QStringLiteral("none/"), {}},
            {QString(200, u'd') + u'/', {}}, {longName, "long"}};
        for (auto it = files.begin(); it != files.end(); ++it) {
            if (it.key().endsWith(u'/'))
                QVERIFY(QDir().mkpath(path("in/") + it.key()));
            else
                write(path("in/") + it.key(), it.value());
        }
        qint64 told = 0;
        const auto packed =
            packTree(path("in"), QStringLiteral("mail"), path("out.tar"), [&](qint64 bytes) {
                told = bytes;
                return core::Result<void>();
            });
        QVERIFY2(packed, qPrintable(packed ? QString() : packed.error().message));
        QCOMPARE(told, large.size() + 7);
        QVERIFY(!QFile::exists(path("in")));
        const auto unpacked = unpackTar(path("out.tar"), path("back"), {}, goOn);
        QVERIFY2(unpacked, qPrintable(unpacked ? QString() : unpacked.error().message));
        QCOMPARE(filesOf(path("back/mail")), files);
        QCOMPARE(QDir(path("back")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
            QStringList{QStringLiteral("mail")});
    }

    void packingStops()
    {
        write(path("in/a"), "one");
        const core::Error enough{core::Errc::Unavailable, QStringLiteral("enough"), {}, "enough"};
        const auto packed = packTree(path("in"), QStringLiteral("mail"), path("out.tar"),
            [&](qint64) { return core::Result<void>(enough); });
        QVERIFY(!packed);
        QCOMPARE(packed.error().slug, "enough");
    }

    void compressed_data()
    {
        QTest::addColumn<int>("filter");
        QTest::newRow("not") << ARCHIVE_FILTER_NONE;
        QTest::newRow("gzip") << ARCHIVE_FILTER_GZIP;
        QTest::newRow("zstd") << ARCHIVE_FILTER_ZSTD;
    }

    void compressed()
    {
        QFETCH(int, filter);
        write(path("in.tar"), tarOf({{"./cur/1", "mail"}, {"dir", {}, AE_IFDIR}}, filter));
        const auto unpacked = unpackTar(path("in.tar"), path("out"), {}, goOn);
        QVERIFY2(unpacked,
            qPrintable(unpacked ? QString() : unpacked.error().message + unpacked.error().detail));
        const QMap<QString, QByteArray> expected{{QStringLiteral("cur/"), {}},
            {QStringLiteral("cur/1"), "mail"}, {QStringLiteral("dir/"), {}}};
        QCOMPARE(filesOf(path("out")), expected);
        const QFileInfo file(path("out/cur/1"));
        QCOMPARE(file.lastModified().toSecsSinceEpoch(), 1'600'000'000);
        QVERIFY(!(file.permissions() & (QFileDevice::ReadOther | QFileDevice::ExeOwner)));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("slug");

        const QByteArray invalid = "invalid_archive";
        const QByteArray large = "archive_too_large";
        const auto row = [&](const char *name, const QList<Entry> &entries) {
            QTest::newRow(name) << tarOf(entries) << invalid;
        };
        row("upwards", {{"../x", "evil"}});
        row("upwards inside", {{"a/../../x", "evil"}});
        row("absolute", {{"/tmp/digidig-evil", "evil"}});
        row("symbolic link", {{"link", {}, AE_IFLNK, ".."}, {"link/x", "evil"}});
        row("hard link", {{"a", "x"}, {"b", {}, AE_IFREG, "/etc/passwd"}});
        row("device", {{"null", {}, AE_IFCHR}});
        row("pipe", {{"pipe", {}, AE_IFIFO}});
        row("twice", {{"a", "1"}, {"a", "2"}});
        row("a file in the way", {{"a", "1"}, {"a/b", "2"}});
        row("long name", {{QByteArray(256, 'a'), "x"}});
        row("too deep", {{QByteArray("a/").repeated(60) + "x", "x"}});
        row("nothing in it", {});
        QTest::newRow("a bomb") << tarOf({{"zeros", QByteArray(200'000'000, '\0')}},
            ARCHIVE_FILTER_GZIP) << large;
        QList<Entry> many;
        for (int i = 0; i < 100; ++i)
            many.append({QByteArray::number(i), "x"});
        QTest::newRow("too many") << tarOf(many) << large;
        QTest::newRow("empty") << QByteArray() << invalid;
        QTest::newRow("zeros") << QByteArray(10240, '\0') << invalid;
        QTest::newRow("text") << QByteArray("From: a@b\r\n\r\nhello\r\n") << invalid;
        QTest::newRow("gzip of text") << qCompress("x").mid(4) << invalid;
        const QByteArray whole =
            tarOf({{"a", QByteArray(1000, 'a')}, {"b", QByteArray(1000, 'b')}});
        for (const int size : {100, 512, 700, 1536, 2048, 2100, 3072})
            QTest::addRow("cut at %d", size) << whole.left(size) << invalid;
        QByteArray noise(100'000, '\0');
        QRandomGenerator(2).fillRange(
            reinterpret_cast<quint32 *>(noise.data()), noise.size() / qsizetype(sizeof(quint32)));
        const QByteArray zipped = tarOf({{"a", noise}}, ARCHIVE_FILTER_GZIP);
        QTest::newRow("cut gzip") << zipped.left(zipped.size() / 2) << invalid;
    }

    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, slug);
        write(path("in.tar"), bytes);
        const QMap<QString, QByteArray> before = filesOf(m_directory->path());
        const auto unpacked =
            unpackTar(path("in.tar"), path("out"), {.bytes = 100'000'000, .entries = 50}, goOn);
        QVERIFY(!unpacked);
        QCOMPARE(unpacked.error().slug, slug);
        QVERIFY(!unpacked.error().message.isEmpty());
        QDir(path("out")).removeRecursively();
        QCOMPARE(filesOf(m_directory->path()), before);
        QVERIFY(!QFile::exists(QStringLiteral("/tmp/digidig-evil")));
    }

    void survivesDamage()
    {
        const QByteArray whole = tarOf({{"cur/1", "mail"}, {QByteArray(150, 'l'), "more"},
            {"řeka", QByteArray(3000, 'x')}, {"dir", {}, AE_IFDIR}});
        QRandomGenerator random(20251123);
        for (int round = 0; round < 600; ++round) {
            QByteArray bytes = whole;
            const int changes = random.bounded(1, 20);
            for (int i = 0; i < changes; ++i)
                bytes[random.bounded(int(bytes.size()))] = char(random.bounded(256));
            if (round % 3 == 0)
                bytes.truncate(random.bounded(int(bytes.size())));
            if (round % 5 == 0) {
                for (char &c : bytes)
                    c = char(random.bounded(256));
            }
            write(path("in.tar"), bytes);
            (void)unpackTar(path("in.tar"), path("out"), {.bytes = 10'000'000}, goOn);
            QDir(path("out")).removeRecursively();
            QCOMPARE(filesOf(m_directory->path()).keys(), QStringList{QStringLiteral("in.tar")});
        }
    }

private:
    QString path(const char *name) const { return m_directory->filePath(QString::fromUtf8(name)); }

    std::unique_ptr<QTemporaryDir> m_directory;
};

QTEST_GUILESS_MAIN(TestTar)
#include "tst_tar.moc"
