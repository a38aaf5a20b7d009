// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "fixture.h"
#include "mail/search.h"
#include "mime/fold.h"
#include "store/listing.h"
#include "store/needle.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <algorithm>
#include <thread>

using namespace digidig;
using namespace digidig::test;

namespace {

const QString Bob = QStringLiteral("bob@example.org");

const QStringList Words = QString::fromUtf8(
    "žluťoučký kůň úpěl ďábelské ódy příšerně Straße Maße größe weiß Übergröße naïve café résumé "
    "日本語 東京都 こんにちは カタカナ ｶﾞｷﾞ 漢字 かな がな مرحبا بالعالم سلام كتاب العربية hello "
    "world "
    "invoice faktura report meeting zápis schůzka objednávka 12345 a.b.c user+tag@example.com "
    "smör łódź İstanbul ığdır ΑΒΓ αβγ ς привет ёлка שלום e\u0301clair 😀 👩‍👩‍👧 "
    "%_\"'")
                              .split(u' ');

QString randomText(QRandomGenerator &random, int words)
{
    QStringList text;
    for (int i = 0; i < words; ++i)
        text += Words[random.bounded(int(Words.size()))];
    return text.join(random.bounded(4) == 0 ? u'\n' : u' ');
}

/// What the filter language promises, in the simplest words.
bool naive(const QString &needle, const QString &text)
{
    return mime::foldSearch(text).contains(mime::foldSearch(needle))
        && (!mime::hasMarks(needle) || mime::foldCase(text).contains(mime::foldCase(needle)));
}

class TestSearch : public QObject {
    Q_OBJECT

    static QSet<QString> idsOf(mail::MailStore &store, const mail::Filter &filter)
    {
        QSet<QString> ids;
        mail::Page page;
        page.limit = 7;
        do {
            const auto listing = store.list(filter, page);
            if (!listing) {
                qWarning("%s", qPrintable(listing.error().message + listing.error().detail));
                return {QStringLiteral("error")};
            }
            for (const auto &m : listing->messages) {
                if (ids.contains(m.id))
                    return {QStringLiteral("twice")};
                ids.insert(m.id);
            }
            page.cursor = listing->next;
        } while (!page.cursor.isEmpty());
        return ids;
    }

private Q_SLOTS:
    void answersAreExact_data()
    {
        QTest::addColumn<int>("indexed"); // how many of 300 the index has seen
        QTest::newRow("not indexed") << 0;
        QTest::newRow("half indexed") << 150;
        QTest::newRow("indexed") << 300;
    }
    void answersAreExact()
    {
        QFETCH(int, indexed);
        TempStore temp;
        QRandomGenerator random(11);
        struct Known {
            QString id, subject, from, to, body, sender;
        };
        std::vector<Known> all;
        for (int i = 0; i < 300; ++i) {
            Known k;
            k.subject = randomText(random, 3).replace(u'\n', u' ');
            k.from = Words[random.bounded(10)] + QStringLiteral(" <from%1@Example.com>").arg(i);
            k.to = QStringLiteral("to%1@example.net").arg(i);
            k.body = randomText(random, 40);
            k.sender = QStringLiteral("bounce%1@lists.example").arg(random.bounded(50));
            Mail mail;
            mail.from = k.from.toUtf8();
            mail.to = k.to.toUtf8();
            mail.subject = k.subject.toUtf8();
            mail.body = k.body.toUtf8().replace("\n", "\r\n") + "\r\n";
            auto append = appendOf(mail.bytes());
            append.sender = k.sender;
            append.receivedMs += random.bounded(20);
            const auto outcome = deliver(*temp, append);
            QVERIFY(outcome.ok());
            k.id = outcome->messages.front().id;
            const auto stored = temp->message(k.id);
            QCOMPARE(stored->subject, k.subject);
            k.body = stored->text;
            all.push_back(k);
            if (i + 1 == indexed)
                temp->indexNow();
        }
        for (int round = 0; round < 200; ++round) {
            QString word = randomText(random, 1 + random.bounded(2)).replace(u'\n', u' ');
            if (random.bounded(3) == 0)
                word = word.mid(random.bounded(int(word.size())), 1 + random.bounded(5));
            if (random.bounded(4) == 0)
                word = word.toUpper();
            if (round % 20 == 0)
                word = QStringLiteral("bounce%1@").arg(round % 50);
            if (mime::foldSearch(word).isEmpty() || !word.isValidUtf16())
                continue;
            mail::Filter filter;
            const int field = random.bounded(4);
            (field == 0          ? filter.text
                    : field == 1 ? filter.subject
                    : field == 2 ? filter.from
                                 : filter.to) = word;
            QSet<QString> expected;
            for (const Known &k : all) {
                const bool from = naive(word, k.from) || naive(word, k.sender);
                const bool to = naive(word, k.to) || naive(word, Bob);
                const bool subject = naive(word, k.subject);
                if (field == 0       ? subject || from || to || naive(word, k.body)
                        : field == 1 ? subject
                        : field == 2 ? from
                                     : to)
                    expected.insert(k.id);
            }
            QVERIFY2(idsOf(*temp, filter) == expected,
                qPrintable(QStringLiteral("%1 in field %2").arg(word).arg(field)));
        }
        // Trees of such conditions.
        using Kind = mail::Search::Kind;
        const std::function<mail::Search(int)> randomTree = [&](int depth) {
            const int choice = random.bounded(depth > 0 ? 8 : 5);
            if (choice < 5) {
                const Kind kinds[] = {Kind::Text, Kind::From, Kind::To, Kind::Subject, Kind::Body};
                return mail::Search{kinds[choice], Words[random.bounded(int(Words.size()))]};
            }
            mail::Search tree{choice == 5 ? Kind::And : choice == 6 ? Kind::Or : Kind::Not};
            const int children = choice == 7 ? 1 : 1 + random.bounded(3);
            for (int i = 0; i < children; ++i)
                tree.children.push_back(randomTree(depth - 1));
            return tree;
        };
        const std::function<bool(const mail::Search &, const Known &)> holds =
            [&](const mail::Search &tree, const Known &k) {
                const bool from = naive(tree.text, k.from) || naive(tree.text, k.sender);
                const bool to = naive(tree.text, k.to) || naive(tree.text, Bob);
                const auto child = [&](const mail::Search &one) { return holds(one, k); };
                switch (tree.kind) {
                case Kind::And:
                    return std::all_of(tree.children.begin(), tree.children.end(), child);
                case Kind::Or:
                    return std::any_of(tree.children.begin(), tree.children.end(), child);
                case Kind::Not:
                    return !child(tree.children.front());
                case Kind::From:
                    return from;
                case Kind::To:
                    return to;
                case Kind::Subject:
                    return naive(tree.text, k.subject);
                case Kind::Body:
                    return naive(tree.text, k.body);
                default:
                    return from || to || naive(tree.text, k.subject) || naive(tree.text, k.body);
                }
            };
        for (int round = 0; round < 100; ++round) {
            const mail::Search tree = randomTree(3);
            mail::Filter filter;
            mail::narrow(tree, &filter);
            QSet<QString> expected;
            for (const Known &k : all) {
                if (holds(tree, k))
                    expected.insert(k.id);
            }
            QVERIFY2(idsOf(*temp, filter) == expected, qPrintable(mail::describe(tree)));
        }
        if (indexed == 300)
            QCOMPARE(findings(*temp), QString());
    }

    void conditionsOfRows()
    {
        TempStore temp;
        const auto put = [&temp](const QString &mailbox, quint32 flags, const QStringList &keywords, int size) {
            Mail mail;
            mail.body = QByteArray(size, 'x');
            auto append = appendOf(mail.bytes());
            append.targets.front().mailbox = mailbox;
            append.targets.front().flags = {flags, keywords};
            return deliver(*temp, append)->messages.front().id;
        };
        const QString a = put({}, mail::Answered, {QStringLiteral("work")}, 10);
        const QString b = put(QStringLiteral("INBOX/Sent"), mail::Flagged | mail::Seen, {}, 5000);
        const QString c = put(QStringLiteral("INBOX/Trash"), mail::Draft, {QStringLiteral("worker")}, 100);
        const auto found = [&](const QString &query) {
            mail::Filter filter;
            mail::narrow(*mail::parseSearch(query, core::nowMs()), &filter);
            return idsOf(*temp, filter);
        };
        using Ids = QSet<QString>;
        QCOMPARE(found(QStringLiteral("in:inbox OR in:INBOX/Sent")), Ids({a, b}));
        QCOMPARE(found(QStringLiteral("in:Nowhere OR is:answered")), Ids({a}));
        QCOMPARE(found(QStringLiteral("-(is:flagged OR is:answered)")), Ids({c}));
        QCOMPARE(found(QStringLiteral("keyword:WORK")), Ids({a}));
        QCOMPARE(found(QStringLiteral("-larger:1K -smaller:400")), Ids());
        QCOMPARE(found(QStringLiteral("-(larger:1K OR keyword:work)")), Ids({c}));
        QCOMPARE(found(QStringLiteral("-after:2025-01-01 OR is:draft")), Ids({c}));
        const auto thread = temp->message(b)->threadId;
        QCOMPARE(found(QStringLiteral("x OR thread:") + thread), Ids({a, b, c}));
        QCOMPARE(found(QStringLiteral("-has:attachment -thread:") + thread), Ids({a, c}));
    }

    void diacriticsCountWhenTyped()
    {
        TempStore temp;
        Mail plain, marked;
        plain.subject = "Plan na utery";
        marked.subject = QByteArray("Plán na úterý");
        QVERIFY(deliver(*temp, appendOf(plain.bytes())).ok());
        QVERIFY(deliver(*temp, appendOf(marked.bytes())).ok());
        mail::Filter filter;
        filter.subject = QStringLiteral("PLAN NA");
        QCOMPARE(idsOf(*temp, filter).size(), 2);
        filter.subject = QString::fromUtf8("plán NA");
        QCOMPARE(idsOf(*temp, filter).size(), 1);
    }

    void filtersAndSorts()
    {
        TempStore temp;
        QRandomGenerator random(3);
        std::vector<mail::Message> all;
        for (int i = 0; i < 120; ++i) {
            Mail mail;
            mail.subject = "s" + QByteArray::number(random.bounded(30));
            mail.from = "u" + QByteArray::number(random.bounded(30)) + "@x.org";
            mail.body = QByteArray(random.bounded(3000), 'x');
            auto append = appendOf(mail.bytes(), i % 3 == 0 ? QStringLiteral("eve@x.org") : Bob);
            append.targets.front().flags.system = quint32(random.bounded(8));
            append.targets.front().mailbox = i % 4 == 0 ? QStringLiteral("INBOX/Sent") : QString();
            append.receivedMs += random.bounded(40);
            const auto outcome = deliver(*temp, append);
            QVERIFY(outcome.ok());
            all.push_back(*temp->message(outcome->messages.front().id));
        }
        const auto bob = temp->account(Bob)->id;
        for (int round = 0; round < 300; ++round) {
            mail::Filter f;
            if (random.bounded(2) == 0)
                f.account = bob;
            if (random.bounded(3) == 0)
                f.mailbox =
                    random.bounded(2) == 0 ? QStringLiteral("INBOX") : QStringLiteral("INBOX/Sent");
            if (random.bounded(3) == 0)
                f.unread = random.bounded(2) == 0;
            if (random.bounded(3) == 0)
                f.flagged = random.bounded(2) == 0;
            if (random.bounded(4) == 0)
                f.larger = 1000;
            if (random.bounded(4) == 0)
                f.smaller = 2000;
            if (random.bounded(4) == 0)
                f.sinceMs = 1'761'215'400'000 + random.bounded(40);
            if (random.bounded(4) == 0)
                f.beforeMs = 1'761'215'400'000 + random.bounded(40);
            if (random.bounded(8) == 0)
                f.threadId = all[size_t(random.bounded(120))].threadId;
            QSet<QString> expected;
            for (const auto &m : all) {
                if ((!f.account || m.account == *f.account)
                    && (!f.mailbox || m.mailboxName == *f.mailbox)
                    && (!f.unread || m.flags.has(mail::Seen) != *f.unread)
                    && (!f.flagged || m.flags.has(mail::Flagged) == *f.flagged)
                    && (!f.larger || m.size > *f.larger) && (!f.smaller || m.size < *f.smaller)
                    && (!f.sinceMs || m.receivedMs >= *f.sinceMs)
                    && (!f.beforeMs || m.receivedMs < *f.beforeMs)
                    && (f.threadId.isEmpty() || m.threadId == f.threadId))
                    expected.insert(m.id);
            }
            mail::Page page;
            page.sort = mail::SortKey(random.bounded(4));
            page.descending = random.bounded(2) == 0;
            page.limit = 1 + random.bounded(20);
            QStringList got;
            std::vector<mail::Message> listed;
            do {
                const auto listing = temp->list(f, page);
                QVERIFY2(
                    listing.ok(), qPrintable(listing.ok() ? QString() : listing.error().detail));
                QVERIFY(!listing->total || *listing->total == expected.size());
                for (const auto &m : listing->messages) {
                    got += m.id;
                    listed.push_back(m);
                }
                page.cursor = listing->next;
            } while (!page.cursor.isEmpty());
            QCOMPARE(got.size(), expected.size());
            QCOMPARE(QSet<QString>(got.begin(), got.end()), expected);
            const auto ordered = [&](const mail::Message &a, const mail::Message &b) {
                const auto &first = page.descending ? b : a;
                const auto &second = page.descending ? a : b;
                switch (page.sort) {
                case mail::SortKey::Received:
                    return std::pair(first.receivedMs, first.row)
                        < std::pair(second.receivedMs, second.row);
                case mail::SortKey::Size:
                    return std::pair(first.size, first.row) < std::pair(second.size, second.row);
                case mail::SortKey::Subject:
                    return std::pair(first.subject, first.row)
                        < std::pair(second.subject, second.row);
                case mail::SortKey::From:
                    break;
                }
                return false;
            };
            QVERIFY(page.sort == mail::SortKey::From
                || std::is_sorted(listed.begin(), listed.end(), ordered));
        }
    }

    void pagesMissNothingWhileMailArrives()
    {
        TempStore temp;
        QSet<QString> before;
        for (int i = 0; i < 100; ++i) {
            auto append = appendOf(Mail().bytes());
            append.receivedMs += i / 3;
            before.insert(deliver(*temp, append)->messages.front().id);
        }
        std::atomic<bool> stop = false;
        std::thread arriving([&] {
            for (int i = 0; !stop; ++i) {
                auto append = appendOf(Mail().bytes());
                append.receivedMs += i % 200;
                (void)deliver(*temp, append);
            }
        });
        bool complete = true;
        for (int round = 0; round < 5; ++round)
            complete = complete && idsOf(*temp, {}).contains(before);
        stop = true;
        arriving.join();
        QVERIFY(complete);
    }

    void cursorsAreBound_data()
    {
        QTest::addColumn<QByteArray>("cursor");
        QTest::newRow("garbage") << QByteArray("hello");
        QTest::newRow("not base64") << QByteArray("\xff\xfe\x00!", 4);
        QTest::newRow("long") << QByteArray(100'000, 'A');
        QTest::newRow("zeros") << QByteArray(44, 'A');
    }
    void cursorsAreBound()
    {
        QFETCH(QByteArray, cursor);
        TempStore temp;
        for (int i = 0; i < 3; ++i)
            QVERIFY(deliver(*temp, appendOf(Mail().bytes())).ok());
        mail::Page page;
        page.limit = 1;
        const QByteArray good = temp->list({}, page)->next;
        QVERIFY(!good.isEmpty());
        page.cursor = cursor;
        QVERIFY(temp->list({}, page).error().errc == core::Errc::Invalid);
        page.cursor = good;
        mail::Filter other;
        other.unread = true;
        QVERIFY(temp->list(other, page).error().errc == core::Errc::Invalid);
        page.cursor[page.cursor.size() / 2] =
            page.cursor[page.cursor.size() / 2] == 'A' ? 'B' : 'A';
        QVERIFY(temp->list({}, page).error().errc == core::Errc::Invalid);
    }

    void listsInReceivedOrderNeverSort_data()
    {
        QTest::addColumn<mail::Filter>("filter");
        QTest::addColumn<QByteArray>("index");
        const auto row = [](const char *name, auto &&set, const char *index) {
            mail::Filter filter;
            set(filter);
            QTest::newRow(name) << filter << QByteArray(index);
        };
        const core::AccountId one{1};
        const QString inbox = QStringLiteral("INBOX");
        row(
            "all", [](auto &) {}, "message_received");
        row(
            "account", [&](auto &f) { f.account = one; }, "message_account");
        row(
            "mailbox",
            [&](auto &f) {
                f.account = one;
                f.mailbox = inbox;
            },
            "message_mailbox");
        row(
            "unread", [&](auto &f) { f.unread = true; }, "message_unread");
        row(
            "read", [&](auto &f) { f.unread = false; }, "message_received");
        row(
            "account unread",
            [&](auto &f) {
                f.account = one;
                f.unread = true;
            },
            "message_account_unread");
        row(
            "mailbox unread",
            [&](auto &f) {
                f.account = one;
                f.mailbox = inbox;
                f.unread = true;
            },
            "message_mailbox_unread");
        row(
            "flagged", [&](auto &f) { f.flagged = true; }, "message_flagged");
        row(
            "account flagged",
            [&](auto &f) {
                f.account = one;
                f.flagged = true;
                f.unread = true;
            },
            "message_account_flagged");
        row(
            "mailbox since",
            [&](auto &f) {
                f.account = one;
                f.mailbox = inbox;
                f.sinceMs = 5;
                f.beforeMs = 9;
            },
            "message_mailbox");
        row(
            "thread",
            [&](auto &f) {
                f.threadId = QStringLiteral("T1");
                f.account = one;
            },
            "message_thread");
        row(
            "large",
            [&](auto &f) {
                f.larger = 5;
                f.hasAttachment = true;
            },
            "message_received");
    }
    void listsInReceivedOrderNeverSort()
    {
        QFETCH(mail::Filter, filter);
        QFETCH(QByteArray, index);
        TempStore temp;
        QVERIFY(deliver(*temp, appendOf(Mail().bytes())).ok());
        store::Connection db(
            temp.path() + QStringLiteral("/mail.db"), store::Connection::Mode::Read);
        const std::string sql = "EXPLAIN QUERY PLAN " + store::listingSql(db, filter, {});
        store::Query plan = db.query(sql);
        QString steps;
        while (plan.step())
            steps += plan.text(3) + u'\n';
        QVERIFY2(!steps.contains(QStringLiteral("TEMP B-TREE")), qPrintable(steps));
        QVERIFY2(steps.contains(QStringLiteral("INDEX %1 ").arg(QLatin1String(index)))
                || steps.contains(QStringLiteral("INDEX %1\n").arg(QLatin1String(index))),
            qPrintable(steps));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestSearch)
#include "tst_search.moc"
