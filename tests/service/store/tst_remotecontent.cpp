// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "remotefixture.h"

#include <QtCore/QHash>
#include <QtTest/QTest>

#include <atomic>
#include <thread>

using namespace digidig;
using namespace digidig::test;
using core::Errc;
using What = RemoteTemp::What;
using Settled = RemoteTemp::Settled;

namespace {

const QString Bob = RemoteTemp::Bob;
const QString D1 = QStringLiteral("document-1");
const QString D2 = QStringLiteral("document-2");

/// Gives what it has.
class Source final : public mail::RemoteContents {
public:
    core::Result<QByteArray> fetch(const QString &document, const QByteArray &sha256) override
    {
        ++asked;
        if (sha256.size() != 32 || !has.contains(document))
            return core::Error{Errc::NotFound, {}, {}, "email_not_found"};
        return has.value(document);
    }
    void offer(const QByteArray &, const QByteArray &) override { }

    QHash<QString, QByteArray> has;
    std::atomic<int> asked = 0;
};

/// Contents whose bytes are let go, and are had again from Storage.
class TestRemoteContent : public QObject {
    Q_OBJECT

    std::unique_ptr<RemoteTemp> m_temp;
    Source m_source;

    RemoteTemp &t() { return *m_temp; }
    /// Like what is taken from Storage; its id.
    QString take(const QString &document, const QByteArray &raw)
    {
        m_source.has[document] = raw;
        const auto done = t().take(document, raw);
        return done && !done->messages.empty() ? done->messages.front().id : QString();
    }
    core::Result<QByteArray> bytes(const QString &id)
    {
        const auto message = t()->message(id);
        if (!message)
            return message.error();
        const auto reader = t()->content(message->content);
        return reader ? (*reader)->read(0, (*reader)->size())
                      : core::Result<QByteArray>(reader.error());
    }
    mail::RemoteFigures figures() { return *t().copies().remoteFigures(); }
    /// Whatever happens next, happens in another millisecond.
    static void tick()
    {
        for (const qint64 now = core::nowMs(); core::nowMs() == now;)
            std::this_thread::yield();
    }
    void reopen()
    {
        m_temp->store.reset();
        m_temp->open();
        m_temp->store->setContents(&m_source);
    }

private Q_SLOTS:
    void init()
    {
        m_source.has.clear();
        m_source.asked = 0;
        m_temp = std::make_unique<RemoteTemp>();
        t()->setContents(&m_source);
    }
    void cleanup()
    {
        QCOMPARE(findings(*t().store), QString());
        m_temp.reset();
    }

    void letGoAndHadAgain_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::newRow("small") << distinct(1);
        QByteArray lines;
        for (int i = 0; i < 60'000; ++i)
            lines += "needle in line " + QByteArray::number(i * 7919LL) + "\r\n";
        QTest::newRow("of several pieces") << distinct(2, lines);
        QTest::newRow("no text") << QByteArray("From: a@b\r\nContent-Type: image/png\r\n\r\nxyz");
    }
    void letGoAndHadAgain()
    {
        QFETCH(QByteArray, raw);
        const QString id = take(D1, raw);
        const auto message = *t()->message(id);
        const auto detail = *t()->detail(id);
        QVERIFY(figures().cachedBytes > 0);
        QCOMPARE(t().evict(0), 1);
        QCOMPARE(figures().cachedBytes, 0);
        QCOMPARE(figures().evicted, 1);
        QCOMPARE(t().evict(0), 0);

        for (int i = 0; i < 2; ++i) {
            QCOMPARE(findings(*t().store), QString());
            const auto now = *t()->message(id);
            QCOMPARE(now.text, message.text);
            QCOMPARE(now.size, raw.size());
            QCOMPARE(now.preview, message.preview);
            QCOMPARE(t()->detail(id)->headers, detail.headers);
            QCOMPARE(t()->detail(id)->structure, detail.structure);
            QCOMPARE(t()->list({}, {})->messages.size(), size_t(1));
            QCOMPARE(t()->list({}, {})->messages.front().text.left(100), message.text.left(100));
            if (message.text.contains(u"needle"))
                QCOMPARE(
                    t()->list({.text = QStringLiteral("NEEDLE")}, {})->messages.size(), size_t(1));
            t()->indexNow();
            reopen();
        }
        QCOMPARE(m_source.asked, 0);
        const auto read = bytes(id);
        QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : read.error().message));
        QCOMPARE(*read, raw);
        QCOMPARE(m_source.asked, 1);
        t()->flush();
        QCOMPARE(*bytes(id), raw);
        QCOMPARE(m_source.asked, 1); // It is here again.
        QVERIFY(figures().cachedBytes > 0);
        QCOMPARE(t()->message(id)->text, message.text);
    }

    void ranges()
    {
        const QString id = take(D1, distinct(1));
        QCOMPARE(t().evict(0), 1);
        const QByteArray raw = distinct(1);
        const auto reader = *t()->content(t()->message(id)->content);
        QCOMPARE(reader->size(), qint64(raw.size()));
        QCOMPARE(reader->hash().size(), 64);
        QCOMPARE(*reader->read(5, 7), raw.mid(5, 7));
        QCOMPARE(*reader->read(raw.size() + 5, 7), QByteArray());
        QCOMPARE(*reader->read(1, std::numeric_limits<qint64>::max()), raw.mid(1));
        QVERIFY(!reader->read(-1, 5).ok());
        QVERIFY(!reader->read(0, -5).ok());
    }

    void wrongBytesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("wrong");
        QTest::newRow("others") << distinct(99);
        QTest::newRow("more") << distinct(1) + "\n";
        QTest::newRow("fewer") << distinct(1).chopped(1);
        QTest::newRow("none") << QByteArray();
    }
    void wrongBytesAreRefused()
    {
        QFETCH(QByteArray, wrong);
        const QString id = take(D1, distinct(1));
        QCOMPARE(t().evict(0), 1);
        m_source.has[D1] = wrong;
        for (int i = 1; i <= 2; ++i) {
            const auto read = bytes(id);
            QVERIFY(!read.ok());
            QCOMPARE(read.error().errc, Errc::Corrupt);
            t()->flush();
            QCOMPARE(figures().cachedBytes, 0);
            QCOMPARE(m_source.asked, i);
        }
        m_source.has[D1] = distinct(1);
        QCOMPARE(*bytes(id), distinct(1));
    }

    void nobodyToAsk()
    {
        const QString id = take(D1, distinct(1));
        QCOMPARE(t().evict(0), 1);
        m_source.has.clear();
        QCOMPARE(bytes(id).error().slug, QByteArray("email_not_found"));
        t()->setContents(nullptr);
        QCOMPARE(bytes(id).error().slug, QByteArray("storage_unavailable"));
        QCOMPARE(t()->content({4711}).error().errc, Errc::NotFound);
        QVERIFY(t()->message(id)->text.contains(QStringLiteral("Hello Bob")));
    }

    void leastRecentlyReadFirst()
    {
        QStringList ids;
        for (int i = 0; i < 6; ++i) {
            ids += take(QString::number(i), distinct(i));
            tick();
        }
        const qint64 all = figures().cachedBytes;
        for (const int i : {0, 2}) {
            QVERIFY(bytes(ids[i]).ok());
            QCOMPARE(t().evict(all), 0);
            tick();
        }
        QVERIFY(bytes(ids[1]).ok()); // Told with the next call.
        const auto gone = [&] {
            QString which;
            for (int i = 0; i < 6; ++i) {
                const int asked = m_source.asked;
                const auto message = t()->message(ids[i]);
                t()->setContents(nullptr);
                which += t()->content(message->content).ok() ? QString() : QString::number(i);
                t()->setContents(&m_source);
                m_source.asked = asked;
            }
            return which;
        };
        QCOMPARE(gone(), QString());
        QCOMPARE(t().evict(all - 1), 1);
        QCOMPARE(gone(), QStringLiteral("3"));
        QCOMPARE(t().evict(all / 2), 2);
        QCOMPARE(gone(), QStringLiteral("345"));
        QCOMPARE(t().evict(all / 6 - 10), 3);
        QCOMPARE(gone(), QStringLiteral("012345"));
    }

    void manyGoInSteps()
    {
        std::vector<QString> ids;
        for (int i = 0; i < 250; ++i)
            ids.push_back(take(QString::number(i), distinct(i)));
        const qint64 each = figures().cachedBytes / 250;
        const qint64 gone = t().evict(each * 20);
        QVERIFY(gone >= 229 && gone <= 232);
        QVERIFY(figures().cachedBytes <= each * 20);
        QVERIFY(figures().cachedBytes > each * 18);
        QCOMPARE(figures().evicted, gone);
        QCOMPARE(t().evict(0), 250 - gone);
        QCOMPARE(*bytes(ids[7]), distinct(7));
    }

    void ownBytesStay()
    {
        const QString own = t().send(distinct(1));
        QVERIFY(t().settle({.what = Settled::Stored, .copy = t().task().copy, .document = D1}));
        QVERIFY(!t().copy(distinct(2)).isEmpty());
        QCOMPARE(figures().cachedBytes, 0);
        QCOMPARE(t().evict(0), 0);
        QVERIFY(bytes(own).ok());
        // The same bytes by both ways, in either order.
        QVERIFY(!take(D2, distinct(2)).isEmpty());
        QVERIFY(!take(QStringLiteral("3"), distinct(3)).isEmpty());
        QVERIFY(!t().copy(distinct(3)).isEmpty());
        QCOMPARE(t().evict(0), 0);
        QCOMPARE(m_source.asked, 0);
    }

    void ownBytesFillTheGap()
    {
        const QString id = take(D1, distinct(1));
        QCOMPARE(t().evict(0), 1);
        QVERIFY(!t().copy(distinct(1)).isEmpty());
        m_source.has.clear();
        QCOMPARE(*bytes(id), distinct(1));
        QCOMPARE(t().evict(0), 0);
        QCOMPARE(figures().evicted, 0);
        QCOMPARE(m_source.asked, 0);
    }

    void whatCanBeBroughtBackStays()
    {
        const QString id = take(D1, distinct(1));
        QVERIFY(t().erase(id));
        QCOMPARE(t().evict(0), 0);
        QVERIFY(t().settle({.what = Settled::Removed, .copy = t().task().copy}));
        m_source.has.clear();
        QVERIFY(t().restore(id));
        QCOMPARE(t().evict(0), 0);
        QCOMPARE(*bytes(id), distinct(1));
    }

    /// It was let go, deleted, had again by whoever tells Storage, told, and brought back.
    void letGoThenRemoved()
    {
        const QString id = take(D1, distinct(1));
        QCOMPARE(t().evict(0), 1);
        QVERIFY(t().erase(id));
        const mail::RemoteTask task = t().task();
        QVERIFY(t()->content(task.content).ok());
        QVERIFY(t().settle({.what = Settled::Removed, .copy = task.copy}));
        m_source.has.clear();
        QVERIFY(t().restore(id));
        t().settleNothings();
        QCOMPARE(t().evict(0), 0);
        QCOMPARE(*bytes(id), distinct(1));
        QCOMPARE(m_source.asked, 1);
    }

    void broughtBackWhileItIsRemoved()
    {
        const QString id = take(D1, distinct(1));
        QVERIFY(t().erase(id));
        const qint64 copy = t().task().copy; // Storage removes it now.
        QVERIFY(t().restore(id));
        QCOMPARE(t().evict(0), 0);
        QVERIFY(t().settle({.what = Settled::Removed, .copy = copy}));
        QCOMPARE(t().task().what, What::Store);
        QCOMPARE(t().evict(0), 0);
        m_source.has.clear();
        QCOMPARE(*bytes(id), distinct(1));
    }

    void vanishedAndBroughtBack()
    {
        const QString id = take(D1, distinct(1));
        QCOMPARE(t().vanish(D1), 1);
        m_source.has.clear();
        QVERIFY(t().restore(id));
        QCOMPARE(t().evict(0), 0);
        t().settleNothings();
        QVERIFY(t().settle({.what = Settled::Stored, .copy = t().task().copy, .document = D2}));
        m_source.has[D2] = distinct(2); // It says it in its own words.
        QCOMPARE(t().evict(0), 0);
        QCOMPARE(*bytes(id), distinct(1));
    }

    void sharedByTwoDocuments()
    {
        const QString first = take(D1, distinct(1));
        const QString second = take(D2, distinct(1));
        QCOMPARE(t().evict(0), 1);
        QVERIFY(t().erase(first));
        QVERIFY(t().settle({.what = Settled::Removed, .copy = t().task().copy}));
        m_source.has.remove(D1);
        QCOMPARE(*bytes(second), distinct(1)); // Of the one that is there still.
        QCOMPARE(t()->message(second)->text, QStringLiteral("Hello Bob\n"));
    }

    void purgedWithItsBytes()
    {
        const QString id = take(D1, distinct(1));
        QVERIFY(!take(D2, distinct(2)).isEmpty());
        QCOMPARE(t().evict(0), 2);
        QVERIFY(t().erase(id));
        QCOMPARE(t().purge(), 1);
        QCOMPARE(figures().evicted, 1);
        QCOMPARE(t()->figures().contents, 1);
        QCOMPARE(findings(*t().store), QString());
    }

    void manyReadAtOnce()
    {
        std::vector<QString> ids;
        for (int i = 0; i < 20; ++i)
            ids.push_back(take(QString::number(i), distinct(i)));
        QCOMPARE(t().evict(0), 20);
        std::atomic<int> right = 0;
        std::vector<std::thread> threads;
        for (int n = 0; n < 4; ++n) {
            threads.emplace_back([&, n] {
                for (int i = 0; i < 200; ++i) {
                    const int which = (i * 7 + n) % 20;
                    const auto read = bytes(ids[size_t(which)]);
                    right += read && *read == distinct(which) ? 1 : 0;
                    if (i % 10 == 0)
                        (void)t().evict(0);
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(right, 800);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestRemoteContent)
#include "tst_remotecontent.moc"
