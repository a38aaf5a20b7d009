// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakemailbox.h"
#include "imap/sorting.h"

#include <QtTest/QTest>

#include <numeric>

using namespace digidig;
using namespace digidig::tests;
using Criteria = std::vector<imapproto::Sort::Criterion>;
using Key = imapproto::Sort::Key;

namespace {

QByteArray list(const char *mailbox)
{
    return *mailbox ? QByteArray("((\"Name (x)\" NIL \"") + mailbox + "\" \"example.org\"))"
                    : "NIL";
}

void describe(
    FakeMessage &message, const char *subject, const char *from, const char *to, const char *cc)
{
    message.facts.subject = QString::fromUtf8(subject);
    message.facts.envelope = "(NIL {5}\r\n(\")\\\" " + list(from) + " NIL ((NIL NIL \"r\" \"x\")) "
        + list(to) + ' ' + list(cc) + " NIL NIL \"<id@x>\")";
}

/// In sequence numbers; all messages of @p box.
QString sortedBy(FakeMailbox &box, const Criteria &criteria)
{
    const std::atomic<bool> gone = false;
    imap::Positions all(box.messages.size());
    std::iota(all.begin(), all.end(), 0);
    const core::Result<imap::Positions> sorted = imap::sorted(all, criteria, box.view(), box, gone);
    if (!sorted)
        return QString::fromUtf8(core::slug(sorted.error().errc).toByteArray());
    QStringList numbers;
    for (const qsizetype position : *sorted)
        numbers += QString::number(position + 1);
    return numbers.join(u' ');
}

} // namespace

class TestSorting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void criteria_data()
    {
        QTest::addColumn<Criteria>("criteria");
        QTest::addColumn<QString>("order");

        const auto row = [](const char *name, const Criteria &criteria, const char *order) {
            QTest::newRow(name) << criteria << QString::fromLatin1(order);
        };
        row("arrival", {{Key::Arrival}}, "3 5 1 2 4");
        row("reverse arrival", {{Key::Arrival, true}}, "4 1 2 5 3");
        row("size", {{Key::Size}}, "5 1 3 4 2");
        row("reverse size", {{Key::Size, true}}, "2 1 3 4 5");
        row("date, else arrival", {{Key::Date}}, "4 3 5 1 2");
        row("reverse date", {{Key::Date, true}}, "1 2 5 3 4");
        row("subject", {{Key::Subject}}, "4 2 5 1 3");
        row("from", {{Key::From}}, "5 1 3 4 2");
        row("to", {{Key::To}}, "1 2 3 4 5");
        row("cc", {{Key::Cc}}, "2 3 4 5 1");
        row("reverse cc keeps ties", {{Key::Cc, true}}, "1 2 3 4 5");
        row("size, reverse arrival", {{Key::Size}, {Key::Arrival, true}}, "5 4 1 3 2");
        row("reverse size, arrival", {{Key::Size, true}, {Key::Arrival}}, "2 3 1 4 5");
        row("a key counts once", {{Key::Size}, {Key::Size, true}, {Key::Arrival, true}},
            "5 4 1 3 2");
    }
    void criteria()
    {
        QFETCH(Criteria, criteria);
        QFETCH(QString, order);
        FakeMailbox box;
        const qint64 received[] = {300, 300, 100, 400, 200};
        const qint64 sizes[] = {20, 30, 20, 20, 10};
        const std::optional<qint64> dates[] = {{}, {}, {}, 50, 150};
        for (size_t i = 0; i < 5; ++i) {
            FakeMessage &message = box.add();
            message.row.receivedMs = received[i];
            message.row.size = sizes[i];
            message.facts.dateMs = dates[i];
        }
        describe(box.messages[0], "Re: [list] Žába (fwd)", "Bob", "", "x");
        describe(box.messages[1], "fwd: apple", "zoe", "", "");
        describe(box.messages[2], "ŽÁBA", "bob", "", "");
        describe(box.messages[3], "Re:", "BOB", "", "");
        describe(box.messages[4], "Banana", "alice", "", "");
        QCOMPARE(sortedBy(box, criteria), order);
    }

    void groupCountsByItsName()
    {
        FakeMailbox box;
        box.add().facts.envelope = "(NIL NIL NIL NIL NIL ((NIL NIL \"b\" \"x\")) NIL NIL NIL NIL)";
        box.add().facts.envelope = "(NIL NIL NIL NIL NIL ((NIL NIL \"a group\" NIL)(NIL NIL \"z\" "
                                   "\"x\")(NIL NIL NIL NIL)) NIL NIL NIL NIL)";
        box.add().facts.damaged = true;
        QCOMPARE(sortedBy(box, {{Key::To}}), QStringLiteral("3 2 1"));
    }

    void onlyWhatIsNeededIsAskedFor()
    {
        FakeMailbox box;
        for (int i = 0; i < 25'000; ++i)
            box.add().row.size = i % 7;
        (void)sortedBy(box, {{Key::Size}, {Key::Arrival}});
        QVERIFY(box.factsAsked.empty());
        (void)sortedBy(box, {{Key::From}});
        QCOMPARE(box.partsAsked, quint32(mail::EnvelopePart));
        QCOMPARE(box.factsAsked.size(), size_t(3));
        for (const auto &batch : box.factsAsked)
            QVERIFY(qsizetype(batch.size()) <= imap::SearchBatch);
    }

    void failureOfTheStoreIsPassedOn()
    {
        FakeMailbox box;
        box.add();
        box.failure = core::Error{core::Errc::Corrupt, {}};
        QCOMPARE(sortedBy(box, {{Key::Date}}), QStringLiteral("corrupt"));
    }

    void stopsWhenNobodyWaits()
    {
        FakeMailbox box;
        for (int i = 0; i < 25'000; ++i)
            box.add();
        std::atomic<bool> gone = false;
        box.onAsked = [&gone] { gone = true; };
        imap::Positions all(25'000);
        std::iota(all.begin(), all.end(), 0);
        QVERIFY(!imap::sorted(all, {{Key::Subject}}, box.view(), box, gone));
        QCOMPARE(box.factsAsked.size(), size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestSorting)
#include "tst_sorting.moc"
