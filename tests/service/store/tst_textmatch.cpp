// SPDX-License-Identifier: GPL-3.0-or-later
#include "accessfixture.h"

#include "mime/fold.h"
#include "store/textmatch.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;
using Where = mail::TextCondition::Where;

Q_DECLARE_METATYPE(Where)

namespace {

const QByteArray Rich =
    "Received: from relay.example.net (HELO x) by mx; Thu, 23 Oct 2025 10:30:00 +0000\r\n"
    "From: =?utf-8?Q?Nov=C3=A1k=2C_Jan?= <jan@example.org>\r\n"
    "To: \"Doe, John\" <john@doe.example>, friends: ann@a.example, bea@b.example;\r\n"
    "Cc: Carl <@relay.example:carl@c.example>\r\n"
    "Bcc: =?utf-8?Q?Tajn=C3=BD?= <secret@s.example>\r\n"
    "Subject: =?utf-8?Q?P=C5=99=C3=ADli=C5=A1?= Loud\r\n"
    "Subject: the other one\r\n"
    "Message-ID: <rich@example.org>\r\n"
    "X-Thing: one\r\n"
    "x-thing: =?utf-8?Q?dv=C4=9B?= \"quoted\\slash\"\r\n"
    "X-Empty:\r\n"
    "Date: Thu, 23 Oct 2025 10:30:00 +0000\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    "<p>Stra\xc3\x9f"
    "e &amp; caf\xc3\xa9</p>\r\n"
    "--b\r\nContent-Type: text/plain; name=\"Zpr\xc3\xa1va.txt\"\r\n"
    "Content-Disposition: attachment; filename=\"report.txt\"\r\n\r\nattached words\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\n"
    "From: inner@example.org\r\nSubject: nested subject\r\n\r\nnested text\r\n"
    "--b--\r\n";

const QByteArray Plain =
    "From: =?iso-8859-2?Q?=E1?= <a@b.example>\r\nSender: boss@b.example\r\n\r\nhello\r\n";
const QByteArray Bare = "Sender: only@sender.example\r\nTo: nobody:;\r\n\r\nbare\r\n";

/// SEARCH by text, whether or not the index has the messages.
class TestTextMatch : public QObject {
    Q_OBJECT

    std::unique_ptr<AccessTemp> m_temp;
    std::vector<core::ContentId> m_contents;

    /// Which of Rich, Plain and Bare match, as letters.
    QString found(const mail::TextCondition &condition)
    {
        const auto matches = m_temp->access().matches(m_contents, condition);
        if (!matches)
            return matches.error().message;
        QString letters;
        for (size_t i = 0; i < matches->size(); ++i)
            letters += (*matches)[i] ? QLatin1String("RPB").at(qsizetype(i)) : QChar();
        return letters.remove(QChar());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_temp = std::make_unique<AccessTemp>();
        for (const QByteArray &raw : {Rich, Plain, Bare})
            QVERIFY(deliver(*m_temp->store, appendOf(raw)).ok());
        for (const mail::IndexRow &row : m_temp->whole().rows)
            m_contents.push_back(row.content);
        QCOMPARE(m_contents.size(), size_t(3));
    }

    void conditions_data()
    {
        QTest::addColumn<Where>("where");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("expected");
        const auto row = [](Where where, const char *text, const char *expected,
                             const char *field = "") {
            QTest::addRow("%d %s '%s'", int(where), field, text)
                << where << QString::fromUtf8(text) << QString::fromUtf8(field)
                << QString::fromUtf8(expected);
        };
        row(Where::Subject, "příliš", "R");
        row(Where::Subject, "PŘÍLIŠ LOUD", "R");
        row(Where::Subject, "prilis", ""); // Diacritics count …
        row(Where::Subject, "loud", "R");
        row(Where::Subject, "ou", "R"); // … and so do pieces that no trigram has.
        row(Where::Subject, "other one", ""); // ENVELOPE has the first.
        row(Where::Subject, "", "R");
        row(Where::From, "novák, jan", "R");
        row(Where::From, "JAN@EXAMPLE", "R");
        row(Where::From, "Jan <jan@", "R");
        row(Where::From, "b.example", "P"); // Not Sender.
        row(Where::From, "only@sender", ""); // Nor in place of From.
        row(Where::From, "", "RP");
        row(Where::From, "á", "RP");
        row(Where::To, "doe, john", "R");
        row(Where::To, "bea@b", "R"); // In a group.
        row(Where::To, "FRIENDS", "R"); // Its name.
        row(Where::To, "friends: ann@a.example, bea", "R");
        row(Where::To, "nobody", "B");
        row(Where::To, "@relay.example:ann", "");
        row(Where::Cc, "@relay.example:carl@", "R");
        row(Where::To, "carl", "");
        row(Where::To, "", "RB");
        row(Where::Cc, "carl@", "R");
        row(Where::Cc, "john", "");
        row(Where::Cc, "", "R");
        row(Where::Bcc, "tajný", "R");
        row(Where::Bcc, "tajny <", "");
        row(Where::Bcc, "tajny", "R"); // Marks stand behind their letters (RFC 5051 §2).
        row(Where::Bcc, "secret@", "R");
        row(Where::Bcc, "", "R");
        row(Where::Body, "straße", "R");
        row(Where::Body, "STRASSE", ""); // Simple case mapping (RFC 5051 §2).
        row(Where::Body, "& CAFÉ", "R");
        row(Where::Body, "attached words", "R");
        row(Where::Body, "report.txt", "R");
        row(Where::Body, "nested subject", "R");
        row(Where::Body, "nested text", "R");
        row(Where::Body, "hello", "P");
        row(Where::Body, "loud", "");
        row(Where::Body, "", "RPB");
        row(Where::Text, "hello", "P");
        row(Where::Text, "relay.example.NET", "R"); // Only in a field that no index has.
        row(Where::Text, "X-Thing: one", "R");
        row(Where::Text, "type: text/html; charset=utf-8", "R"); // Of a part.
        row(Where::Text, "Filename=report.txt", "R");
        row(Where::Body, "text/html", "");
        row(Where::Text, "dvě", "R");
        row(Where::Text, "dve \"", "");
        row(Where::Text, "sender: only", "B");
        row(Where::Text, "boss@b", "P");
        row(Where::Text, "nested text", "R");
        row(Where::Text, "quoted\\slash", "R");
        row(Where::Text, "\"quoted", "R");
        row(Where::Text, "the other one", "R");
        row(Where::Text, "", "RPB");
        row(Where::Text, "sender", "PB");
        row(Where::Header, "", "R", "x-empty");
        row(Where::Header, "", "R", "X-THING");
        row(Where::Header, "one", "R", "X-Thing");
        row(Where::Header, "DVĚ", "R", "X-Thing");
        row(Where::Header, "two", "", "X-Thing");
        row(Where::Header, "other one", "R", "Subject");
        row(Where::Header, "<rich@example.org>", "R", "message-id");
        row(Where::Header, "<rich@example.org", "", "In-Reply-To");
        row(Where::Header, "", "", "X-Thin");
        row(Where::Header, "only", "B", "Sender");
    }

    void conditions()
    {
        QFETCH(Where, where);
        QFETCH(QString, text);
        QFETCH(QString, field);
        QFETCH(QString, expected);
        QCOMPARE(found({where, text, field}), expected);
    }

    void indexed()
    {
        m_temp->store->indexNow();
        QCOMPARE(*m_temp->store->waitingForIndex(), 0);
    }

    void indexedConditions_data() { conditions_data(); }
    void indexedConditions() { conditions(); }

    void manyContents()
    {
        std::vector<core::ContentId> many;
        for (int i = 0; i < 5'000; ++i)
            many.push_back(i % 7 == 3 ? core::ContentId{999'999} : m_contents[size_t(i % 3)]);
        const auto matches = m_temp->access().matches(many, {Where::Body, QStringLiteral("hello")});
        for (size_t i = 0; i < many.size(); ++i)
            QCOMPARE(bool((*matches)[i]), many[i] == m_contents[1]);
    }

    /// Nothing that is found is missed by the index, in any script: the trigrams of what is looked
    /// for are in the index's form of whatever has it.
    void trigramsOfWhatIsThere()
    {
        // Letters that fold, compose, decompose and hang on each other in all the ways there are.
        const QStringList letters = QStringLiteral(
            "a e i A E o s S ß ſ ﬁ ﬃ ı İ K å Å é e\u0301 \u0301 \u0327 ǅ ŉ ½ ² ẞ ﬅ ł đ ø "
            "σ ς Σ ά ᾳ \u0345 Ω ϐ ж й и\u0306 ѣ א שׁ \u05c1 \u05b0 ا آ \u0653 \u064b لا "
            "か が \u3099 \u309a は ぱ ｶ ﾞ 가 각 \u1100 \u1161 \u11a8 क \u093c क़ ि "
            "က \u102d \u0e01 \u0e31 \u0e33 \u0e48 漢 \u2f00 字 \uf900 \u00ad \u200d \u0338 = < "
            "\u20dd 𝐀 𐐀 𐐨 🙂 . , - @ 1 ① Ⅳ")
                                        .split(u' ');
        QRandomGenerator random(4711);
        const auto text = [&](int most) {
            QString made;
            for (int i = random.bounded(1, most + 1); i > 0; --i)
                made += letters[random.bounded(int(letters.size()))];
            return made;
        };
        int told = 0;
        for (int i = 0; i < 40'000; ++i) {
            // A needle that is there more often than not.
            const QString haystack = text(12);
            const QString mapped = mime::casemap(haystack);
            const int from = random.bounded(int(haystack.size()));
            const QString needle = random.bounded(4) == 0
                ? text(4)
                : haystack.mid(from, random.bounded(1, 8)).toUpper();
            if (!needle.isValidUtf16())
                continue;
            const store::CasemapNeedle casemap(needle);
            if (!casemap.isIn(haystack))
                continue;
            QVERIFY(mapped.contains(mime::casemap(needle)));
            const QList<uint> points = mime::foldSearch(haystack).toUcs4();
            const QString terms = casemap.trigrams();
            if (terms.isEmpty())
                continue;
            ++told;
            for (const QString &term : terms.split(QStringLiteral(" AND "))) {
                const QList<uint> wanted =
                    term.mid(1, term.size() - 2)
                        .replace(QStringLiteral("\"\""), QStringLiteral("\""))
                        .toUcs4();
                QVERIFY2(std::search(points.begin(), points.end(), wanted.begin(), wanted.end())
                        != points.end(),
                    qPrintable(QStringLiteral("'%1' in '%2': %3").arg(needle, haystack, term)));
            }
        }
        QVERIFY2(told > 1000, qPrintable(QString::number(told)));
    }

    void casemap()
    {
        const auto is = [](const char *a, const char *b) {
            return mime::casemap(QString::fromUtf8(a)) == mime::casemap(QString::fromUtf8(b));
        };
        QVERIFY(is("hello", "HELLO"));
        QVERIFY(is("É", "e\u0301"));
        QVERIFY(is("ž", "Ž"));
        QVERIFY(!is("e", "é"));
        QVERIFY(is("σ", "ς"));
        QVERIFY(is("ǆ", "Ǆ"));
        QVERIFY(is("Ａ", "a"));
        QVERIFY(is("𐐨", "𐐀"));
        QVERIFY(!is("ß", "ss"));
        QCOMPARE(mime::casemap(u"aé🙂b"), QStringLiteral("AE\u0301🙂B"));
        QCOMPARE(mime::casemap(QString()), QString());
    }

    void facts()
    {
        const quint32 all = mail::EnvelopePart | mail::BodyPart | mail::BodyStructurePart
            | mail::StructurePart | mail::PreviewPart | mail::EmailIdPart | mail::ThreadPart;
        const mime::Message parsed = mime::parse(Rich);
        std::vector<core::ContentId> wanted{m_contents[1], m_contents[0], {999'999}};
        const auto facts = m_temp->access().facts(wanted, all);
        QCOMPARE(facts->size(), size_t(3));
        const mail::ContentFacts &rich = (*facts)[1];
        QCOMPARE(rich.content, m_contents[0]);
        QCOMPARE(rich.envelope, parsed.envelope);
        QCOMPARE(rich.body, parsed.body);
        QCOMPARE(rich.bodyStructure, parsed.bodyStructure);
        QCOMPARE(rich.structure, mime::serialize(parsed.root));
        QCOMPARE(rich.preview, parsed.preview);
        QCOMPARE(rich.subject, parsed.subject);
        QCOMPARE(rich.dateMs, parsed.dateMs);
        QCOMPARE(rich.messageId, QStringLiteral("rich@example.org"));
        QCOMPARE(rich.emailId, m_temp->store->message(m_temp->idOf(1))->emailId);
        QVERIFY(!rich.damaged && !(*facts)[0].damaged);
        QVERIFY((*facts)[2].damaged);
        QVERIFY(!(*facts)[0].dateMs);
        const auto few = m_temp->access().facts(wanted, mail::SortPart);
        QCOMPARE((*few)[1].envelope, parsed.envelope);
        QVERIFY((*few)[1].bodyStructure.isEmpty() && (*few)[1].messageId.isEmpty());
        QVERIFY(m_temp->access().facts({}, all)->empty());
        const std::vector<core::ContentId> tooMany(10'001, m_contents[0]);
        QVERIFY(m_temp->access().facts(tooMany, all).error().errc == core::Errc::Invalid);
    }

    void references_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *name, const char *fields, const char *expected) {
            QTest::newRow(name) << QByteArray(fields)
                                << QString::fromUtf8(expected).split(u' ', Qt::SkipEmptyParts);
        };
        row("none", "", "");
        row("reply", "References: <a@x> <b@x>\r\n\t<c@x>\r\nIn-Reply-To: <c@x>\r\n", "a@x b@x c@x");
        row("odd parent", "In-Reply-To: <a@x>\r\nReferences: <a@x> <b@x> <c@x>\r\n", "a@x b@x c@x");
        row("foreign parent", "In-Reply-To: <z@x>\r\nReferences: <a@x> <b@x>\r\n", "a@x b@x");
        row("parent alone", "In-Reply-To: <z@x>\r\n", "z@x");
        row("one", "References: <a@x>\r\n", "a@x");
    }

    void references()
    {
        QFETCH(QByteArray, fields);
        QFETCH(QStringList, expected);
        AccessTemp temp;
        QVERIFY(deliver(*temp.store, appendOf("From: a@b\r\n" + fields + "\r\nx\r\n")).ok());
        const std::vector<core::ContentId> content{temp.row(1).content};
        QCOMPARE(temp.access().facts(content, mail::ThreadPart)->front().references, expected);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestTextMatch)
#include "tst_textmatch.moc"
