// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/splitter.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using digidig::storageclient::Splitter;

class TestSplitter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cuts_data();
    void cuts();
    void elements_data();
    void elements();
    void refuses_data();
    void refuses();
    void truncations();
    void tooLarge();
    void deepNesting();
    void randomBytes();

private:
    struct Outcome {
        QByteArrayList elements;
        int tooLarge = 0;
        bool bad = false;
        bool complete = false;
        QByteArray envelope;
    };
    static Outcome split(QByteArrayView json, qsizetype step, qsizetype maxElement = 1000);
};

TestSplitter::Outcome TestSplitter::split(QByteArrayView json, qsizetype step, qsizetype maxElement)
{
    Splitter splitter(maxElement);
    Outcome outcome;
    for (qsizetype at = 0; at < json.size() && !outcome.bad; at += step) {
        splitter.feed(json.sliced(at, qMin(step, json.size() - at)));
        for (bool more = true; more;) {
            switch (splitter.next()) {
            case Splitter::Event::NeedMore:
                more = false;
                break;
            case Splitter::Event::Element:
                outcome.elements += splitter.element().toByteArray();
                break;
            case Splitter::Event::TooLarge:
                ++outcome.tooLarge;
                break;
            case Splitter::Event::Bad:
                outcome.bad = true;
                more = false;
                break;
            }
        }
    }
    outcome.complete = splitter.complete();
    outcome.envelope = splitter.envelope();
    return outcome;
}

void TestSplitter::cuts_data()
{
    QTest::addColumn<qsizetype>("step");
    for (const qsizetype step : {1, 2, 3, 5, 7, 16, 1000})
        QTest::addRow("%d at a time", int(step)) << step;
}

void TestSplitter::cuts()
{
    QFETCH(qsizetype, step);
    const QByteArray first = R"({"a":"]}\"\\","b":[1,{"c":[]}]})";
    const QByteArray json = " {\"limit\" : 5, \"x\":{\"emails\":[1]},\n\"emails\" : [ " + first
        + " ,{} , \"t]\\\"\",-1.5e3, null ] , \"total\":4 } \n";
    const Outcome outcome = split(json, step);
    QVERIFY(!outcome.bad);
    QVERIFY(outcome.complete);
    QCOMPARE(outcome.elements, (QByteArrayList{first, "{}", "\"t]\\\"\"", "-1.5e3", "null"}));
    QCOMPARE(outcome.envelope,
        QByteArray("{\"limit\" : 5, \"x\":{\"emails\":[1]},\n\"emails\" : [] , \"total\":4 }"));
}

void TestSplitter::elements_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("count");
    QTest::newRow("none") << QByteArray(R"({"emails":[]})") << 0;
    QTest::newRow("one") << QByteArray(R"({"emails":[{}]})") << 1;
    QTest::newRow("a key that looks like a value")
        << QByteArray(R"({"x":"emails","y":[1,2],"emails":[3]})") << 1;
    QTest::newRow("brackets in a key") << QByteArray(R"({"[{":1,"emails":[3,4]})") << 2;
}

void TestSplitter::elements()
{
    QFETCH(QByteArray, json);
    QFETCH(int, count);
    const Outcome outcome = split(json, 3);
    QVERIFY(outcome.complete);
    QCOMPARE(outcome.elements.size(), count);
}

void TestSplitter::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *json) { QTest::newRow(json) << QByteArray(json); };
    row("[]");
    row("nonsense");
    row("<html>");
    row(R"({"emails":[,]})");
    row(R"({"emails":[1,]})");
    row(R"({"emails":[1 2]})");
    row(R"({"emails":[{}{}]})");
    row(R"({"emails":[}]})");
    row(R"({"emails":[]}x)");
    row(R"({"emails":[],"emails":[]})");
    row(R"({"emails":{}})");
    row(R"({"emails":null})");
    row(R"({"count":0})");
    row(R"({"x":["emails",[1]]})");
    QTest::newRow("endless envelope") << QByteArray("{\"x\":\"" + QByteArray(1 << 20, 'x'));
}

void TestSplitter::refuses()
{
    QFETCH(QByteArray, json);
    for (const qsizetype step : {1, 4, 1000}) {
        const Outcome outcome = split(json, step);
        QVERIFY(outcome.bad || !outcome.complete);
    }
}

void TestSplitter::truncations()
{
    const QByteArray json = R"({"count":2,"emails":[{"a":"b\"c"},{"d":[1,2,{}]}],"x":"\\"})";
    for (qsizetype size = 0; size < json.size(); ++size)
        QVERIFY2(!split(json.first(size), 3).complete, json.first(size));
    QVERIFY(split(json, 3).complete);
}

void TestSplitter::tooLarge()
{
    const QByteArray huge = '"' + QByteArray(5000, 'x') + '"';
    const QByteArray json =
        "{\"emails\":[1," + huge + ",{\"a\":" + huge + "}," + QByteArray(2000, '7') + ",2]}";
    for (const qsizetype step : {1, 100, 100'000}) {
        const Outcome outcome = split(json, step);
        QVERIFY(outcome.complete);
        QCOMPARE(outcome.tooLarge, 3);
        QCOMPARE(outcome.elements, (QByteArrayList{"1", "2"}));
    }
}

void TestSplitter::deepNesting()
{
    const QByteArray deep = QByteArray(200'000, '[') + QByteArray(200'000, ']');
    const Outcome outcome = split("{\"emails\":[" + deep + ",1]}", 4096, 1 << 20);
    QVERIFY(outcome.complete);
    QCOMPARE(outcome.elements.size(), 2);
    QVERIFY(!split("{\"emails\":[" + QByteArray(500'000, '{'), 4096, 1 << 20).complete);
    QVERIFY(split(QByteArray(500'000, '{'), 4096).bad);
}

void TestSplitter::randomBytes()
{
    QRandomGenerator random(20261123);
    const QByteArray alphabet = "{}[]\",:\\ \n1ax\xC3\xBE";
    for (int round = 0; round < 20'000; ++round) {
        QByteArray json = round % 2 ? QByteArray("{\"emails\":[") : QByteArray("{");
        for (int i = random.bounded(60); i > 0; --i)
            json += round % 3 ? alphabet[random.bounded(int(alphabet.size()))]
                              : char(random.bounded(256));
        const Outcome whole = split(json, json.size());
        const Outcome bytes = split(json, 1);
        QCOMPARE(bytes.bad, whole.bad);
        QCOMPARE(bytes.complete, whole.complete);
        QCOMPARE(bytes.elements, whole.elements);
    }
}

QTEST_GUILESS_MAIN(TestSplitter)
#include "tst_splitter.moc"
