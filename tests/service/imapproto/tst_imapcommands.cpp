// SPDX-License-Identifier: GPL-3.0-or-later
// What clients send in the examples of the RFCs, and what it means.
#include "describe.h"
#include "parsing.h"

using namespace digidig::imapproto;

class TestImapCommands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void examples_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("meaning");
        const auto row = [](const char *name, const QByteArray &line, const QByteArray &meaning) {
            QTest::newRow(name) << line << meaning;
        };
        // RFC 9051 §6.1 to §6.3
        row("9051 6.1.1", "abcd CAPABILITY", "CAPABILITY");
        row("9051 6.1.2", "a002 NOOP", "NOOP");
        row("9051 6.1.3", "A023 LOGOUT", "LOGOUT");
        row("9051 6.2.1", "a002 STARTTLS", "STARTTLS");
        row("9051 6.2.2 gssapi", "A001 AUTHENTICATE GSSAPI", "AUTHENTICATE GSSAPI");
        row("9051 6.2.2 initial", "A01 authenticate plain dGVzdAB0ZXN0AHRlc3Q=",
            QByteArray("AUTHENTICATE PLAIN <test\0test\0test>", 35));
        row("4959 external", "C: AUTHENTICATE EXTERNAL =", "AUTHENTICATE EXTERNAL <>");
        row("9051 6.2.3", "a001 LOGIN SMITH SESAME", "LOGIN <SMITH> <SESAME>");
        row("login literals", "A001 LOGIN {11}\r\nFRED FOOBAR {7}\r\nfat man",
            "LOGIN <FRED FOOBAR> <fat man>");
        row("login quoted", "a login \"a\\\"b\\\\c\" \"\"", "LOGIN <a\"b\\c> <>");
        row("login utf-8", "a login \"Ji\xc5\x99\xc3\xad\" x]y",
            "LOGIN <Ji\xc5\x99\xc3\xad> <x]y>");
        row("9051 6.3.1", "t2 ENABLE CONDSTORE X-GOOD-IDEA condstore",
            "ENABLE CONDSTORE X-GOOD-IDEA");
        row("6855 enable", "a003 ENABLE UTF8=ACCEPT", "ENABLE UTF8=ACCEPT");
        row("9051 6.3.2", "A142 SELECT INBOX", "SELECT INBOX");
        row("inbox in any case", "A142 SELECT \"inBox\"", "SELECT INBOX");
        row("9051 6.3.3", "A932 EXAMINE blurdybloop", "EXAMINE blurdybloop");
        row("7162 condstore", "A142 SELECT INBOX (CONDSTORE)", "SELECT INBOX CONDSTORE");
        row("7162 qresync",
            "A02 SELECT INBOX (QRESYNC (67890007 20050715194045000 41,43:211,214:541))",
            "SELECT INBOX QRESYNC 67890007 20050715194045000 known 41,43:211,214:541");
        row("7162 qresync match",
            "A03 SELECT INBOX (QRESYNC (67890007 90060115194045000 41:211,214:541 (1,2,4 "
            "41,42,50)))",
            "SELECT INBOX QRESYNC 67890007 90060115194045000 known 41:211,214:541 match 1:2,4 = "
            "41:42,50");
        row("qresync match alone", "A03 EXAMINE x (CONDSTORE QRESYNC (1 2 (1:5 7:11)))",
            "EXAMINE x CONDSTORE QRESYNC 1 2 match 1:5 = 7:11");
        row("9051 6.3.4", "A003 CREATE owatagusiam/", "CREATE owatagusiam/");
        row("6154 create", "t101 CREATE MySpecial (USE (\\Drafts \\Sent))",
            "CREATE MySpecial [\\Drafts \\Sent]");
        row("9051 6.3.5", "A683 DELETE blurdybloop", "DELETE blurdybloop");
        row("9051 6.3.6", "A684 RENAME \"old mail\" INBOX", "RENAME old mail -> INBOX");
        row("9051 6.3.7", "A002 SUBSCRIBE #news.comp.mail.mime", "SUBSCRIBE #news.comp.mail.mime");
        row("9051 6.3.8", "A002 UNSUBSCRIBE #news.comp.mail.mime",
            "UNSUBSCRIBE #news.comp.mail.mime");
        row("9051 6.3.9.7 delimiter", "A101 LIST \"\" \"\"", "LIST <> []");
        row("9051 6.3.9 reference", "A102 LIST #news.comp.mail.misc \"\"",
            "LIST <#news.comp.mail.misc> []");
        row("9051 6.3.9 pattern", "A202 LIST ~/Mail/ %", "LIST <~/Mail/> [%]");
        row("9051 subscribed", "A02 LIST (SUBSCRIBED) \"\" \"*\"",
            "LIST <> [*] extended SUBSCRIBED");
        row("9051 return children", "A03 LIST () \"\" \"%\" RETURN (CHILDREN)",
            "LIST <> [%] extended return-CHILDREN");
        row("9051 remote", "A04 LIST (REMOTE) \"\" \"%\" RETURN (CHILDREN)",
            "LIST <> [%] extended REMOTE return-CHILDREN");
        row("9051 remote subscribed", "A05 LIST (REMOTE SUBSCRIBED) \"\" \"*\"",
            "LIST <> [*] extended SUBSCRIBED REMOTE");
        row("9051 return subscribed", "A06 LIST (REMOTE) \"\" \"*\" RETURN (SUBSCRIBED)",
            "LIST <> [*] extended REMOTE return-SUBSCRIBED");
        row("9051 patterns", "BBB LIST \"\" (\"INBOX\" \"Drafts\" \"Sent/%\")",
            "LIST <> [INBOX Drafts Sent/%] extended");
        row("9051 recursive", "D03 LIST (RECURSIVEMATCH SUBSCRIBED) \"\" \"%\"",
            "LIST <> [%] extended SUBSCRIBED RECURSIVEMATCH");
        row("5819", "A01 LIST \"\" % RETURN (STATUS (MESSAGES UNSEEN))",
            "LIST <> [%] extended STATUS MESSAGES UNSEEN");
        row("5819 selection",
            "A02 LIST (SUBSCRIBED RECURSIVEMATCH) \"\" % RETURN (STATUS (MESSAGES))",
            "LIST <> [%] extended SUBSCRIBED RECURSIVEMATCH STATUS MESSAGES");
        row("6154 select", "t2 LIST (SPECIAL-USE) \"\" \"*\"", "LIST <> [*] extended SPECIAL-USE");
        row("6154 return", "t1 LIST \"\" \"%\" RETURN (SPECIAL-USE)",
            "LIST <> [%] extended return-SPECIAL-USE");
        row("3501 lsub", "A002 LSUB \"#news.\" \"comp.mail.*\"", "LSUB <#news.> <comp.mail.*>");
        row("9051 6.3.10", "A001 NAMESPACE", "NAMESPACE");
        row("9051 6.3.11", "A042 STATUS blurdybloop (UIDNEXT MESSAGES)",
            "STATUS blurdybloop UIDNEXT MESSAGES");
        row("status all",
            "a STATUS x (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE HIGHESTMODSEQ "
            "MAILBOXID APPENDLIMIT DELETED-STORAGE messages)",
            "STATUS x MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE HIGHESTMODSEQ "
            "MAILBOXID APPENDLIMIT DELETED-STORAGE");
        row("9051 6.3.12", "A003 APPEND saved-messages (\\Seen) {5+}\r\nab\r\nc",
            "APPEND saved-messages [\\Seen] <ab\r\nc>");
        row("append all", "A APPEND x (\\Seen $Junk) \" 7-Feb-1994 21:52:25 -0800\" ~{3+}\r\na\nb",
            "APPEND x [\\Seen $Junk] 1994-02-08T05:52:25Z ~<a\nb>");
        row("append bare", "A APPEND x {0+}\r\n", "APPEND x [] <>");
        row("append no flags", "A APPEND x () {1+}\r\n1", "APPEND x [] <1>");
        row("3502",
            "A003 APPEND saved-messages (\\Seen) {3}\r\nabc (\\Seen) \" 7-Feb-1994 "
            "22:43:04 -0800\" {3}\r\ndef {3}\r\nghi",
            "APPEND saved-messages [\\Seen] <abc> [\\Seen] 1994-02-08T06:43:04Z <def> [] <ghi>");
        row("6855 append", "a APPEND x (\\Seen) UTF8 (~{3+}\r\nabc)",
            "APPEND x [\\Seen] ~UTF8<abc>");
        row("append mailbox literal", "a APPEND {3+}\r\nfoo {2+}\r\nhi", "APPEND foo [] <hi>");
        row("9051 6.3.13", "A004 IDLE", "IDLE");
        row("9208 getquota", "G0001 GETQUOTA \"!partition/sda4\"", "GETQUOTA <!partition/sda4>");
        row("9208 root \"\"", "A003 GETQUOTA \"\"", "GETQUOTA <>");
        row("9208 getquotaroot", "G0002 GETQUOTAROOT INBOX", "GETQUOTAROOT INBOX");
        row("9208 setquota", "S0000 SETQUOTA \"#user/alice\" (STORAGE 510 message 20)",
            "SETQUOTA <#user/alice> STORAGE=510 MESSAGE=20");
        row("setquota none", "S0000 SETQUOTA x ()", "SETQUOTA <x>");
        row("4978", "a COMPRESS DEFLATE", "COMPRESS DEFLATE");
        row("2971 id",
            "a023 ID (\"name\" \"sodr\" \"version\" \"19.34\" \"vendor\" \"Pink Floyd "
            "Music Limited\")",
            "ID name=\"sodr\" version=\"19.34\" vendor=\"Pink Floyd Music Limited\"");
        row("2971 nil", "a042 ID NIL", "ID");
        row("id empty", "a042 ID ()", "ID");
        row("id nil value", "a042 ID (\"name\" NIL \"os\" \"\")", "ID name=NIL os=\"\"");
        // RFC 9051 §6.4
        row("9051 6.4.1", "A341 CLOSE", "CLOSE");
        row("9051 6.4.2", "A342 UNSELECT", "UNSELECT");
        row("3501 check", "FXXZ CHECK", "CHECK");
        row("9051 6.4.3", "A202 EXPUNGE", "EXPUNGE");
        row("9051 uid expunge", "A003 UID EXPUNGE 3000:3002", "UID EXPUNGE 3000:3002");
        row("9051 store", "A003 STORE 2:4 +FLAGS (\\Deleted)", "STORE 2:4 +[\\Deleted]");
        row("store silent", "a STORE 1 -FLAGS.SILENT \\Seen work", "STORE 1 -silent[\\Seen work]");
        row("store replace", "a UID STORE * FLAGS ()", "UID STORE * =[]");
        row("7162 store",
            "a103 UID STORE 6,4,8 (UNCHANGEDSINCE 12121230045) +FLAGS.SILENT (\\Deleted)",
            "UID STORE 4,6,8 unchanged 12121230045 +silent[\\Deleted]");
        row("7162 store zero", "t STORE 12 (UNCHANGEDSINCE 0) +FLAGS.SILENT ($Processed)",
            "STORE 12 unchanged 0 +silent[$Processed]");
        row("9051 copy", "A003 COPY 2:4 MEETING", "COPY 2:4 MEETING");
        row("9051 move", "a UID MOVE 42:69 foo", "UID MOVE 42:69 foo");
        row("copy saved", "a UID COPY $ \"Other Messages\"", "UID COPY $ Other Messages");
        row("9051 fetch", "A654 FETCH 2:4 (FLAGS BODY[HEADER.FIELDS (DATE FROM)])",
            "FETCH 2:4 FLAGS BODY[HEADER.FIELDS (DATE FROM)]");
        row("9051 uid fetch", "A999 UID FETCH 4827313:4828442 FLAGS",
            "UID FETCH 4827313:4828442 FLAGS UID");
        row("7162 fetch", "s100 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 12345)",
            "UID FETCH 1:* FLAGS UID MODSEQ since 12345");
        row("7162 vanished", "s100 UID FETCH 300:500 (FLAGS) (CHANGEDSINCE 12345 VANISHED)",
            "UID FETCH 300:500 FLAGS UID MODSEQ since 12345 vanished");
        row("9051 search",
            "A282 SEARCH RETURN (MIN COUNT) FLAGGED SINCE 1-Feb-1994 NOT FROM \"Smith\"",
            "SEARCH RETURN MIN COUNT and(\\Flagged since(1994-02-01) not(from(\"Smith\")))");
        row("9051 search ()", "A283 SEARCH RETURN () FLAGGED SINCE 1-Feb-1994 NOT FROM \"Smith\"",
            "SEARCH RETURN ALL and(\\Flagged since(1994-02-01) not(from(\"Smith\")))");
        row("9051 charset",
            "A284 SEARCH CHARSET UTF-8 TEXT {12}\r\n\xd0\xbc\xd0\xb0\xd1\x82\xd1\x8c!!!!",
            "SEARCH text(\"\xd0\xbc\xd0\xb0\xd1\x82\xd1\x8c!!!!\")");
        row("9051 save", "A301 UID SEARCH RETURN (SAVE) UID $ SMALLER 4096",
            "UID SEARCH RETURN SAVE and(uid($) smaller(4096))");
        row("9051 saved set", "A303 SEARCH RETURN (SAVE MIN) $ OR $ 1,3000:3021",
            "SEARCH RETURN MIN SAVE and(seq($) or(seq($) seq(1,3000:3021)))");
        row("3501 search", "A282 SEARCH FLAGGED SINCE 1-Feb-1994 NOT FROM \"Smith\"",
            "SEARCH and(\\Flagged since(1994-02-01) not(from(\"Smith\")))");
        row("5256 sort", "A282 SORT (SUBJECT REVERSE DATE) UTF-8 ALL", "SORT +SUBJECT -DATE all");
        row("5256 sort since", "a UID SORT (REVERSE ARRIVAL) US-ASCII SINCE 1-Feb-1994",
            "UID SORT -ARRIVAL since(1994-02-01)");
        row("5267 sort",
            "E01 UID SORT RETURN (COUNT) (REVERSE DATE) UTF-8 UNDELETED UNKEYWORD $Junk",
            "UID SORT RETURN COUNT -DATE and(not(\\Deleted) not($Junk))");
        row("5256 thread", "A283 THREAD ORDEREDSUBJECT UTF-8 SINCE 5-MAR-2000",
            "THREAD ORDEREDSUBJECT since(2000-03-05)");
        row("5256 references", "A284 UID THREAD REFERENCES US-ASCII TEXT \"gewp\"",
            "UID THREAD REFERENCES text(\"gewp\")");
        row("trailing space", "a NOOP  ", "NOOP");
        row("lower case", "a uid fetch 1 uid", "UID FETCH 1 UID");
    }
    void examples()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, meaning);
        const Parsed result = parsed(line);
        if (const auto *error = std::get_if<ParseError>(&result))
            QFAIL((line + ": " + error->fault.message).constData());
        const auto &[tag, command] = std::get<TaggedCommand>(result);
        QCOMPARE(describe(command), meaning);
        QCOMPARE(tag, line.left(line.indexOf(' ')));
        // Cut anywhere, it is refused or another command, and nothing worse.
        for (qsizetype n = 0; n < line.size(); ++n)
            (void)parsed(line.left(n));
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](const char *name, const QByteArray &line, const QByteArray &answer) {
            QTest::newRow(name) << line << answer;
        };
        row("tag only", "a", "BAD Expected a space (at byte 2)");
        row("no tag", " NOOP", "BAD Expected a tag (at byte 1)");
        row("+ is no tag", "+ NOOP", "BAD Expected a tag (at byte 1)");
        row("unknown", "a FROBNICATE", "BAD Unknown command (at byte 13)");
        row("no UID form", "a UID NOOP", "BAD Unknown command (at byte 11)");
        row("arguments", "a NOOP x", "BAD Unexpected arguments (at byte 8)");
        row("two spaces", "a  NOOP", "BAD Expected an atom (at byte 3)");
        row("open string", "a LOGIN x \"y", "BAD Quoted string does not end (at byte 13)");
        row("bad escape", "a LOGIN x \"\\y\"",
            "BAD Only \\\" and \\\\ may be escaped (at byte 13)");
        row("no UTF-8", "a LOGIN x \"\xff\"", "BAD Quoted string is not UTF-8 (at byte 13)");
        row("8-bit atom", "a LOGIN x \xc5\x99", "BAD Expected a string or an atom (at byte 11)");
        row("NUL in a literal", QByteArray("a LOGIN x {1+}\r\n\0", 17),
            "BAD NUL in a string (at byte 15)");
        row("literal8 as a string", "a LOGIN x ~{1+}\r\nx",
            "BAD literal8 where a string is due (at byte 16)");
        row("literal inside of an atom", "a LOGIN x y{1+}\r\nx",
            "BAD Unexpected arguments (at byte 12)");
        row("sasl not base64", "a AUTHENTICATE PLAIN dGVzd",
            "BAD The initial response is not base64 (at byte 27)");
        row("modified UTF-7", "a SELECT R&D", "NO [CANNOT] Mailbox name is not modified UTF-7");
        row("8-bit name", "a SELECT \"\xc5\x99\"",
            "NO [CANNOT] Mailbox name is not modified UTF-7");
        row("empty name", "a SELECT", "BAD Expected a space (at byte 9)");
        row("qresync star", "a SELECT x (QRESYNC (1 2 1:*))",
            "BAD Expected a set of plain numbers (at byte 29)");
        row("qresync zero", "a SELECT x (QRESYNC (0 2))",
            "BAD Expected a number above zero (at byte 22)");
        row("qresync twice", "a SELECT x (QRESYNC (1 2) QRESYNC (1 2))",
            "BAD Unknown parameter (at byte 34)");
        row("select parameter", "a SELECT x (FOO)", "BAD Unknown parameter (at byte 16)");
        row("status of nothing", "a STATUS x ()", "BAD Expected an atom (at byte 13)");
        row("status unknown", "a STATUS x (FOO)", "BAD Unknown status item (at byte 16)");
        row("recursive alone", "a LIST (RECURSIVEMATCH) \"\" *",
            "BAD RECURSIVEMATCH needs an option that it extends (at byte 24)");
        row("recursive remote", "a LIST (RECURSIVEMATCH REMOTE) \"\" *",
            "BAD RECURSIVEMATCH needs an option that it extends (at byte 31)");
        row("list option", "a LIST (FOO) \"\" *", "BAD Unknown selection option (at byte 12)");
        row("list return", "a LIST \"\" * RETURN (FOO)", "BAD Unknown return option (at byte 24)");
        row("create parameter", "a CREATE x (FOO (bar))", "BAD Unknown parameter (at byte 16)");
        row("append nothing", "a APPEND x", "BAD Expected a space (at byte 11)");
        row("append string", "a APPEND x \"message\"",
            "BAD Expected a time such as \"17-Jul-1996 02:44:25 -0700\" (at byte 21)");
        row("append bad date", "a APPEND x \"31-Feb-1994 21:52:25 -0800\" {0+}\r\n",
            "BAD Expected a time such as \"17-Jul-1996 02:44:25 -0700\" (at byte 40)");
        row("set zero", "a FETCH 0 UID", "BAD Expected a sequence set (at byte 10)");
        row("set text", "a FETCH x UID", "BAD Expected a sequence set (at byte 9)");
        row("set number too large", "a FETCH 4294967296 UID",
            "BAD Expected a sequence set (at byte 19)");
        row("copy without name", "a COPY 1", "BAD Expected a space (at byte 9)");
        row("store no flags", "a STORE 1 FLAGS", "BAD Expected a space (at byte 16)");
        row("store what", "a STORE 1 LABELS x", "BAD Expected FLAGS (at byte 17)");
        row("store both signs", "a STORE 1 +-FLAGS x", "BAD Expected a name (at byte 12)");
        row("store modifier", "a STORE 1 (FOO 1) FLAGS x", "BAD Unknown modifier (at byte 15)");
        row("modseq too large", "a STORE 1 (UNCHANGEDSINCE 9223372036854775808) FLAGS x",
            "BAD Number too large (at byte 46)");
        row("expunge with set", "a EXPUNGE 1", "BAD Unexpected arguments (at byte 11)");
        row("uid expunge without", "a UID EXPUNGE", "BAD Expected a space (at byte 14)");
        row("vanished alone", "a UID FETCH 1 FLAGS (VANISHED)",
            "BAD VANISHED goes with UID FETCH and CHANGEDSINCE only (at byte 31)");
        row("vanished by number", "a FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)",
            "BAD VANISHED goes with UID FETCH and CHANGEDSINCE only (at byte 42)");
        row("sort key", "a SORT (COLOUR) UTF-8 ALL", "BAD Unknown sort key (at byte 15)");
        row("sort nothing", "a SORT () UTF-8 ALL", "BAD Expected an atom (at byte 9)");
        row("thread algorithm", "a THREAD REFS UTF-8 ALL",
            "BAD Unknown threading algorithm (at byte 14)");
        row("id odd", "a ID (\"name\")", "BAD Expected a space (at byte 13)");
        row("id atom", "a ID (name x)", "BAD Expected a string (at byte 7)");
        row("id too long", "a ID (\"" + QByteArray(31, 'n') + "\" NIL)",
            "BAD Field too long (at byte 44)");
        row("setquota negative", "a SETQUOTA x (STORAGE -1)", "BAD Expected a number (at byte 23)");
        row("enable nothing", "a ENABLE", "BAD Expected a space (at byte 9)");
    }
    void refused()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, answer);
        QCOMPARE(refusal(line), answer);
    }

    void errorTellsTagAndCommand()
    {
        const auto error = std::get<ParseError>(parsed("a1 UID FETCH x"));
        QCOMPARE(error.tag, QByteArray("a1"));
        QCOMPARE(error.traits->name, "FETCH");
        QCOMPARE(std::get<ParseError>(parsed("a2 FOO")).traits, nullptr);
        QCOMPARE(std::get<ParseError>(parsed("a2 FOO")).tag, QByteArray("a2"));
        QVERIFY(std::get<ParseError>(parsed("* FOO")).tag.isEmpty());
    }

    void limits()
    {
        QCOMPARE(refusal("a ENABLE" + QByteArray(" X").repeated(1)), QByteArray());
        QByteArray many = "a ENABLE";
        for (int i = 0; i <= Enable::MaxCapabilities; ++i)
            many += " X" + QByteArray::number(i);
        QVERIFY(refusal(many).startsWith("BAD Too many capabilities"));
        many = "a LIST \"\" (x" + QByteArray(" x").repeated(List::MaxPatterns - 1);
        QCOMPARE(refusal(many + ')'), QByteArray());
        QVERIFY(refusal(many + " x)").startsWith("BAD Too many patterns"));
        many = "a ID (\"n\" NIL" + QByteArray(" \"n\" NIL").repeated(Id::MaxFields - 1);
        QCOMPARE(refusal(many + ')'), QByteArray());
        QVERIFY(refusal(many + " \"n\" NIL)").startsWith("BAD Too many fields"));
        many = "a SORT (TO" + QByteArray(" TO").repeated(Sort::MaxCriteria - 1);
        QCOMPARE(refusal(many + ") UTF-8 ALL"), QByteArray());
        QVERIFY(refusal(many + " TO) UTF-8 ALL").startsWith("BAD Too many sort keys"));
        many = "a SETQUOTA x (S 1" + QByteArray(" S 1").repeated(SetQuota::MaxLimits - 1);
        QCOMPARE(refusal(many + ')'), QByteArray());
        QVERIFY(refusal(many + " S 1)").startsWith("BAD Too many limits"));
    }

    void names()
    {
        QCOMPARE(commandOf<Select>("SELECT ~peter/mail/&ZeVnLIqe-/&U,BTFw-").mailbox,
            QString::fromUtf8(
                "~peter/mail/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e/\xe5\x8f\xb0\xe5\x8c\x97"));
        QCOMPARE(commandOf<Select>("SELECT \"A &- B\"").mailbox, QStringLiteral("A & B"));
        for (const Dialect dialect : {Dialect{.rev2 = true}, Dialect{.utf8Accept = true}}) {
            QCOMPARE(commandOf<Select>("SELECT \"\xc5\x99&-\"", dialect).mailbox,
                QString::fromUtf8("\xc5\x99&-"));
            QCOMPARE(commandOf<List>("LIST \"\" \"\xc5\x99/%\"", dialect).patterns,
                QStringList{QString::fromUtf8("\xc5\x99/%")});
            QCOMPARE(refusal("a SELECT {3+}\r\n\xed\xa0\x80", dialect),
                QByteArray("NO [CANNOT] Mailbox name is not UTF-8"));
        }
        QCOMPARE(
            commandOf<List>("LIST inbox/ iNbOx").patterns, QStringList{QStringLiteral("iNbOx")});
        QCOMPARE(commandOf<List>("LIST \"\" &AVkBaQ-/*").patterns,
            QStringList{QString::fromUtf8("\xc5\x99\xc5\xa9/*")});
    }

    void charsetAfterUtf8Accept()
    {
        QVERIFY(refusal("a SEARCH CHARSET UTF-8 ALL", {.utf8Accept = true})
                    .startsWith("BAD No CHARSET"));
        QCOMPARE(refusal("a SEARCH CHARSET UTF-8 ALL", {.rev2 = true}), QByteArray());
        QCOMPARE(refusal("a SORT (TO) UTF-8 ALL", {.utf8Accept = true}), QByteArray());
    }

    void traitsOfCommands()
    {
        const auto of = [](const QByteArray &line) {
            return std::get<TaggedCommand>(parsed("a " + line)).command;
        };
        QVERIFY(!mayExpunge(of("FETCH 1 UID")));
        QVERIFY(mayExpunge(of("UID FETCH 1 UID")));
        QVERIFY(!mayExpunge(of("STORE 1 FLAGS x")));
        QVERIFY(!mayExpunge(of("SEARCH ALL")));
        QVERIFY(mayExpunge(of("NOOP")));
        QVERIFY(mayExpunge(of("EXPUNGE")));
        QVERIFY(mayExpunge(of("MOVE 1 x")));
        QVERIFY(traits(of("LOGIN x y")).secret);
        QVERIFY(!traits(of("SELECT x")).secret);
        QCOMPARE(int(traits(of("LOGIN x y")).states), int(NotAuthenticated));
        QCOMPARE(int(traits(of("FETCH 1 UID")).states), int(Selected));
        QCOMPARE(int(traits(of("SELECT x")).states), Authenticated | Selected);
        QCOMPARE(int(traits(of("LOGOUT")).states), int(AnyState));
    }

    void sessionLines()
    {
        QVERIFY(isIdleDone("DONE"));
        QVERIFY(isIdleDone("done"));
        QVERIFY(!isIdleDone("DONE 1"));
        QVERIFY(!isIdleDone(""));
        QCOMPARE(readSaslAnswer("*").kind, SaslAnswer::Kind::Cancelled);
        QCOMPARE(readSaslAnswer("").kind, SaslAnswer::Kind::Response);
        QCOMPARE(readSaslAnswer("Zm9v").bytes, QByteArray("foo"));
        QCOMPARE(readSaslAnswer("Zm9").kind, SaslAnswer::Kind::Malformed);
    }
};

QTEST_APPLESS_MAIN(TestImapCommands)
#include "tst_imapcommands.moc"
