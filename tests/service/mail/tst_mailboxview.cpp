// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailboxindex.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <algorithm>
#include <map>
#include <numeric>

using namespace digidig;
using mail::IndexRow;
using mail::MailboxDelta;
using mail::MailboxView;

namespace {

using Rows = std::vector<IndexRow>;

IndexRow rowOf(quint32 uid, qint64 modSeq = 1)
{
    return {{uid}, {qint64(uid) * 7}, {qint64(uid) * 3}, {modSeq}, {}, qint64(uid) * 1000, 5, 100,
        qint64(uid)};
}

Rows rowsOf(int count)
{
    Rows rows;
    for (int uid = 1; uid <= count; ++uid)
        rows.push_back(rowOf(quint32(uid)));
    return rows;
}

MailboxView viewOf(const Rows &rows)
{
    return MailboxView().updated({.mailbox = {}, .rows = rows, .whole = true});
}

Rows rowsIn(const MailboxView &view)
{
    Rows rows;
    view.each(0, view.size(), [&](qsizetype position, const IndexRow &row) {
        if (position != qsizetype(rows.size()))
            qFatal("visited out of order");
        rows.push_back(row);
        return true;
    });
    return rows;
}

/// Everything that a view answers, held against plain rows.
bool isSame(const MailboxView &view, const Rows &rows)
{
    if (rowsIn(view) != rows || view.size() != qsizetype(rows.size())
        || view.isEmpty() != rows.empty())
        return false;
    for (size_t i = 0; i < rows.size(); ++i) {
        const auto position = qsizetype(i);
        if (view.at(position) != rows[i] || view.find(rows[i].uid) != position
            || view.lowerBound(rows[i].uid) != position)
            return false;
        const core::Uid after{rows[i].uid.value + 1};
        const bool known = i + 1 < rows.size() && rows[i + 1].uid == after;
        if (view.lowerBound(after) != position + 1
            || view.find(after) != (known ? position + 1 : -1))
            return false;
    }
    const auto unseen = std::find_if(rows.begin(), rows.end(),
        [](const IndexRow &row) { return !row.flags.has(mail::Seen); });
    if (view.firstUnseen() != (unseen == rows.end() ? -1 : unseen - rows.begin()))
        return false;
    return view.find({0}) == -1 && view.lowerBound({0}) == 0;
}

/// The difference as its definition says, without any chunk.
MailboxView::Difference differenceOf(const Rows &before, const Rows &after)
{
    MailboxView::Difference difference;
    std::map<core::Uid, size_t> places;
    for (size_t i = 0; i < after.size(); ++i)
        places[after[i].uid] = i;
    for (size_t i = 0; i < before.size(); ++i) {
        const auto at = places.find(before[i].uid);
        if (at == places.end())
            difference.expunged.push_back(qsizetype(i));
        else if (after[at->second].modSeq != before[i].modSeq)
            difference.changed.push_back(qsizetype(at->second));
    }
    for (const IndexRow &row : after)
        difference.added += before.empty() || row.uid > before.back().uid ? 1 : 0;
    return difference;
}

bool operator==(const MailboxView::Difference &a, const MailboxView::Difference &b)
{
    return a.expunged == b.expunged && a.changed == b.changed && a.added == b.added;
}

/// A mailbox that changes at random, as any mailbox may, and the views of it.
class Model {
public:
    explicit Model(quint32 seed)
        : m_random(seed)
    {
    }

    /// Does something, and says what.
    MailboxDelta step()
    {
        MailboxDelta delta;
        const int much = m_random.bounded(5) == 0 ? 700 : 8;
        ++m_modSeq;
        if (m_random.bounded(2) == 0)
            expunge(delta, m_random.bounded(much));
        if (m_random.bounded(2) == 0)
            change(delta, m_random.bounded(much));
        if (m_random.bounded(2) == 0)
            add(delta, m_random.bounded(much));
        std::sort(delta.rows.begin(), delta.rows.end(),
            [](const IndexRow &a, const IndexRow &b) { return a.uid < b.uid; });
        std::sort(delta.vanished.begin(), delta.vanished.end());
        delta.mailbox.highestModSeq = {m_modSeq};
        if (m_random.bounded(20) == 0) {
            delta.whole = true;
            delta.rows = rows;
            delta.vanished.clear();
        }
        return delta;
    }

    Rows rows;

private:
    void expunge(MailboxDelta &delta, int count)
    {
        // In a block, or here and there; sometimes what nobody ever saw.
        const bool block = m_random.bounded(2) == 0;
        size_t at = rows.empty() ? 0 : m_random.bounded(quint32(rows.size()));
        for (; count > 0 && !rows.empty(); --count) {
            at = std::min(at, rows.size() - 1);
            delta.vanished.push_back(rows[at].uid);
            rows.erase(rows.begin() + qsizetype(at));
            if (!block && !rows.empty())
                at = m_random.bounded(quint32(rows.size()));
        }
        if (m_random.bounded(3) == 0)
            delta.vanished.push_back({m_uidNext++});
    }
    void change(MailboxDelta &delta, int count)
    {
        std::map<core::Uid, IndexRow> changed;
        for (; count > 0 && !rows.empty(); --count) {
            IndexRow &row = rows[m_random.bounded(quint32(rows.size()))];
            row.modSeq = {m_modSeq};
            row.flags.system = quint32(m_random.bounded(32));
            if (m_random.bounded(8) == 0)
                row.flags.keywords = {QStringLiteral("k%1").arg(m_random.bounded(5))};
            changed[row.uid] = row;
        }
        for (const auto &[uid, row] : changed)
            delta.rows.push_back(row);
    }
    void add(MailboxDelta &delta, int count)
    {
        for (; count > 0; --count) {
            m_uidNext += quint32(m_random.bounded(3));
            rows.push_back(rowOf(m_uidNext++, m_modSeq));
            delta.rows.push_back(rows.back());
        }
    }

    QRandomGenerator m_random;
    quint32 m_uidNext = 1;
    qint64 m_modSeq = 0;
};

class TestMailboxView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizes_data()
    {
        QTest::addColumn<int>("count");
        for (const int count : {0, 1, 2, 255, 256, 257, 511, 512, 513, 5000})
            QTest::newRow(qPrintable(QString::number(count))) << count;
    }

    void sizes()
    {
        QFETCH(int, count);
        const Rows rows = rowsOf(count);
        const MailboxView view = viewOf(rows);
        QVERIFY(isSame(view, rows));
        QVERIFY(view.to(view) == differenceOf(rows, rows));
        QVERIFY(MailboxView().to(view) == differenceOf({}, rows));
        QVERIFY(view.to(MailboxView()) == differenceOf(rows, {}));
        QVERIFY(isSame(view.withoutExpunges(MailboxView()), rows));
        QVERIFY(isSame(MailboxView().withoutExpunges(view), rows));

        // One more at the end, the first gone, the last changed.
        Rows next = rows;
        MailboxDelta delta;
        if (count > 0) {
            delta.vanished = {next.front().uid};
            next.erase(next.begin());
        }
        if (count > 1) {
            next.back().modSeq = {9};
            delta.rows.push_back(next.back());
        }
        next.push_back(rowOf(quint32(count) + 3, 9));
        delta.rows.push_back(next.back());
        const MailboxView later = view.updated(delta);
        QVERIFY(isSame(later, next));
        QVERIFY(isSame(view, rows)); // Earlier versions stay what they are.
        QVERIFY(view.to(later) == differenceOf(rows, next));
        Rows all = next;
        if (count > 0)
            all.insert(all.begin(), rows.front());
        QVERIFY(isSame(view.withoutExpunges(later), all));
    }

    void aHundredThousand()
    {
        const int count = 100'000;
        const Rows rows = rowsOf(count);
        const MailboxView view = viewOf(rows);
        QCOMPARE(rowsIn(view), rows);
        QCOMPARE(view.find({99'999}), 99'998);
        QCOMPARE(view.at(77'777).uid.value, 77'778U);
        int visited = 0;
        view.each(50'000, 99'999, [&](qsizetype, const IndexRow &) { return ++visited < 10; });
        QCOMPARE(visited, 10);
        // Every second one goes, in one step.
        MailboxDelta delta;
        for (quint32 uid = 1; uid <= count; uid += 2)
            delta.vanished.push_back({uid});
        const MailboxView later = view.updated(delta);
        QCOMPARE(later.size(), count / 2);
        QCOMPARE(view.to(later).expunged.size(), size_t(count / 2));
        QCOMPARE(later.find({2}), 0);
        QCOMPARE(later.find({count}), count / 2 - 1);
    }

    void versionsShare()
    {
        const MailboxView view = viewOf(rowsOf(100'000));
        IndexRow changed = rowOf(50'000, 2);
        const MailboxView later = view.updated({.mailbox = {}, .rows = {changed, rowOf(100'001)}});
        // Rows that are shared are the same in memory.
        int shared = 0;
        for (const qsizetype position : {0, 10'000, 49'000, 51'000, 90'000})
            shared += &view.at(position) == &later.at(position) ? 1 : 0;
        QCOMPARE(shared, 5);
        // So are those of a whole reading that finds the same.
        MailboxDelta whole{.mailbox = {}, .rows = rowsIn(later), .whole = true};
        whole.rows[7].modSeq = {8};
        const MailboxView again = later.updated(whole);
        QVERIFY(&later.at(60'000) == &again.at(60'000));
        QVERIFY(&later.at(7) != &again.at(7));
        // And those of a session that was not told of an expunge yet.
        const MailboxView fewer = later.updated({.mailbox = {}, .vanished = {{3}}});
        const MailboxView held = later.withoutExpunges(fewer);
        QVERIFY(&held.at(60'000) == &later.at(60'000));
        QCOMPARE(held.at(2).uid.value, 3U);
        const MailboxView more = fewer.updated({.mailbox = {}, .rows = {rowOf(100'002)}});
        const MailboxView heldStill = held.withoutExpunges(more);
        QCOMPARE(heldStill.size(), held.size() + 1);
        QVERIFY(&heldStill.at(100'000) == &more.at(99'999));
    }

    void anotherUidValidityIsAnotherMailbox()
    {
        Rows rows = rowsOf(3);
        const MailboxView view = viewOf(rows);
        MailboxDelta whole{.mailbox = {}, .rows = {rowOf(1, 7)}, .whole = true};
        whole.mailbox.uidValidity = 5;
        const MailboxView later = view.updated(whole);
        QVERIFY(isSame(later, {rowOf(1, 7)}));
        QCOMPARE(later.mailbox().uidValidity, 5U);
    }

    /// In another chunk than the first, and after every change of it.
    void firstUnseen()
    {
        QCOMPARE(MailboxView().firstUnseen(), -1);
        Rows rows = rowsOf(1'000);
        for (IndexRow &row : rows)
            row.flags.system = mail::Seen;
        QCOMPARE(viewOf(rows).firstUnseen(), -1);
        rows[700].flags = {};
        rows[701].flags = {};
        const MailboxView view = viewOf(rows);
        QCOMPARE(view.firstUnseen(), 700);
        QCOMPARE(view.updated({.mailbox = {}, .vanished = {{3}, {701}}}).firstUnseen(), 699);
        IndexRow read = rows[700];
        read.flags.system = mail::Seen | mail::Flagged;
        IndexRow unread = rows[2];
        unread.flags = {};
        QCOMPARE(view.updated({.mailbox = {}, .rows = {read}}).firstUnseen(), 701);
        QCOMPARE(view.updated({.mailbox = {}, .rows = {unread, read}}).firstUnseen(), 2);
    }

    void keywords()
    {
        Rows rows = rowsOf(600);
        rows[0].flags.keywords = {QStringLiteral("work")};
        rows[300].flags.keywords = {QStringLiteral("$Forwarded"), QStringLiteral("home")};
        rows[301].flags.keywords = rows[300].flags.keywords;
        rows[599].flags.keywords = {QStringLiteral("Work")};
        const MailboxView view = viewOf(rows);
        QCOMPARE(view.keywords(),
            QStringList(
                {QStringLiteral("$Forwarded"), QStringLiteral("home"), QStringLiteral("work")}));
        QCOMPARE(view.updated({.mailbox = {}, .vanished = {{301}, {302}}}).keywords(),
            QStringList{QStringLiteral("work")});
        QCOMPARE(MailboxView().keywords(), QStringList());
    }

    /// However much comes and goes, memory follows the rows that there are.
    void bytesFollowTheRows()
    {
        MailboxView view = viewOf(rowsOf(20'000));
        const qint64 full = view.bytes();
        QVERIFY(full >= qint64(20'000 * sizeof(IndexRow)));
        for (quint32 uid = 1; uid < 20'000; ++uid) {
            if (uid % 100 != 0)
                view = view.updated({.mailbox = {}, .vanished = {{uid}}});
        }
        QCOMPARE(view.size(), 200);
        QVERIFY2(view.bytes() < full / 20, qPrintable(QString::number(view.bytes())));
        // One by one makes no more of it than all at once.
        MailboxView grown;
        for (quint32 uid = 1; uid <= 2'000; ++uid)
            grown = grown.updated({.mailbox = {}, .rows = {rowOf(uid)}});
        QVERIFY(grown.bytes() < viewOf(rowsOf(2'000)).bytes() * 11 / 10);
    }

    void model_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 12; ++seed)
            QTest::newRow(qPrintable(QString::number(seed))) << seed;
    }

    /// A session that is told what it may be told, at random, has what it should at every moment.
    void model()
    {
        QFETCH(quint32, seed);
        Model model(seed);
        QRandomGenerator random(seed * 31);
        MailboxView view;
        MailboxView session;
        Rows told; // What the session was told.
        for (int i = 0; i < 120; ++i) {
            const Rows before = model.rows;
            const MailboxView earlier = view;
            view = view.updated(model.step());
            QVERIFY(isSame(view, model.rows));
            QVERIFY(isSame(earlier, before));
            QVERIFY(earlier.to(view) == differenceOf(before, model.rows));

            const bool mayExpunge = random.bounded(4) == 0;
            Rows next = model.rows;
            if (!mayExpunge) {
                for (const IndexRow &row : told) {
                    if (view.find(row.uid) < 0)
                        next.push_back(row);
                }
                std::sort(next.begin(), next.end(),
                    [](const IndexRow &a, const IndexRow &b) { return a.uid < b.uid; });
            }
            const MailboxView now = mayExpunge ? view : session.withoutExpunges(view);
            QVERIFY(isSame(now, next));
            const auto difference = session.to(now);
            QVERIFY(difference == differenceOf(told, next));
            QVERIFY(mayExpunge || difference.expunged.empty());
            QCOMPARE(now.mailbox().highestModSeq, view.mailbox().highestModSeq);
            session = now;
            told = next;
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestMailboxView)
#include "tst_mailboxview.moc"
