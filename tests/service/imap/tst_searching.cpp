// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakemailbox.h"
#include "imap/searching.h"
#include "searchkeys.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::tests;
using imapproto::SearchKey;

namespace {

constexpr qint64 Day = 86'400'000;

qint64 ms(const char *dateTime)
{
    return imapproto::parseDateTime(dateTime).value();
}

QByteArray envelopeOf(const QByteArray &date)
{
    const QByteArray written = date.isNull() ? QByteArray("NIL") : '"' + date + '"';
    return "(" + written + " NIL NIL NIL NIL NIL NIL NIL NIL NIL)";
}

/// The sequence numbers of what was found, or the error.
QString shown(const core::Result<imap::Positions> &found)
{
    if (!found)
        return QString::fromUtf8(core::slug(found.error().errc).toByteArray());
    QStringList numbers;
    for (const qsizetype position : *found)
        numbers += QString::number(position + 1);
    return numbers.join(u' ');
}

/// Ten messages with UIDs 10, 20, … 100 that differ in what keys ask for.
void fill(FakeMailbox &box)
{
    for (quint32 i = 1; i <= 10; ++i) {
        FakeMessage &message = box.add(i * 10);
        message.row.size = i * 1000;
        message.row.receivedMs = ms("01-Feb-1994 12:00:00 +0000") + i * Day;
        message.row.savedMs = i <= 5 ? 0 : message.row.receivedMs + Day;
        message.row.thread = i <= 3 ? 7 : i;
        message.facts.emailId = QStringLiteral("M%1").arg(i);
        message.facts.envelope = envelopeOf("Wed, 17 Jul 1996 23:30:00 -0700");
        message.fields = {{QStringLiteral("Subject"), QStringLiteral("Žluťoučký kůň %1").arg(i)},
            {QStringLiteral("From"), QStringLiteral("Smith <smith@example.org>")}};
        message.body = i % 2 == 0 ? QStringLiteral("even") : QStringLiteral("odd");
    }
    std::vector<FakeMessage> &all = box.messages;
    all[0].row.flags = {.system = mail::Seen};
    all[1].row.flags = {.system = mail::Seen | mail::Deleted};
    all[2].row.flags = {.system = mail::Answered,
        .keywords = {QStringLiteral("$Forwarded"), QStringLiteral("work")}};
    all[3].row.flags = {.system = mail::Flagged};
    all[4].row.flags = {.system = mail::Draft, .keywords = {QStringLiteral("Work")}};
    all[5].facts.envelope = envelopeOf("1 Jan 2000 00:10:00 +0900"); // 1999 in UTC.
    all[6].facts.envelope = envelopeOf({});
    all[7].facts.envelope = envelopeOf("yesterday");
    all[8].facts.damaged = true;
    all[9].row.receivedMs = ms("11-Feb-1994 23:59:59 +0000") + 999;
    all[9].fields.append({{QStringLiteral("To"), QStringLiteral("jones@example.org")},
        {QStringLiteral("Cc"), QStringLiteral("carol@example.org")},
        {QStringLiteral("Bcc"), QStringLiteral("blind@example.org")},
        {QStringLiteral("X-Empty"), QString()}});
}

imap::SearchScope scopeOf(const FakeMailbox &box)
{
    return {.view = box.view(),
        .recent = {{core::Uid{35}, core::Uid{61}}, {core::Uid{100}, core::Uid{101}}},
        .saved = {core::Uid{20}, core::Uid{55}, core::Uid{100}},
        .nowMs = ms("12-Feb-1994 12:00:00 +0000")};
}

/// A tree that a parser could give, with @p left keys at most.
SearchKey randomKey(QRandomGenerator &random, int depth)
{
    const auto number = [&random](int end) { return random.bounded(end); };
    const auto day = [&](Kind kind) {
        SearchKey one = key(kind);
        one.day = imapproto::dayOf(ms("01-Feb-1994 12:00:00 +0000")) + number(14);
        return one;
    };
    const auto set = [&](Kind kind, int largest) {
        QByteArray text;
        for (int i = 0, n = 1 + number(3); i < n; ++i) {
            text += (i > 0 ? "," : "") + QByteArray::number(1 + number(largest));
            if (number(2) == 0)
                text += ':'
                    + (number(4) == 0 ? QByteArray("*") : QByteArray::number(1 + number(largest)));
        }
        return key(kind, number(10) == 0 ? "$" : text.constData());
    };
    if (depth > 0 && number(3) > 0) {
        const Kind kind = std::array{Kind::And, Kind::Or, Kind::Not}[size_t(number(3))];
        std::vector<SearchKey> parts;
        for (int i = kind == Kind::Not ? 1 : 2 + number(3); i > 0; --i)
            parts.push_back(randomKey(random, depth - 1));
        return key(kind, std::move(parts));
    }
    static const char *const Flags[] = {"\\Seen", "\\Deleted", "\\flagged", "WORK", "none"};
    static const char *const Texts[] = {"1", "kun", "KŮŇ", "smith", "even", "o", ""};
    switch (number(22)) {
    case 0:
        return set(Kind::Sequence, 12);
    case 1:
        return set(Kind::Uid, 120);
    case 2:
    case 3:
        return key(Kind::Flag, Flags[number(5)]);
    case 4:
        return key(Kind::Recent);
    case 5:
        return day(Kind::Before);
    case 6:
        return day(Kind::On);
    case 7:
        return day(Kind::Since);
    case 8:
        return day(Kind::SentBefore);
    case 9:
        return day(Kind::SentOn);
    case 10:
        return day(Kind::SentSince);
    case 11:
        return day(Kind::SavedOn);
    case 12:
        return key(Kind::Older, quint64(number(14)) * 86'400);
    case 13:
        return key(Kind::Younger, quint64(number(14)) * 86'400);
    case 14:
        return key(Kind::Larger, quint64(number(11)) * 1000);
    case 15:
        return key(Kind::Smaller, quint64(number(11)) * 1000);
    case 16:
        return key(Kind::ModSeq, quint64(number(12)));
    case 17:
        return key(Kind::EmailId, QByteArray("M" + QByteArray::number(number(12))).constData());
    case 18:
        return key(Kind::Subject, Texts[number(7)]);
    case 19:
        return key(Kind::Body, Texts[number(7)]);
    case 20:
        return key(Kind::Text, Texts[number(7)]);
    default:
        return key(number(2) == 0 ? Kind::All : Kind::SaveDateSupported);
    }
}

/// What a key means, message by message, as the RFCs say it.
class Naive {
public:
    Naive(const FakeMailbox &box, const imap::SearchScope &scope)
        : m_box(box)
        , m_scope(scope)
    {
    }

    [[nodiscard]] bool meets(const SearchKey &key, qsizetype position) const
    {
        const FakeMessage &message = m_box.messages[size_t(position)];
        const mail::IndexRow &row = message.row;
        const imapproto::Day received = imapproto::dayOf(row.receivedMs);
        const auto part = [&](const SearchKey &one) { return meets(one, position); };
        const auto text = [&](mail::TextCondition::Where where) {
            return FakeMailbox::meets(message, {where, key.text});
        };
        const qint64 age = m_scope.nowMs - row.receivedMs;
        switch (key.kind) {
        case Kind::And:
            return std::all_of(key.keys.begin(), key.keys.end(), part);
        case Kind::Or:
            return std::any_of(key.keys.begin(), key.keys.end(), part);
        case Kind::Not:
            return !part(key.keys.front());
        case Kind::Sequence:
            return key.set.isSaved()
                ? isSaved(row.uid)
                : key.set.contains(quint32(position) + 1, quint32(m_box.messages.size()));
        case Kind::Uid:
            return key.set.isSaved()
                ? isSaved(row.uid)
                : key.set.contains(row.uid.value, m_box.messages.back().row.uid.value);
        case Kind::Flag:
            return mail::flagNames(row.flags).contains(key.text, Qt::CaseInsensitive);
        case Kind::Recent:
            return std::any_of(
                m_scope.recent.begin(), m_scope.recent.end(), [&](const auto &range) {
                    return row.uid >= range.first && row.uid < range.second;
                });
        case Kind::Before:
            return received < key.day;
        case Kind::On:
            return received == key.day;
        case Kind::Since:
            return received >= key.day;
        case Kind::SentBefore:
            return sent(position) && sent(position) < key.day;
        case Kind::SentOn:
            return sent(position) == key.day;
        case Kind::SentSince:
            return sent(position) && sent(position) >= key.day;
        case Kind::SavedOn:
            return row.savedMs != 0 && imapproto::dayOf(row.savedMs) == key.day;
        case Kind::Older:
            return age >= qint64(key.number) * 1000;
        case Kind::Younger:
            return age <= qint64(key.number) * 1000;
        case Kind::Larger:
            return row.size > qint64(key.number);
        case Kind::Smaller:
            return row.size < qint64(key.number);
        case Kind::ModSeq:
            return row.modSeq.value >= qint64(key.number);
        case Kind::EmailId:
            return !message.facts.damaged && message.facts.emailId == key.text;
        case Kind::Subject:
            return text(mail::TextCondition::Where::Subject);
        case Kind::Body:
            return text(mail::TextCondition::Where::Body);
        case Kind::Text:
            return text(mail::TextCondition::Where::Text);
        default:
            return true;
        }
    }

private:
    [[nodiscard]] bool isSaved(core::Uid uid) const
    {
        return std::find(m_scope.saved.begin(), m_scope.saved.end(), uid) != m_scope.saved.end();
    }
    /// By what fill() has written.
    [[nodiscard]] static std::optional<imapproto::Day> sent(qsizetype position)
    {
        if (position >= 6 && position <= 8)
            return {};
        return imapproto::parseDate(position == 5 ? "1-Jan-2000" : "17-Jul-1996").value();
    }

    const FakeMailbox &m_box;
    const imap::SearchScope &m_scope;
};

} // namespace

class TestSearching : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keys_data()
    {
        QTest::addColumn<SearchKey>("asked");
        QTest::addColumn<QString>("found");

        const auto row = [](const char *name, const SearchKey &asked, const char *found) {
            QTest::newRow(name) << asked << QString::fromLatin1(found);
        };
        row("all", key(Kind::All), "1 2 3 4 5 6 7 8 9 10");
        row("sequence", key(Kind::Sequence, "2,4:6,9"), "2 4 5 6 9");
        row("sequence to the end", key(Kind::Sequence, "9:*"), "9 10");
        row("sequence of the last", key(Kind::Sequence, "*"), "10");
        row("sequence saved", key(Kind::Sequence, "$"), "2 10");
        row("uid", key(Kind::Uid, "15:40,90"), "2 3 4 9");
        row("uid between messages", key(Kind::Uid, "41:49"), "");
        row("uid above all has the last", key(Kind::Uid, "5000:*"), "10");
        row("uid above all", key(Kind::Uid, "101:4294967295"), "");
        row("uid to the largest there can be", key(Kind::Uid, "95:4294967295"), "10");
        row("uid saved", key(Kind::Uid, "$"), "2 10");
        row("seen", key(Kind::Flag, "\\Seen"), "1 2");
        row("flags without case", key(Kind::Flag, "\\FLAGGED"), "4");
        row("answered", key(Kind::Flag, "\\Answered"), "3");
        row("deleted", key(Kind::Flag, "\\Deleted"), "2");
        row("draft", key(Kind::Flag, "\\Draft"), "5");
        row("keyword without case", key(Kind::Flag, "WORK"), "3 5");
        row("keyword", key(Kind::Flag, "$forwarded"), "3");
        row("keyword that nothing has", key(Kind::Flag, "wor"), "");
        row("recent", key(Kind::Recent), "4 5 6 10");
        row("before", key(Kind::Before, "4-Feb-1994"), "1 2");
        row("on", key(Kind::On, "4-Feb-1994"), "3");
        row("since", key(Kind::Since, "10-Feb-1994"), "9 10");
        row("on, at the end of the day", key(Kind::On, "11-Feb-1994"), "10");
        row("senton is as written", key(Kind::SentOn, "17-Jul-1996"), "1 2 3 4 5 10");
        row("senton east", key(Kind::SentOn, "1-Jan-2000"), "6");
        row("sentbefore", key(Kind::SentBefore, "18-Jul-1996"), "1 2 3 4 5 10");
        row("sentbefore, without date", key(Kind::SentBefore, "17-Jul-1996"), "");
        row("not sentbefore, without date",
            key(Kind::Not, {key(Kind::SentBefore, "1-Jan-2100")}), "7 8 9");
        row("sentsince", key(Kind::SentSince, "18-Jul-1996"), "6");
        row("savedon", key(Kind::SavedOn, "9-Feb-1994"), "7");
        row("savedbefore, not known", key(Kind::SavedBefore, "10-Feb-1994"), "6 7");
        row("savedsince", key(Kind::SavedSince, "11-Feb-1994"), "9 10");
        row("savedatesupported", key(Kind::SaveDateSupported), "1 2 3 4 5 6 7 8 9 10");
        row("older", key(Kind::Older, 10 * 86'400), "1");
        row("younger", key(Kind::Younger, 2 * 86'400), "9 10");
        row("younger than the world", key(Kind::Younger, std::numeric_limits<quint64>::max()),
            "1 2 3 4 5 6 7 8 9 10");
        row("larger", key(Kind::Larger, 9000), "10");
        row("smaller", key(Kind::Smaller, 2000), "1");
        row("larger than anything", key(Kind::Larger, std::numeric_limits<quint64>::max()), "");
        row("modseq", key(Kind::ModSeq, 9), "9 10");
        row("modseq of none", key(Kind::ModSeq, std::numeric_limits<quint64>::max()), "");
        row("emailid", key(Kind::EmailId, "M3"), "3");
        row("emailid with case", key(Kind::EmailId, "m3"), "");
        row("threadid", key(Kind::ThreadId, mail::threadIdText(7).toUtf8().constData()), "1 2 3 7");
        row("subject", key(Kind::Subject, "KŮŇ 1"), "1 10");
        row("from", key(Kind::From, "smith@"), "1 2 3 4 5 6 7 8 9 10");
        row("to", key(Kind::To, "jones"), "10");
        row("cc", key(Kind::Cc, "carol"), "10");
        row("bcc", key(Kind::Bcc, "blind"), "10");
        row("body", key(Kind::Body, "EVEN"), "2 4 6 8 10");
        row("text", key(Kind::Text, "kůň 3"), "3");
        row("header", header("x-empty", ""), "10");
        row("header with text", header("x-empty", "a"), "");
        row("and", key(Kind::And, {key(Kind::Flag, "\\Seen"), key(Kind::Flag, "\\Deleted")}), "2");
        row("or", key(Kind::Or, {key(Kind::Flag, "\\Draft"), key(Kind::Flag, "\\Seen")}), "1 2 5");
        row("not", key(Kind::Not, {key(Kind::Sequence, "2:9")}), "1 10");
        row("not text", key(Kind::Not, {key(Kind::Body, "even")}), "1 3 5 7 9");
        row("or of text and row",
            key(Kind::Or, {key(Kind::Subject, "kůň 7"), key(Kind::Uid, "20")}), "2 7");
        row("not or",
            key(Kind::Not, {key(Kind::Or, {key(Kind::Body, "even"), key(Kind::Uid, "10")})}),
            "3 5 7 9");
    }
    void keys()
    {
        QFETCH(SearchKey, asked);
        QFETCH(QString, found);
        FakeMailbox box;
        fill(box);
        const std::atomic<bool> gone = false;
        QCOMPARE(shown(imap::searched(asked, scopeOf(box), box, gone)), found);
        for (const auto &batch : box.factsAsked)
            QVERIFY(!batch.empty());
    }

    void emptyMailbox()
    {
        FakeMailbox box;
        const std::atomic<bool> gone = false;
        const imap::SearchScope scope{.view = box.view()};
        for (const SearchKey &asked :
            {key(Kind::All), key(Kind::Sequence, "1:*"), key(Kind::Uid, "1:*"),
                key(Kind::Not, {key(Kind::Text, "a")}), key(Kind::SentOn, "1-Jan-2000")})
            QCOMPARE(shown(imap::searched(asked, scope, box, gone)), QString());
        QVERIFY(box.factsAsked.empty() && box.matchesAsked.empty());
    }

    void textsAreAskedOfWhatIsLeft()
    {
        FakeMailbox box;
        fill(box);
        const std::atomic<bool> gone = false;
        // Written with the dearest first.
        const SearchKey asked = key(Kind::And,
            {key(Kind::Body, "even"), key(Kind::SentOn, "17-Jul-1996"), key(Kind::Subject, "kůň"),
                key(Kind::Not, {key(Kind::Flag, "\\Seen")})});
        QCOMPARE(shown(imap::searched(asked, scopeOf(box), box, gone)), QStringLiteral("4 10"));
        using Asked = std::vector<core::ContentId>;
        QCOMPARE(box.factsAsked.size(), size_t(1));
        QCOMPARE(box.factsAsked[0].size(), size_t(8));
        QCOMPARE(box.matchesAsked.size(), size_t(2));
        const Asked sent{{3}, {4}, {5}, {10}};
        QCOMPARE(box.matchesAsked[0], sent);
        QCOMPARE(box.matchesAsked[1], sent);
    }

    void textsAreAskedOfWhatOrLeaves()
    {
        FakeMailbox box;
        fill(box);
        const std::atomic<bool> gone = false;
        const SearchKey asked = key(Kind::Or,
            {key(Kind::Body, "even"), key(Kind::Subject, "kůň 3"), key(Kind::Sequence, "1:8")});
        QCOMPARE(shown(imap::searched(asked, scopeOf(box), box, gone)),
            QStringLiteral("1 2 3 4 5 6 7 8 10"));
        QCOMPARE(box.matchesAsked.size(), size_t(2));
        QCOMPARE(box.matchesAsked[0].size(), size_t(2));
    }

    void nothingIsAskedWhenNothingIsLeft()
    {
        FakeMailbox box;
        fill(box);
        const std::atomic<bool> gone = false;
        const SearchKey asked = key(Kind::And,
            {key(Kind::Text, "a"), key(Kind::SentOn, "1-Jan-2000"), key(Kind::Uid, "41:49")});
        QCOMPARE(shown(imap::searched(asked, scopeOf(box), box, gone)), QString());
        QVERIFY(box.factsAsked.empty() && box.matchesAsked.empty());
    }

    void reachIsThatOfSets()
    {
        FakeMailbox box;
        fill(box);
        const imap::SearchScope scope = scopeOf(box);
        const auto reached = [&](const SearchKey &asked) {
            return imap::reach(imap::prepare(asked, scope), scope.view.size()).count();
        };
        QCOMPARE(reached(key(Kind::Uid, "15:40")), 3);
        QCOMPARE(reached(key(Kind::And,
                     {key(Kind::Text, "a"), key(Kind::Uid, "10:50"), key(Kind::Sequence, "4:*"),
                         key(Kind::Flag, "\\Seen")})),
            2);
        QCOMPARE(reached(key(Kind::Or, {key(Kind::Uid, "10:20"), key(Kind::Sequence, "2,10")})), 3);
        QCOMPARE(reached(key(Kind::Or, {key(Kind::Uid, "10:20"), key(Kind::Text, "a")})), 10);
        QCOMPARE(reached(key(Kind::Not, {key(Kind::Uid, "10:20")})), 10);
    }

    void batchesAreBounded()
    {
        FakeMailbox box;
        for (int i = 0; i < 25'000; ++i) {
            auto &message = box.add();
            message.body = i % 10'000 == 0 ? QStringLiteral("found") : QStringLiteral("no");
            message.facts.envelope = envelopeOf("1 Jan 1970 00:00 +0000");
        }
        const std::atomic<bool> gone = false;
        const imap::SearchScope scope{.view = box.view()};
        const SearchKey asked =
            key(Kind::And, {key(Kind::Body, "found"), key(Kind::SentOn, "1-Jan-1970")});
        QCOMPARE(shown(imap::searched(asked, scope, box, gone)), QStringLiteral("1 10001 20001"));
        for (const auto *all : {&box.factsAsked, &box.matchesAsked}) {
            QCOMPARE(all->size(), size_t(3));
            for (const auto &batch : *all)
                QVERIFY(qsizetype(batch.size()) <= imap::SearchBatch);
        }
    }

    void stopsWhenNobodyWaits()
    {
        FakeMailbox box;
        for (int i = 0; i < 25'000; ++i)
            box.add();
        std::atomic<bool> gone = false;
        box.onAsked = [&gone] { gone = true; };
        const imap::SearchScope scope{.view = box.view()};
        QCOMPARE(shown(imap::searched(key(Kind::Body, "a"), scope, box, gone)),
            QStringLiteral("unavailable"));
        QCOMPARE(box.matchesAsked.size(), size_t(1));
        gone = false;
        QCOMPARE(shown(imap::searched(key(Kind::SentOn, "1-Jan-1970"), scope, box, gone)),
            QStringLiteral("unavailable"));
        QCOMPARE(box.factsAsked.size(), size_t(1));
        QCOMPARE(
            shown(imap::searched(key(Kind::All), scope, box, gone)), QStringLiteral("unavailable"));
    }

    void failureOfTheStoreIsPassedOn()
    {
        FakeMailbox box;
        fill(box);
        box.failure = core::Error{core::Errc::Corrupt, {}};
        const std::atomic<bool> gone = false;
        for (const SearchKey &asked :
            {key(Kind::Body, "a"), key(Kind::EmailId, "M1"), key(Kind::Not, {key(Kind::Body, "a")}),
                key(Kind::Or, {key(Kind::Body, "a"), key(Kind::Uid, "1")})})
            QCOMPARE(
                shown(imap::searched(asked, scopeOf(box), box, gone)), QStringLiteral("corrupt"));
    }

    void anyTreeMeansWhatItSays()
    {
        FakeMailbox box;
        fill(box);
        const imap::SearchScope scope = scopeOf(box);
        const Naive naive(box, scope);
        const std::atomic<bool> gone = false;
        for (quint32 seed = 0; seed < 5000; ++seed) {
            QRandomGenerator random(seed);
            const SearchKey asked = randomKey(random, int(seed % 6));
            imap::Positions expected;
            for (qsizetype i = 0; i < qsizetype(box.messages.size()); ++i) {
                if (naive.meets(asked, i))
                    expected.push_back(i);
            }
            QVERIFY2(shown(imap::searched(asked, scope, box, gone)) == shown(expected),
                qPrintable(QStringLiteral("seed %1").arg(seed)));
        }
    }
};

QTEST_GUILESS_MAIN(TestSearching)
#include "tst_searching.moc"
