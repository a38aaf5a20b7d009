// SPDX-License-Identifier: GPL-3.0-or-later
#include "changestest.h"

#include <QtCore/QHash>
#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <atomic>
#include <thread>

using namespace digidig;
using namespace digidig::test;

namespace {

/// What a client knows of a message.
struct Known {
    qint64 mailbox = 0, modSeq = 0;
    quint32 uid = 0;
    QStringList flags;
    QString thread;
    bool operator==(const Known &) const = default;
};

Known known(const mail::Message &m)
{
    return {m.mailbox.value, m.modSeq.value, m.uid.value, mail::flagNames(m.flags), m.threadId};
}

using Messages = QHash<QString, Known>;

/// All mail of an account, by the ordinary list.
Messages listed(mail::MailStore &store, core::AccountId account)
{
    Messages all;
    mail::Page page{.limit = 100};
    do {
        const auto part = store.list({.account = account}, page);
        if (!part)
            qFatal("%s", qPrintable(part.error().message));
        for (const auto &message : part->messages)
            all.insert(message.id, known(message));
        page.cursor = part->next;
    } while (!page.cursor.isEmpty());
    return all;
}

/// A client that knows an account by following its changes.
class Mirror {
public:
    Mirror(mail::MailStore &store, core::AccountId account)
        : m_store(store)
        , m_account(account)
    {
    }

    /// One page; false: that was all there is now.
    bool follow(int limit)
    {
        const auto page = m_store.changes({m_account, m_token, limit});
        if (!page) {
            if (page.error().slug != "cursor_expired")
                qFatal("%s", qPrintable(page.error().message));
            ++expired;
            messages.clear();
            m_token = "0";
            return true;
        }
        qint64 last = 0;
        for (const auto &row : page->changes) {
            if (row.modSeq.value < last)
                qFatal("changes out of order");
            last = row.modSeq.value;
            if (row.message)
                messages.insert(row.id, known(*row.message));
            else
                messages.remove(row.id);
        }
        if (page->changes.size() > size_t(limit))
            qFatal("a page is too long");
        m_token = page->token;
        return page->more;
    }
    /// Begins with the list, as a client would that has one already.
    void beginWithList()
    {
        m_token = m_store.changes({m_account})->token;
        messages = listed(m_store, m_account);
    }

    Messages messages;
    int expired = 0;

private:
    mail::MailStore &m_store;
    const core::AccountId m_account;
    QByteArray m_token = "0";
};

/// Does what people and programs do to an account, at random.
class Writer {
public:
    Writer(store::Store &store, core::AccountId account, quint32 seed)
        : m_store(store)
        , m_account(account)
        , m_random(seed)
        , m_seed(seed)
    {
    }

    void run(int actions)
    {
        for (int i = 0; i < actions; ++i)
            act(i);
    }

private:
    std::optional<mail::Message> any()
    {
        const auto part = m_store.list({.account = m_account}, {.limit = 200});
        if (!part || part->messages.empty())
            return std::nullopt;
        return part->messages[m_random.bounded(quint32(part->messages.size()))];
    }
    std::optional<mail::Mailbox> box()
    {
        const auto boxes = m_store.mailboxes(m_account);
        return (*boxes)[m_random.bounded(quint32(boxes->size()))];
    }

    // Others are at it as well: what one of these finds gone is no failure.
    void act(int i)
    {
        const QByteArray name = QByteArray::number(m_seed) + '-' + QByteArray::number(i);
        switch (m_random.bounded(12)) {
        case 0:
        case 1:
        case 2:
        case 3: {
            Mail mail;
            mail.messageId = name + "@x";
            // Now and then it connects two threads.
            for (int refs = int(m_random.bounded(3)); refs > 0; --refs)
                mail.references += '<' + QByteArray::number(1 + m_random.bounded(3)) + '-'
                    + QByteArray::number(m_random.bounded(i + 1)) + "@x> ";
            (void)deliver(m_store, appendOf(mail.bytes()));
            break;
        }
        case 4:
        case 5:
        case 6:
            if (const auto message = any()) {
                mail::MessageChange wanted{message->id, {}, {}, {}, {}};
                wanted.flags.add = {m_random.bounded(32U), {}};
                wanted.flags.remove = {m_random.bounded(32U), {}};
                if (const auto target = box(); m_random.bounded(2) == 0)
                    wanted.mailbox = target->name;
                (void)change(m_store, wanted);
            }
            break;
        case 7:
        case 8:
            if (const auto message = any())
                (void)removeMessage(m_store, {message->id, m_random.bounded(2) == 0, {}, {}});
            break;
        case 9:
            if (const auto gone = m_store.deleted(m_account, {}); !gone->messages.empty()) {
                (void)await<std::vector<mail::Restored>>([&](auto done) {
                    const auto at = m_random.bounded(quint32(gone->messages.size()));
                    m_store.restore({m_account, {gone->messages[at].id}, {}}, std::move(done));
                });
            }
            break;
        case 10:
            (void)await<mail::Mailbox>([&](auto done) {
                m_store.createMailbox(
                    m_account, QStringLiteral("Box/") + QString::fromLatin1(name), std::move(done));
            });
            break;
        default:
            if (const auto target = box(); target->name.startsWith(u"Box/")) {
                if (m_random.bounded(2) == 0) {
                    (void)await<mail::MailboxesRemoved>([&](auto done) {
                        m_store.removeMailbox(
                            {m_account, target->publicId, true, {}}, std::move(done));
                    });
                } else {
                    mail::MailboxChange wanted{.account = m_account, .id = target->publicId};
                    wanted.name = target->name + u'x';
                    (void)await<mail::Mailbox>(
                        [&](auto done) { m_store.changeMailbox(wanted, std::move(done)); });
                }
            }
        }
    }

    store::Store &m_store;
    const core::AccountId m_account;
    QRandomGenerator m_random;
    const quint32 m_seed;
};

} // namespace

/// Clients that know an account by following its changes.
class TestChangeMirrors : public QObject, private ChangesTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    /// Who begins with nothing need not know what was deleted before.
    void beginningAnewOutlivesTheHorizon()
    {
        for (int i = 0; i < 6; ++i)
            send();
        const QString gone = send();
        remove(gone);
        QCOMPARE(trim(Forever), 1);
        Mirror mirror(*m_store, m_bob);
        QVERIFY(mirror.follow(2));
        const QString late = send();
        while (mirror.follow(2)) { }
        QCOMPARE(mirror.expired, 0);
        QCOMPARE(mirror.messages, listed(*m_store, m_bob));
        // But what is deleted while it reads, it must.
        Mirror second(*m_store, m_bob);
        QVERIFY(second.follow(1));
        remove(late);
        QCOMPARE(trim(Forever), 1);
        while (second.follow(2)) { }
        QCOMPARE(second.expired, 1);
        QCOMPARE(second.messages, listed(*m_store, m_bob));
    }

    void mirrorsEndUpEqual_data()
    {
        QTest::addColumn<bool>("trimming");
        QTest::newRow("all is kept") << false;
        QTest::newRow("the log is trimmed meanwhile") << true;
    }
    /// Whoever follows, whatever others do at the same time, ends up with exactly what the list
    /// has.
    void mirrorsEndUpEqual()
    {
        QFETCH(bool, trimming);
        for (int i = 0; i < 10; ++i)
            send();
        std::atomic<int> running = 3;
        std::vector<std::thread> threads;
        for (quint32 seed = 1; seed <= 3; ++seed) {
            threads.emplace_back([&, seed] {
                Writer(*m_store, m_bob, seed).run(250);
                --running;
            });
        }
        QRandomGenerator random(5);
        Mirror fromNothing(*m_store, m_bob);
        std::vector<Mirror> fromList;
        for (int pages = 0; running > 0; ++pages) {
            (void)fromNothing.follow(1 + int(random.bounded(10)));
            if (pages % 16 == 0 && fromList.size() < 5) {
                fromList.emplace_back(*m_store, m_bob);
                fromList.back().beginWithList();
            }
            for (Mirror &mirror : fromList) {
                if (random.bounded(3) == 0)
                    (void)mirror.follow(1 + int(random.bounded(20)));
            }
            if (trimming && random.bounded(20) == 0)
                (void)trim(0, 40);
        }
        for (std::thread &thread : threads)
            thread.join();
        const Messages expected = listed(*m_store, m_bob);
        QVERIFY(expected.size() > 20);
        while (fromNothing.follow(7)) { }
        QCOMPARE(fromNothing.messages, expected);
        QVERIFY(!fromList.empty());
        for (Mirror &mirror : fromList) {
            while (mirror.follow(7)) { }
            QCOMPARE(mirror.messages, expected);
        }
        Mirror late(*m_store, m_bob);
        while (late.follow(11)) { }
        QCOMPARE(late.messages, expected);
        QCOMPARE(late.expired, 0);
    }
};

QTEST_APPLESS_MAIN(TestChangeMirrors)
#include "tst_changemirrors.moc"
