// SPDX-License-Identifier: GPL-3.0-or-later
#include "collected.h"

#include "archive/mailboxwriter.h"
#include "archive/mailsourcemaildir.h"
#include "archive/mailsourcembox.h"
#include "archive/mboxquoter.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QRandomGenerator>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::archive;

namespace {

QByteArray hashOf(const QByteArray &raw)
{
    return QCryptographicHash::hash(raw, QCryptographicHash::Sha256);
}

/// @p raw as it stands in an mbox, quoted in pieces of @p step bytes.
QByteArray quoted(const QByteArray &raw, qsizetype step)
{
    mbox::Quoter quoter;
    QByteArray out;
    for (qsizetype at = 0; at < raw.size(); at += step)
        out += quoter.feed(QByteArrayView(raw).sliced(at).first(qMin(step, raw.size() - at)));
    return out + quoter.finish();
}

QByteArray exported(const QByteArray &raw, qsizetype step, const mail::Flags &flags = {})
{
    return mbox::fromLine(QStringLiteral("a@b"), 1'600'000'000'123)
        + mbox::noteFields({raw.size(), hashOf(raw), 1'600'000'000'123, flags}) + quoted(raw, step);
}

/// Bytes that make From_ lines, quotes and line ends likely.
QByteArray randomMail(QRandomGenerator &random)
{
    static const QByteArrayList Pieces{"From ", "From", ">", "\n", "\r\n", "\r", "a", "F", "\n\n",
        "From a@b Thu Oct 23 10:30:00 2025\n", "A: b\n", QByteArray(1, '\0'), "\xff", " "};
    QByteArray raw;
    const int count = random.bounded(1, 60);
    for (int i = 0; i < count; ++i)
        raw += Pieces[random.bounded(int(Pieces.size()))];
    return raw;
}

} // namespace

class TestMboxNote : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anyBytesComeBack()
    {
        QRandomGenerator random(20251122);
        for (int round = 0; round < 500; ++round) {
            QByteArrayList raws;
            QByteArray box;
            for (int i = 0; i < 8; ++i) {
                raws += randomMail(random);
                box += exported(raws.back(), random.bounded(1, 12));
            }
            Collected found;
            mbox::read(QStringLiteral("box"), box, nullptr, found);
            QVERIFY(found.failures.isEmpty());
            QCOMPARE(found.messages.size(), raws.size());
            for (qsizetype i = 0; i < raws.size(); ++i) {
                const SourceMessage &message = found.messages[i].message;
                QVERIFY(message.note.has_value());
                const auto raw = mbox::noted(*message.note, message.raw);
                QVERIFY2(raw.has_value(), raws[i].toPercentEncoding().constData());
                QCOMPARE(*raw, raws[i]);
                QCOMPARE(message.note->receivedMs, 1'600'000'000'123);
            }
        }
    }

    void quotesInAnyPieces_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("first line") << QByteArray("From x\n") << QByteArray(">From x\n\n");
        QTest::newRow("quoted") << QByteArray("a\n>>From x\n") << QByteArray("a\n>>>From x\n\n");
        QTest::newRow("inside a line") << QByteArray("a From x\n") << QByteArray("a From x\n\n");
        QTest::newRow("no end") << QByteArray("a\n>From") << QByteArray("a\n>From\n\n");
        QTest::newRow("nearly") << QByteArray("Fro\nFrom\nFFrom ")
                                << QByteArray("Fro\nFrom\nFFrom \n\n");
        QTest::newRow("after CR") << QByteArray("a\rFrom x") << QByteArray("a\rFrom x\n\n");
    }
    void quotesInAnyPieces()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QByteArray, expected);
        for (qsizetype step = 1; step <= raw.size(); ++step)
            QCOMPARE(quoted(raw, step), expected);
    }

    void flagsComeBack()
    {
        const auto flags = mail::parseFlags({QStringLiteral("\\Seen"), QStringLiteral("\\Draft"),
            QStringLiteral("\\Deleted"), QStringLiteral("$Forwarded"), QStringLiteral("work")});
        const QByteArray fields = mbox::noteFields({1, hashOf("x"), 5, *flags});
        const auto note = mbox::readNote(fields + "x\n");
        QVERIFY(note.has_value());
        QCOMPARE(note->flags, *flags);
        QCOMPARE(note->noteSize, fields.size());
    }

    void whatWasChangedIsNoExport()
    {
        const QByteArray raw = "Subject: a\n\nbody\n";
        QByteArray fields = mbox::noteFields({raw.size(), hashOf(raw), 5, {}});
        const auto note = mbox::readNote(fields + raw + '\n');
        QVERIFY(note.has_value());
        QVERIFY(mbox::noted(*note, fields + raw).has_value());
        QVERIFY(!mbox::noted(*note, fields + "Subject: b\n\nbody\n").has_value());
        QVERIFY(!mbox::noted(*note, fields + raw + "more").has_value());
        QVERIFY(!mbox::readNote(raw).has_value());
        for (qsizetype cut = 0; cut < fields.size(); ++cut)
            QVERIFY(!mbox::readNote(fields.first(cut)).has_value());
    }

    void folderNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("folder");
        const auto row = [](const char *id, const char *name, const char *folder) {
            QTest::newRow(id) << QString::fromUtf8(name) << QString::fromUtf8(folder);
        };
        row("inbox", "INBOX", "");
        row("below inbox", "INBOX/Sent", ".INBOX.Sent");
        row("levels", "Work/2024", ".Work.2024");
        row("dot", "q1.2024", ".q1&AC4-2024");
        row("ampersand", "a & b", ".a &- b");
        row("czech", "Pr\u00e1ce", ".Pr&AOE-ce");
        row("tilde", "~x", ".~x");
    }
    void folderNames()
    {
        QFETCH(QString, name);
        QFETCH(QString, folder);
        QCOMPARE(maildir::folderName(name), folder);
        QStringList levels = name.split(u'/');
        if (levels.first() == u"INBOX")
            levels.removeFirst();
        QCOMPARE(maildir::folderLevels(folder), levels);
    }

    void longNamesStayApart()
    {
        const QString a(300, QChar(0x159));
        QVERIFY(maildir::folderName(a).size() <= 250);
        QVERIFY(maildir::folderName(a) != maildir::folderName(a + u'x'));
        QVERIFY(mboxPath(a).toUtf8().size() <= 250);
        QVERIFY(mboxPath(a) != mboxPath(a + u'x'));
        QVERIFY(mboxPath(QStringLiteral("a/b")) != mboxPath(QStringLiteral("a.sbd/b")));
        QVERIFY(mboxPath(QStringLiteral(".")) != QStringLiteral("..mbox"));
    }

    void pathsOutsideAreRefused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("absolute") << QStringLiteral("/etc/passwd");
        QTest::newRow("above") << QStringLiteral("../x.mbox");
        QTest::newRow("above within") << QStringLiteral("a/../../x.mbox");
    }
    void pathsOutsideAreRefused()
    {
        QFETCH(QString, path);
        const QTemporaryDir dir;
        Manifest manifest;
        manifest.mailboxes.push_back({QStringLiteral("INBOX"), path, {}, true, 0});
        QVERIFY(manifest.write(dir.path()).ok());
        const auto read = Manifest::read(dir.path());
        QVERIFY(!read.ok());
        QCOMPARE(read.error().errc, core::Errc::Invalid);
    }

    void moreKeywordsThanLetters()
    {
        const QTemporaryDir dir;
        auto writer = makeMaildirWriter(dir.path());
        QVERIFY(writer.ok());
        QStringList words;
        for (int i = 0; i < 40; ++i)
            words += QStringLiteral("word%1").arg(i, 2, 10, QChar(u'0'));
        mail::Message message;
        message.row = {7};
        message.flags.keywords = words;
        message.flags.system = mail::Seen | mail::Answered;
        message.receivedMs = 1'600'000'000'123;
        QVERIFY((*writer)->begin(message, 1, hashOf("x")).ok());
        QVERIFY((*writer)->write("x").ok());
        QVERIFY((*writer)->commit().ok());
        QVERIFY((*writer)->close().ok());
        Manifest manifest;
        manifest.format = ExportFormat::Maildir;
        manifest.mailboxes.push_back({QStringLiteral("INBOX"), {}, {}, true, 1});
        QVERIFY(manifest.write(dir.path()).ok());
        Collected found;
        readSource(dir.path(), SourceFormat::Auto, 1 << 20, found);
        QCOMPARE(found.mailboxes, QStringList{QStringLiteral("INBOX")});
        QCOMPARE(found.messages.size(), 1);
        QCOMPARE(found.messages[0].message.flags, message.flags);
        QCOMPARE(found.messages[0].message.receivedMs, std::optional<qint64>(message.receivedMs));
    }
};

QTEST_APPLESS_MAIN(TestMboxNote)
#include "tst_mboxnote.moc"
