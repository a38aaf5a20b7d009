// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakemailbox.h"
#include "imap/searchresponse.h"

#include <QtTest/QTest>

#include <numeric>

using namespace digidig;
using namespace digidig::tests;
using imapproto::SearchReturn;

namespace {

/// Thirty messages, their UIDs ten times their sequence numbers.
mail::MailboxView thirty()
{
    FakeMailbox box;
    for (quint32 i = 1; i <= 30; ++i)
        box.add(i * 10).row.modSeq = core::ModSeq{100 + i};
    box.messages[22].row.modSeq = core::ModSeq{917'162'500};
    box.messages[1].row.modSeq = core::ModSeq{700};
    return box.view();
}

/// By sequence numbers.
imap::Positions found(std::initializer_list<qsizetype> numbers)
{
    imap::Positions positions;
    for (const qsizetype number : numbers)
        positions.push_back(number - 1);
    return positions;
}

constexpr SearchReturn Min{.given = true, .min = true};
constexpr SearchReturn Max{.given = true, .max = true};
constexpr SearchReturn MinMax{.given = true, .min = true, .max = true};
constexpr SearchReturn All{.given = true, .all = true};
constexpr SearchReturn Count{.given = true, .count = true};
constexpr SearchReturn MinCount{.given = true, .min = true, .count = true};
constexpr SearchReturn MinMaxAll{.given = true, .min = true, .max = true, .all = true};
constexpr SearchReturn Everything{
    .given = true, .min = true, .max = true, .all = true, .count = true};
constexpr SearchReturn Save{.given = true, .save = true};

} // namespace

class TestSearchResponse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void search()
    {
        const mail::MailboxView view = thirty();
        QCOMPARE(imap::searchResponse("SEARCH", view, found({2, 10, 11}), false, false),
            QByteArray("SEARCH 2 10 11"));
        QCOMPARE(imap::searchResponse("SEARCH", view, found({2, 10, 11}), true, false),
            QByteArray("SEARCH 20 100 110"));
        QCOMPARE(imap::searchResponse("SEARCH", view, {}, false, false), QByteArray("SEARCH"));
        // RFC 7162 §3.1.5
        QCOMPARE(imap::searchResponse(
                     "SEARCH", view, found({2, 5, 6, 7, 11, 12, 18, 19, 20, 23}), false, true),
            QByteArray("SEARCH 2 5 6 7 11 12 18 19 20 23 (MODSEQ 917162500)"));
        QCOMPARE(imap::searchResponse("SEARCH", view, {}, false, true), QByteArray("SEARCH"));
        // RFC 7162 §3.1.6
        QCOMPARE(imap::searchResponse("SORT", view,
                     found({2, 3, 4, 5, 1, 11, 18, 7, 19, 20, 23, 21, 6}), false, true),
            QByteArray("SORT 2 3 4 5 1 11 18 7 19 20 23 21 6 (MODSEQ 917162500)"));
    }

    void extended_data()
    {
        QTest::addColumn<QByteArray>("response");
        QTest::addColumn<QByteArray>("expected");

        const mail::MailboxView view = thirty();
        const auto row = [&view](const char *name, const SearchReturn &returns,
                             const imap::Positions &positions, const char *expected,
                             bool uid = false, bool withModSeq = false) {
            QTest::newRow(name) << imap::extendedSearchResponse("A282", view, positions, returns,
                uid, withModSeq) << QByteArray(expected);
        };
        const imap::Positions three = found({2, 10, 11});
        // RFC 4731 §3.1
        row("MIN COUNT", MinCount, three, "ESEARCH (TAG \"A282\") MIN 2 COUNT 3");
        row("ALL", All, three, "ESEARCH (TAG \"A282\") ALL 2,10:11");
        row("UID MIN MAX", MinMax, three, "ESEARCH (TAG \"A282\") UID MIN 20 MAX 110", true);
        row("COUNT", Count, three, "ESEARCH (TAG \"A282\") COUNT 3");
        row("UID ALL", All, three, "ESEARCH (TAG \"A282\") UID ALL 20,100,110", true);
        row("everything", Everything, three,
            "ESEARCH (TAG \"A282\") MIN 2 MAX 11 COUNT 3 ALL 2,10:11");
        row("one", Everything, found({7}), "ESEARCH (TAG \"A282\") MIN 7 MAX 7 COUNT 1 ALL 7");
        row("none, MIN MAX", MinMax, {}, "ESEARCH (TAG \"A282\")");
        row("none, everything", Everything, {}, "ESEARCH (TAG \"A282\") UID COUNT 0", true, true);
        // RFC 5182 §2.1: nothing is told of what is only saved.
        row("SAVE", Save, three, "");
        // RFC 7162 §3.1.10, RFC 4731 §3.2: of the highest that is told.
        row("MODSEQ of ALL", All, found({2, 23, 24}),
            "ESEARCH (TAG \"A282\") ALL 2,23:24 MODSEQ 917162500", false, true);
        row("MODSEQ of MIN", Min, found({2, 23, 24}), "ESEARCH (TAG \"A282\") MIN 2 MODSEQ 700",
            false, true);
        row("MODSEQ of MAX", Max, found({2, 23, 24}), "ESEARCH (TAG \"A282\") MAX 24 MODSEQ 124",
            false, true);
        row("MODSEQ of MIN MAX", MinMax, found({2, 23, 24}),
            "ESEARCH (TAG \"A282\") MIN 2 MAX 24 MODSEQ 700", false, true);
        row("MODSEQ of MIN COUNT", MinCount, found({2, 23, 24}),
            "ESEARCH (TAG \"A282\") MIN 2 COUNT 3 MODSEQ 917162500", false, true);
        // RFC 5267 §3.1: all of it in the order of SORT.
        row("sorted", Everything, found({5, 3, 4, 2, 1, 7, 8, 9}),
            "ESEARCH (TAG \"A282\") MIN 5 MAX 9 COUNT 8 ALL 5,3:4,2,1,7:9");
    }
    void extended()
    {
        QFETCH(QByteArray, response);
        QTEST(response, "expected");
    }

    /// RFC 5182 §2.4, the table.
    void saved()
    {
        const imap::Positions all = found({2, 10, 11, 12});
        const auto saves = [&all](SearchReturn returns) {
            returns.save = true;
            return imap::asked(returns, all);
        };
        QCOMPARE(saves(Save), all);
        QCOMPARE(saves(Min), found({2}));
        QCOMPARE(saves(Max), found({12}));
        QCOMPARE(saves(MinMax), found({2, 12}));
        QCOMPARE(saves(All), all);
        QCOMPARE(saves(Count), all);
        QCOMPARE(saves(MinCount), all);
        QCOMPARE(saves(MinMaxAll), all);
        QCOMPARE(imap::asked(MinMax, found({9})), found({9}));
        QCOMPARE(imap::asked(Min, {}), imap::Positions());
    }

    void wholeMailboxIsOneRange()
    {
        FakeMailbox box;
        for (int i = 0; i < 10'000; ++i)
            box.add();
        imap::Positions all(10'000);
        std::iota(all.begin(), all.end(), 0);
        QCOMPARE(imap::extendedSearchResponse("a", box.view(), all, All, true, false),
            QByteArray("ESEARCH (TAG \"a\") UID ALL 1:10000"));
    }
};

QTEST_GUILESS_MAIN(TestSearchResponse)
#include "tst_searchresponse.moc"
