// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/references.h"

#include <QtCore/QHash>
#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig::mail;

namespace {

/// A message as tests write it: id, what it refers to (separated by spaces), subject, time.
Threadable one(
    const char *id, const char *references = "", const char *subject = "", qint64 sent = 0)
{
    return {QString::fromUtf8(id), QString::fromUtf8(references).split(u' ', Qt::SkipEmptyParts),
        QString::fromUtf8(subject), sent};
}

/// A forest as THREAD writes it (RFC 5256 §4), by sequence numbers; `()` is a dummy.
QString written(const std::vector<ThreadNode> &forest)
{
    QString text;
    int depth = -1;
    for (const ThreadNode &node : forest) {
        for (; depth >= node.depth; --depth)
            text += u')';
        text +=
            u'(' + (node.message < 0 ? QStringLiteral("()") : QString::number(node.message + 1));
        depth = node.depth;
    }
    return text + QString(depth + 1, u')');
}

/// What holds of every forest.
QString broken(const std::vector<ThreadNode> &forest, size_t messages)
{
    std::vector<int> seen(messages, 0);
    std::vector<int> children(forest.size(), 0);
    for (size_t i = 0; i < forest.size(); ++i) {
        const ThreadNode &node = forest[i];
        if (node.parent >= int(i))
            return QStringLiteral("a node comes before its parent");
        if (node.parent < 0 && node.depth != 0)
            return QStringLiteral("a thread does not begin at the top");
        if (node.parent >= 0) {
            ++children[size_t(node.parent)];
            if (node.depth != forest[size_t(node.parent)].depth + 1)
                return QStringLiteral("a depth is wrong");
        }
        if (node.message < 0 && node.depth != 0)
            return QStringLiteral("a dummy lies below the top");
        if (node.message >= 0)
            ++seen[size_t(node.message)];
    }
    for (size_t i = 0; i < forest.size(); ++i) {
        if (forest[i].message < 0 && children[i] < 2)
            return QStringLiteral("a dummy holds nothing together");
    }
    for (const int times : seen) {
        if (times != 1)
            return QStringLiteral("a message is there %1 times").arg(times);
    }
    return {};
}

/// Step 1 as the RFC has it, link by link with a look for loops each time: the parent of each
/// message's container, by name.
QHash<QString, QString> linkedOneByOne(const std::vector<Threadable> &messages)
{
    QHash<QString, QString> parents;
    const auto isAbove = [&](const QString &above, QString at) {
        for (; !at.isEmpty(); at = parents.value(at)) {
            if (at == above)
                return true;
        }
        return false;
    };
    for (const Threadable &message : messages) {
        QString previous;
        for (const QString &id : message.references) {
            if (!previous.isEmpty() && parents.value(id).isEmpty() && !isAbove(id, previous))
                parents.insert(id, previous);
            previous = id;
        }
        parents.remove(message.messageId);
        if (!previous.isEmpty() && !isAbove(message.messageId, previous))
            parents.insert(message.messageId, previous);
    }
    return parents;
}

} // namespace

/// THREAD=REFERENCES, RFC 5256 §3.
class TestReferences : public QObject {
    Q_OBJECT

    using Messages = std::vector<Threadable>;

private Q_SLOTS:
    void forest_data()
    {
        QTest::addColumn<Messages>("messages");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const Messages &messages, const char *expected) {
            QTest::newRow(name) << messages << QString::fromLatin1(expected);
        };
        row("nothing", {}, "");
        row("one", {one("a")}, "(1)");
        row("chain", {one("a"), one("b", "a"), one("c", "a b")}, "(1(2(3)))");
        row("chain, backwards", {one("c", "a b"), one("b", "a"), one("a")}, "(3(2(1)))");
        row("siblings by date",
            {one("a"), one("b", "a", "", 30), one("c", "a", "", 20), one("d", "a", "", 25)},
            "(1(3)(4)(2))");
        row("siblings of one date by number", {one("a"), one("b", "a"), one("c", "a")},
            "(1(2)(3))");
        row("threads by date", {one("a", "", "", 2), one("b", "", "", 1)}, "(2)(1)");
        row("no Message-ID", {one(""), one("")}, "(1)(2)");
        row("a Message-ID twice names the first", {one("a"), one("a"), one("b", "a")}, "(1(3))(2)");
        // Step 1: links of others, then its own.
        row("through a message that is not there", {one("a"), one("c", "a b")}, "(1(2))");
        row("References of others link too", {one("a"), one("b"), one("c", "a b")}, "(1(2(3)))");
        row("its own word counts more", {one("d", "a b c"), one("a"), one("x"), one("c", "x")},
            "(2)(3(4(1)))");
        row("the first link stays", {one("d", "a b c"), one("e", "x c"), one("c", "b")},
            "(3(1)(2))");
        row("refers to itself", {one("a", "a"), one("b", "a b")}, "(1(2))");
        row("a loop of two", {one("a", "b"), one("b", "a")}, "(2(1))");
        row("a loop among those that are not there", {one("x", "a b c a")}, "(1)");
        // Step 3.
        row("a dummy with one child goes", {one("b", "a")}, "(1)");
        row("a dummy with two stays at the top", {one("b", "a"), one("c", "a")}, "(()(1)(2))");
        row("dummies below the top go", {one("a"), one("c", "a b"), one("d", "a b")}, "(1(2)(3))");
        row("a dummy below a dummy goes", {one("c", "a b"), one("d", "a b"), one("e", "a")},
            "(()(1)(2)(3))");
        row("a dummy above a dummy above two", {one("c", "a b"), one("d", "a b")}, "(()(1)(2))");
        // Step 4.
        row("a dummy goes by its first child",
            {one("x", "", "", 5), one("b", "a", "", 9), one("c", "a", "", 3)}, "(()(3)(2))(1)");
        // Step 5.
        row("an answer goes below what it answers",
            {one("a", "", "Hello"), one("b", "", "Re: Hello")}, "(1(2))");
        row("also when it came before", {one("b", "", "Re: Hello"), one("a", "", "hello")},
            "(2(1))");
        row("two of one subject get a dummy", {one("a", "", "Hello"), one("b", "", "Hello")},
            "(()(1)(2))");
        row("two answers to what is not there",
            {one("a", "", "Re: Hello"), one("b", "", "Fwd: Hello")}, "(()(1)(2))");
        row("a third joins the dummy",
            {one("a", "", "Hello"), one("b", "", "Hello"), one("c", "", "Re: Hello")},
            "(()(1)(2)(3))");
        row("no subject joins nothing", {one("a"), one("b"), one("c", "", "Re:")}, "(1)(2)(3)");
        row("a dummy takes in a message",
            {one("x", "", "Hello"), one("b", "a", "Re: Hello"), one("c", "a", "Re: Hello")},
            "(()(1)(2)(3))");
        row("two dummies become one",
            {one("b", "a", "Hello"), one("c", "a"), one("e", "d", "Hello"), one("f", "d")},
            "(()(1)(2)(3)(4))");
        row("a dummy has its first child's subject",
            {one("c", "a", "Other", 2), one("b", "a", "Hello", 1), one("x", "", "Hello", 3)},
            "(()(2)(1)(3))");
        row("the subject below the top does not count",
            {one("a", "", "Hello"), one("b", "a", "New"), one("c", "", "Re: New")}, "(1(2))(3)");
        row("the thread moves with its message",
            {one("a", "", "Hello"), one("b", "", "Re: Hello"), one("c", "b", "Re: Hello")},
            "(1(2(3)))");
        // Step 6.
        row("deeper siblings are sorted too",
            {one("a"), one("b", "a"), one("d", "a b", "", 9), one("c", "a b", "", 8)},
            "(1(2(4)(3)))");
        // The shape of the example in §4: 3 and 6, then 4 with 23, and 44 with 7 and 96.
        row("the example of the RFC",
            {one("2"), one("3", "", "", 1), one("6", "3"), one("4", "3 6", "", 1),
                one("23", "3 6 4"), one("44", "3 6", "", 2), one("7", "3 6 44"),
                one("96", "3 6 44 7")},
            "(1)(2(3(4(5))(6(7(8)))))");
    }
    void forest()
    {
        QFETCH(Messages, messages);
        QFETCH(QString, expected);
        const auto forest = threadByReferences(messages);
        QCOMPARE(broken(forest, messages.size()), QString());
        QCOMPARE(written(forest), expected);
    }

    void dummiesSayWhatIsMissing()
    {
        const auto forest = threadByReferences(
            {one("b", "a"), one("c", "a"), one("x", "", "S"), one("y", "", "S")});
        QCOMPARE(written(forest), QStringLiteral("(()(1)(2))(()(3)(4))"));
        QCOMPARE(forest[0].missingId, QStringLiteral("a"));
        QCOMPARE(forest[3].missingId, QString());
    }

    /// Whatever comes in: nothing is lost, nothing doubled, it ends.
    void randomInput()
    {
        QRandomGenerator random(5256);
        const char *const subjects[] = {"", "A", "Re: A", "B", "Fwd: B", "Re: Re: A", "Re:"};
        for (int round = 0; round < 3000; ++round) {
            const int size = int(random.bounded(20));
            const auto id = [&] { return QString::number(random.bounded(15)); };
            Messages messages;
            for (int i = 0; i < size; ++i) {
                Threadable message;
                if (random.bounded(8) != 0)
                    message.messageId = id();
                for (int refs = int(random.bounded(5)); refs > 0; --refs)
                    message.references += random.bounded(20) == 0 ? QString() : id();
                message.subject = QString::fromLatin1(subjects[random.bounded(7)]);
                message.sentMs = random.bounded(5);
                messages.push_back(message);
            }
            const auto forest = threadByReferences(messages);
            QVERIFY2(broken(forest, messages.size()).isEmpty(),
                qPrintable(QStringLiteral("round %1: %2")
                               .arg(round)
                               .arg(broken(forest, messages.size()))));
        }
    }

    /// Also where links would make loops.
    void linksAreThoseOfTheRfc()
    {
        QRandomGenerator random(3501);
        for (int round = 0; round < 6000; ++round) {
            // Everyone refers to lower numbers only, in order, with gaps, or to anyone; the
            // messages come mixed, all there.
            const bool anyone = round % 2 == 1;
            const int size = 2 + int(random.bounded(12));
            Messages messages;
            for (int i = 0; i < size; ++i) {
                Threadable message = one("", "");
                message.messageId = QString::number(i);
                for (int ref = 0; ref < (anyone ? 3 : i); ++ref) {
                    const int id = anyone ? int(random.bounded(quint32(size))) : ref;
                    if (random.bounded(3) == 0 && id != i)
                        message.references += QString::number(id);
                }
                messages.push_back(message);
            }
            for (size_t i = messages.size(); i > 1; --i)
                std::swap(messages[i - 1], messages[random.bounded(quint32(i))]);
            const auto expected = linkedOneByOne(messages);
            const auto forest = threadByReferences(messages);
            for (const ThreadNode &node : forest) {
                QVERIFY(node.message >= 0);
                const QString parent = node.parent < 0
                    ? QString()
                    : messages[size_t(forest[size_t(node.parent)].message)].messageId;
                QCOMPARE(parent, expected.value(messages[size_t(node.message)].messageId));
            }
        }
    }

    void large_data()
    {
        QTest::addColumn<int>("shape");
        QTest::addColumn<int>("depth");
        QTest::newRow("a chain, each of the one before") << 0 << 99'999;
        QTest::newRow("a chain, from its end") << 1 << 99'999;
        QTest::newRow("one loop") << 2 << 99'999;
        QTest::newRow("one subject") << 3 << 2;
        QTest::newRow("a chain of what is missing") << 4 << 1;
        QTest::newRow("all answers to one") << 5 << 1;
    }
    /// No recursion and nothing quadratic: 100,000 messages in each of the worst shapes.
    void large()
    {
        QFETCH(int, shape);
        QFETCH(int, depth);
        constexpr int Size = 100'000;
        Messages messages;
        const auto name = [](int i) { return QStringLiteral("m%1").arg(i); };
        QStringList all;
        for (int i = 0; i < Size; ++i) {
            Threadable message;
            message.messageId = name(i);
            message.sentMs = i;
            if (shape == 0 && i > 0)
                message.references += name(i - 1);
            if (shape == 1 && i < Size - 1)
                message.references += name(i + 1);
            if (shape == 2)
                message.references += name((i + 1) % Size);
            if (shape == 3)
                message.subject = i % 2 == 0 ? QStringLiteral("Re: one") : QStringLiteral("one");
            if (shape == 4)
                all += QStringLiteral("gone%1").arg(i);
            if (shape == 5 && i > 0)
                message.references += name(0);
            messages.push_back(message);
        }
        if (shape == 4) {
            for (int i = 1; i <= 3; ++i)
                messages[size_t(Size - i)].references = all;
        }
        const auto forest = threadByReferences(messages);
        QCOMPARE(broken(forest, messages.size()), QString());
        const auto deepest = std::max_element(forest.begin(), forest.end(),
            [](const ThreadNode &a, const ThreadNode &b) { return a.depth < b.depth; });
        QCOMPARE(deepest->depth, depth);
    }
};

QTEST_APPLESS_MAIN(TestReferences)
#include "tst_references.moc"
