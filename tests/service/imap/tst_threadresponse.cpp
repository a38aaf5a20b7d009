// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakemailbox.h"
#include "imap/threading.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <numeric>

using namespace digidig;
using namespace digidig::tests;
using Algorithm = imapproto::Thread::Algorithm;
using Forest = std::vector<mail::ThreadNode>;

namespace {

/// Nodes as (message, depth), message 0 for a dummy; parents by depth.
Forest forest(std::initializer_list<std::pair<int, int>> nodes)
{
    Forest out;
    std::vector<int> path;
    for (const auto &[message, depth] : nodes) {
        path.resize(size_t(depth));
        out.push_back(
            {.message = message - 1, .parent = path.empty() ? -1 : path.back(), .depth = depth});
        path.push_back(int(out.size()) - 1);
    }
    return out;
}

std::vector<quint32> upTo(int last)
{
    std::vector<quint32> numbers(static_cast<size_t>(last));
    std::iota(numbers.begin(), numbers.end(), 1U);
    return numbers;
}

/// Reads `thread-list` of RFC 5256 §5 and gives what it says as (message, depth); nothing when it
/// breaks the grammar.
std::optional<std::vector<std::pair<int, int>>> read(QByteArrayView text)
{
    std::vector<std::pair<int, int>> nodes;
    struct Open {
        int depth = 0; // Of the next member.
        bool members = false; // Some number was read in it.
        int lists = 0;
    };
    std::vector<Open> open;
    int depth = 0;
    for (qsizetype i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '(') {
            if (!open.empty()) {
                Open &outer = open.back();
                // A space parts members from what is nested; lists stand side by side.
                const bool spaced = i > 0 && text[i - 1] == ' ';
                if (spaced != (outer.members && outer.lists == 0))
                    return {};
                if (!outer.members && outer.lists == 0) {
                    nodes.emplace_back(0, outer.depth); // A dummy
                    ++outer.depth;
                }
                ++outer.lists;
                depth = outer.depth;
            } else {
                depth = 0;
            }
            open.push_back({.depth = depth});
            ++i;
        } else if (c == ')') {
            if (open.empty() || text[i - 1] == ' ' || text[i - 1] == '(' || open.back().lists == 1)
                return {};
            open.pop_back();
            ++i;
        } else if (c == ' ') {
            if (open.empty() || !open.back().members || open.back().lists > 0)
                return {};
            ++i;
        } else {
            qsizetype end = i;
            while (end < text.size() && text[end] >= '0' && text[end] <= '9')
                ++end;
            if (open.empty() || end == i || open.back().lists > 0
                || (text[i - 1] != '(' && text[i - 1] != ' '))
                return {};
            nodes.emplace_back(text.sliced(i, end - i).toInt(), open.back().depth++);
            open.back().members = true;
            i = end;
        }
    }
    if (!open.empty())
        return {};
    return nodes;
}

Forest threaded(FakeMailbox &box, Algorithm algorithm)
{
    const std::atomic<bool> gone = false;
    imap::Positions all(box.messages.size());
    std::iota(all.begin(), all.end(), 0);
    const core::Result<Forest> result = imap::threaded(all, algorithm, box.view(), box, gone);
    return result ? *result : Forest();
}

FakeMessage &add(
    FakeMailbox &box, const char *id, const char *references, const char *subject, qint64 sent)
{
    FakeMessage &message = box.add();
    message.facts.messageId = QString::fromLatin1(id);
    message.facts.references = QString::fromLatin1(references).split(u' ', Qt::SkipEmptyParts);
    message.facts.subject = QString::fromUtf8(subject);
    message.facts.dateMs = sent;
    return message;
}

QByteArray response(const Forest &forest, int messages)
{
    return imap::threadResponse(forest, upTo(messages));
}

} // namespace

class TestThreadResponse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// RFC 5256 §4
    void examples()
    {
        QCOMPARE(
            response(
                forest({{2, 0}, {3, 0}, {6, 1}, {4, 2}, {23, 3}, {44, 2}, {7, 3}, {96, 4}}), 96),
            QByteArray("THREAD (2)(3 6 (4 23)(44 7 96))"));
        QCOMPARE(response(forest({{0, 0}, {3, 1}, {5, 1}}), 5), QByteArray("THREAD ((3)(5))"));
        // RFC 5256 §3, THREAD=ORDEREDSUBJECT
        QCOMPARE(response(forest({{173, 0}, {174, 0}, {175, 1}, {176, 1}, {178, 1}, {179, 0},
                              {194, 0}, {195, 1}}),
                     195),
            QByteArray("THREAD (173)(174 (175)(176)(178))(179)(194 195)"));
        QCOMPARE(response({}, 0), QByteArray("THREAD"));
        QCOMPARE(response(forest({{1, 0}}), 1), QByteArray("THREAD (1)"));
        QCOMPARE(response(forest({{0, 0}, {1, 1}, {2, 2}, {3, 1}, {4, 0}}), 4),
            QByteArray("THREAD ((1 2)(3))(4)"));
    }

    void numbersAreThoseGiven()
    {
        QCOMPARE(imap::threadResponse(forest({{1, 0}, {2, 1}}), {700, 4294967295U}),
            QByteArray("THREAD (700 4294967295)"));
    }

    void everyForestCanBeRead()
    {
        for (quint32 seed = 0; seed < 2000; ++seed) {
            QRandomGenerator random(seed);
            Forest written;
            std::vector<std::pair<int, int>> said;
            const int size = random.bounded(40);
            std::vector<int> path;
            for (int i = 0; i < size; ++i) {
                path.resize(size_t(random.bounded(int(path.size()) + 1)));
                written.push_back({.message = i,
                    .parent = path.empty() ? -1 : path.back(),
                    .depth = int(path.size())});
                path.push_back(i);
            }
            // Some of the tops that have two below are dummies.
            for (int i = 0; i < size; ++i) {
                const auto below = std::count_if(written.begin(), written.end(),
                    [i](const mail::ThreadNode &node) { return node.parent == i; });
                if (written[size_t(i)].parent < 0 && below > 1 && random.bounded(2) == 0)
                    written[size_t(i)].message = -1;
                said.emplace_back(written[size_t(i)].message + 1, written[size_t(i)].depth);
            }
            const QByteArray text = response(written, size);
            const auto heard = read(QByteArrayView(text).sliced(size > 0 ? 7 : 6));
            QVERIFY2(heard && *heard == said, text.constData());
        }
    }

    void deepAndWide()
    {
        constexpr int Size = 200'000;
        Forest deep;
        Forest wide;
        for (int i = 0; i < Size; ++i) {
            deep.push_back({.message = i, .parent = i - 1, .depth = i});
            wide.push_back({.message = i, .parent = i == 0 ? -1 : 0, .depth = i == 0 ? 0 : 1});
        }
        QCOMPARE(response(deep, Size).count('('), 1);
        QCOMPARE(response(wide, Size).count('('), Size);
    }

    void references()
    {
        FakeMailbox box;
        add(box, "a", "", "one", 100);
        add(box, "b", "a", "Re: one", 300);
        add(box, "c", "a", "Re: one", 200);
        add(box, "d", "gone", "two", 50);
        add(box, "e", "gone", "two", 60);
        // By its subject alone (RFC 5256 §3, step 5), and without a date.
        FakeMessage &last = add(box, "f", "", "RE: One (fwd)", 0);
        last.facts.dateMs.reset();
        last.row.receivedMs = 400;
        QCOMPARE(response(threaded(box, Algorithm::References), 6),
            QByteArray("THREAD ((4)(5))(1 (3)(2)(6))"));
    }

    void orderedSubject()
    {
        FakeMailbox box;
        add(box, "a", "", "Re: žába", 300);
        add(box, "b", "", "Other", 200);
        add(box, "c", "b", "ŽÁBA", 100);
        add(box, "d", "", "[list] Žába (fwd)", 200);
        add(box, "e", "", "", 500);
        add(box, "f", "", "Re:", 400);
        add(box, "g", "", "last", 200);
        QCOMPARE(response(threaded(box, Algorithm::OrderedSubject), 7),
            QByteArray("THREAD (3 (4)(1))(2)(7)(6 5)"));
    }

    void batchesAreBounded()
    {
        FakeMailbox box;
        for (int i = 0; i < 25'000; ++i)
            box.add();
        (void)threaded(box, Algorithm::References);
        QCOMPARE(box.factsAsked.size(), size_t(3));
        QCOMPARE(box.partsAsked, quint32(mail::ThreadPart));
    }

    void failureOfTheStoreIsPassedOn()
    {
        FakeMailbox box;
        box.add();
        box.failure = core::Error{core::Errc::Corrupt, {}};
        const std::atomic<bool> gone = false;
        QVERIFY(!imap::threaded({0}, Algorithm::References, box.view(), box, gone));
    }
};

QTEST_GUILESS_MAIN(TestThreadResponse)
#include "tst_threadresponse.moc"
