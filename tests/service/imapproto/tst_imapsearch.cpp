// SPDX-License-Identifier: GPL-3.0-or-later
#include "describe.h"
#include "parsing.h"

using namespace digidig::imapproto;

namespace {

/// The depth of the tree and the number of its keys.
std::pair<int, int> measure(const SearchKey &key)
{
    int depth = 0;
    int count = 1;
    for (const SearchKey &child : key.keys) {
        const auto [d, c] = measure(child);
        depth = std::max(depth, d);
        count += c;
    }
    return {depth + 1, count};
}

/// No And in And, no Or in Or, no Not of Not; And and Or have two keys or more, Not one.
bool isNormal(const SearchKey &key)
{
    using Kind = SearchKey::Kind;
    const bool many = key.kind == Kind::And || key.kind == Kind::Or;
    if (many ? key.keys.size() < 2 : key.keys.size() != (key.kind == Kind::Not ? 1U : 0U))
        return false;
    return std::all_of(key.keys.begin(), key.keys.end(), [&](const SearchKey &child) {
        return isNormal(child) && (!(many || key.kind == Kind::Not) || child.kind != key.kind);
    });
}

} // namespace

class TestImapSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keys_data()
    {
        QTest::addColumn<QByteArray>("keys");
        QTest::addColumn<QByteArray>("meaning");
        const auto row = [](const char *keys, const char *meaning) {
            QTest::newRow(keys) << QByteArray(keys) << QByteArray(meaning);
        };
        row("ALL", "all");
        row("all", "all");
        row("ANSWERED", "\\Answered");
        row("DELETED", "\\Deleted");
        row("DRAFT", "\\Draft");
        row("FLAGGED", "\\Flagged");
        row("SEEN", "\\Seen");
        row("RECENT", "recent");
        row("NEW", "and(recent not(\\Seen))");
        row("OLD", "not(recent)");
        row("UNANSWERED", "not(\\Answered)");
        row("UNDELETED", "not(\\Deleted)");
        row("UNDRAFT", "not(\\Draft)");
        row("UNFLAGGED", "not(\\Flagged)");
        row("UNSEEN", "not(\\Seen)");
        row("KEYWORD $MDNSent", "$MDNSent");
        row("UNKEYWORD work", "not(work)");
        row("NOT UNSEEN", "\\Seen");
        row("NOT NOT SEEN", "\\Seen");
        row("NOT NOT NOT SEEN", "not(\\Seen)");
        row("BCC x", "bcc(\"x\")");
        row("BODY \"a b\"", "body(\"a b\")");
        row("CC x", "cc(\"x\")");
        row("FROM x", "from(\"x\")");
        row("SUBJECT \"\"", "subject(\"\")");
        row("TEXT x", "text(\"x\")");
        row("TO x", "to(\"x\")");
        row("HEADER Message-ID <a@b>", "header(Message-ID \"<a@b>\")");
        row("HEADER X-Y \"\"", "header(X-Y \"\")");
        row("BEFORE 1-Feb-1994", "before(1994-02-01)");
        row("ON \"1-Feb-1994\"", "on(1994-02-01)");
        row("SINCE 01-feb-1994", "since(1994-02-01)");
        row("SENTBEFORE 1-Feb-1994", "sentbefore(1994-02-01)");
        row("SENTON 1-Feb-1994", "senton(1994-02-01)");
        row("SENTSINCE 1-Feb-1994", "sentsince(1994-02-01)");
        row("SAVEDBEFORE 1-Feb-1994", "savedbefore(1994-02-01)"); // RFC 8514
        row("SAVEDON 1-Feb-1994", "savedon(1994-02-01)");
        row("SAVEDSINCE 1-Feb-1994", "savedsince(1994-02-01)");
        row("SAVEDATESUPPORTED", "savedatesupported");
        row("UNSEEN YOUNGER 259200", "and(not(\\Seen) younger(259200))"); // RFC 5032
        row("OLDER 1", "older(1)");
        row("LARGER 0", "larger(0)");
        row("SMALLER 9223372036854775807", "smaller(9223372036854775807)");
        row("UID 7,9:*", "uid(7,9:*)");
        row("UID $", "uid($)");
        row("2:4", "seq(2:4)");
        row("*", "seq(*)");
        row("$", "seq($)"); // RFC 5182
        row("MODSEQ 620162338", "modseq( 620162338)"); // RFC 7162 §3.1.5
        row("MODSEQ \"/flags/\\\\draft\" all 620162338", "modseq(/flags/\\draft 620162338)");
        row("EMAILID M6d99ac3275bb4e", "emailid(\"M6d99ac3275bb4e\")"); // RFC 8474
        row("THREADID T64b478a75b7ea9", "threadid(\"T64b478a75b7ea9\")");
        row("(SEEN)", "\\Seen");
        row("((SEEN))", "\\Seen");
        row("SEEN (DRAFT) FLAGGED", "and(\\Seen \\Draft \\Flagged)");
        row("SEEN (DRAFT FLAGGED)", "and(\\Draft \\Flagged \\Seen)");
        row("OR SEEN DRAFT", "or(\\Seen \\Draft)");
        row("OR SEEN OR DRAFT FLAGGED", "or(\\Draft \\Flagged \\Seen)");
        row("OR OR SEEN DRAFT FLAGGED", "or(\\Seen \\Draft \\Flagged)");
        row("OR (SEEN DRAFT) NOT FLAGGED", "or(and(\\Seen \\Draft) not(\\Flagged))");
        row("NOT (SEEN DRAFT)", "not(and(\\Seen \\Draft))");
        row("NOT OR SEEN DRAFT ALL", "and(not(or(\\Seen \\Draft)) all)");
        row("OR NOT SEEN NOT OR DRAFT NOT ALL", "or(not(\\Seen) not(or(\\Draft not(all))))");
    }
    void keys()
    {
        QFETCH(QByteArray, keys);
        QFETCH(QByteArray, meaning);
        const auto search = commandOf<Search>("SEARCH " + keys);
        QCOMPARE(describe(search.key), meaning);
        QVERIFY(isNormal(search.key));
        QVERIFY(!search.returns.given);
        for (qsizetype n = 0; n < keys.size(); ++n)
            (void)parsed("a SEARCH " + keys.left(n));
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("keys");
        for (const char *keys : {"", "FOO", "()", "(SEEN", "SEEN)", "SEEN(DRAFT)", "NOT", "NOT ",
                 "OR SEEN", "OR SEEN ", "OR", "SEEN  DRAFT", "BEFORE", "BEFORE x",
                 "BEFORE 1-Feb-94", "ON \"1-Feb-1994", "LARGER -1", "LARGER",
                 "LARGER 9223372036854775808", "OLDER 0", "OLDER x", "OLDER 4294967296", "KEYWORD",
                 "KEYWORD \"x\"", "KEYWORD \\Seen", "HEADER x", "HEADER", "UID", "UID 0", "UID x",
                 "1,", "EMAILID a.b", "EMAILID \"x\"", "MODSEQ", "MODSEQ x",
                 "MODSEQ \"/flags/x\" 5", "MODSEQ \"/flags/x\" some 5", "RETURN", "RETURN (ALL",
                 "RETURN (ALL)", "RETURN (FOO) ALL", "CHARSET", "CHARSET UTF-8", "FUZZY SEEN"})
            QTest::newRow(*keys ? keys : "nothing") << QByteArray(keys);
    }
    void refused()
    {
        QFETCH(QByteArray, keys);
        const QByteArray answer = refusal("a SEARCH " + keys);
        QVERIFY2(answer.startsWith("BAD "), answer);
    }

    void returnOptions()
    {
        const auto options = [](const QByteArray &text) {
            return commandOf<Search>("SEARCH RETURN (" + text + ") ALL").returns;
        };
        QVERIFY(options("").all && options("").given);
        QVERIFY(options("ALL").all);
        QVERIFY(options("all COUNT").all && options("all COUNT").count);
        QVERIFY(options("MIN MAX").min && options("MIN MAX").max && !options("MIN MAX").all);
        QVERIFY(options("SAVE").save && !options("SAVE").all);
        // A key that only begins like the word.
        QVERIFY(refusal("a SEARCH RETURNED ALL").startsWith("BAD Unknown search key"));
    }

    void charsets_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("text"); // UTF-8, or the beginning of the refusal.
        const auto row = [](const char *name, const QByteArray &line, const QByteArray &text) {
            QTest::newRow(name) << line << text;
        };
        const QByteArray unknown = "NO [BADCHARSET (US-ASCII UTF-8)]";
        const QByteArray invalid = "BAD Text is not valid in its charset";
        row("none, ascii", "SUBJECT abc", "abc");
        row("none, utf-8", "SUBJECT {2+}\r\n\xc5\x99", "\xc5\x99");
        row("none, quoted utf-8", "SUBJECT \"\xc5\x99\"", "\xc5\x99");
        row("none, not utf-8", "SUBJECT {1+}\r\n\xf8", invalid);
        row("utf-8", "CHARSET utf-8 SUBJECT {2+}\r\n\xc5\x99", "\xc5\x99");
        row("quoted name", "CHARSET \"UTF-8\" SUBJECT x", "x");
        row("us-ascii", "CHARSET US-ASCII SUBJECT x", "x");
        row("us-ascii, 8-bit", "CHARSET US-ASCII SUBJECT {1+}\r\n\xf8", invalid);
        row("iso-8859-2", "CHARSET ISO-8859-2 SUBJECT {1+}\r\n\xf8", "\xc5\x99");
        row("windows-1250", "CHARSET windows-1250 SUBJECT {1+}\r\n\x9a", "\xc5\xa1");
        row("iso-2022-jp", "CHARSET ISO-2022-JP SUBJECT {8+}\r\n\x1b$BF|\x1b(B", "\xe6\x97\xa5");
        row("shift_jis cut", "CHARSET Shift_JIS SUBJECT {1+}\r\n\x93", invalid);
        row("gb18030", "CHARSET GB18030 SUBJECT {4+}\r\n\x94\x39\xda\x33", "\xf0\x9f\x92\xa9");
        row("unknown", "CHARSET X-KLINGON SUBJECT x", unknown);
        row("a path", "CHARSET ../../etc/passwd SUBJECT x", unknown);
        row("options", "CHARSET \"UTF-8,version=1\" SUBJECT x", unknown);
        row("empty", "CHARSET \"\" SUBJECT x", unknown);
        row("long", "CHARSET " + QByteArray(500, 'x') + " SUBJECT x", unknown);
    }
    void charsets()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, text);
        const Parsed result = parsed("a SEARCH " + line);
        if (std::holds_alternative<ParseError>(result)) {
            const QByteArray answer = refusal("a SEARCH " + line);
            QVERIFY2(answer.startsWith(text), answer);
            return;
        }
        const auto &search = std::get<Search>(std::get<TaggedCommand>(result).command);
        QCOMPARE(search.key.text.toUtf8(), text);
    }

    void charsetOfSortAndThread()
    {
        QCOMPARE(commandOf<Sort>("SORT (TO) ISO-8859-2 SUBJECT {1+}\r\n\xf8").key.text,
            QString(QChar(0x159)));
        QVERIFY(
            refusal("a SORT (TO) X-KLINGON ALL").startsWith("NO [BADCHARSET (US-ASCII UTF-8)]"));
        QVERIFY(refusal("a THREAD REFERENCES X-KLINGON ALL").startsWith("NO [BADCHARSET"));
        QVERIFY(refusal("a SORT (TO) \"\" ALL").startsWith("NO [BADCHARSET"));
    }

    void depth()
    {
        const auto nested = [](int levels) {
            // Each level is an And in an Or.
            QByteArray keys = "ALL";
            for (int i = 0; i < levels; ++i)
                keys = "(OR SEEN " + keys + " DRAFT)";
            return keys;
        };
        QCOMPARE(refusal("a SEARCH " + nested(31)), QByteArray());
        QCOMPARE(measure(commandOf<Search>("SEARCH " + nested(31)).key).first, 63);
        QVERIFY(refusal("a SEARCH " + nested(32)).startsWith("BAD Search keys nested too deeply"));
        QVERIFY(refusal("a SEARCH " + nested(60)).startsWith("BAD Search keys nested too deeply"));
        // Lists that open, even around one key.
        const auto lists = [](int n) { return QByteArray(n, '(') + "ALL" + QByteArray(n, ')'); };
        QCOMPARE(refusal("a SEARCH " + lists(64)), QByteArray());
        QVERIFY(refusal("a SEARCH " + lists(65)).startsWith("BAD Search keys nested too deeply"));
        QVERIFY(refusal("a SEARCH " + QByteArray(60'000, '('))
                    .startsWith("BAD Search keys nested too deeply"));
        // NOT alternating with OR.
        const QByteArray alternating = QByteArray("NOT OR SEEN ").repeated(40) + "ALL";
        QVERIFY(refusal("a SEARCH " + alternating).startsWith("BAD Search keys nested too deeply"));
    }

    /// Chains, as clients make them of many conditions, are no depth.
    void chains_data()
    {
        QTest::addColumn<QByteArray>("keys");
        QTest::addColumn<bool>("good");
        const auto chain = [](int n) {
            QByteArray left =
                QByteArray("OR ").repeated(n - 1) + "ALL" + QByteArray(" ALL").repeated(n - 1);
            QByteArray right = QByteArray("OR ALL ").repeated(n - 1) + "ALL";
            QByteArray flat = "ALL" + QByteArray(" ALL").repeated(n - 1);
            QByteArray nots = QByteArray("NOT ").repeated(n) + "ALL";
            return std::array{left, right, flat, nots};
        };
        const char *names[] = {"left", "right", "flat", "not"};
        for (int i = 0; i < 4; ++i) {
            QTest::addRow("%s 900", names[i]) << chain(900)[size_t(i)] << true;
            QTest::addRow("%s 2001", names[i]) << chain(2001)[size_t(i)] << false;
        }
    }
    void chains()
    {
        QFETCH(QByteArray, keys);
        QFETCH(bool, good);
        if (!good) {
            QVERIFY(refusal("a SEARCH " + keys).startsWith("BAD Too many search keys"));
            return;
        }
        const SearchKey key = commandOf<Search>("SEARCH " + keys).key;
        QVERIFY(measure(key).first <= 2);
        QVERIFY(isNormal(key));
    }

    void mentionedKinds()
    {
        const auto key = commandOf<Search>("SEARCH OR SEEN NOT (DRAFT MODSEQ 5)").key;
        QVERIFY(mentions(key, SearchKey::Kind::ModSeq));
        QVERIFY(mentions(key, SearchKey::Kind::Or));
        QVERIFY(!mentions(key, SearchKey::Kind::Recent));
    }
};

QTEST_APPLESS_MAIN(TestImapSearch)
#include "tst_imapsearch.moc"
