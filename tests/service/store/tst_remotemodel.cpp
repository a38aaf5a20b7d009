// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "remotefixture.h"

#include <QtCore/QRandomGenerator>
#include <QtCore/QSet>
#include <QtTest/QTest>

#include <map>

using namespace digidig;
using namespace digidig::test;
using What = RemoteTemp::What;
using Settled = RemoteTemp::Settled;

namespace {

constexpr int Seeds = 200;
constexpr int Steps = 50;

/// What Storage is thought to be: e-mails that anybody may read, erase, and put back.
struct Storage {
    struct Document {
        int number = 0; ///< What it says.
        QString recipient;
        QString sender = {};
        bool read = false;
        QString time = {}; ///< Of what was stored from here.
        QString token = {};
    };
    std::map<QString, Document> documents;
    std::map<QString, Document> erased;
    int made = 0;

    QString add(const Document &document)
    {
        const QString id = QStringLiteral("d%1").arg(++made);
        documents[id] = document;
        return id;
    }
    [[nodiscard]] QString storedAs(const mail::RemoteTask &task) const
    {
        for (const auto &[id, document] : documents) {
            if (document.token == task.keyToken && document.time == task.keyTime)
                return id;
        }
        return {};
    }
};

/// One run: a store, a Storage, people at both ends, a sync and an outbox, all in random order.
class Run {
public:
    explicit Run(quint32 seed)
        : m_random(seed)
        , m_byTime(seed % 2 == 0)
    {
        // So that everybody has an account.
        for (const QString &address : m_people)
            send(address);
    }

    void go()
    {
        for (int i = 0; i < Steps; ++i)
            step();
        if (chance(3))
            list(); // It stays a list from before.
        agree();
    }

    QString trouble; ///< The first thing that is not as it should be; empty: all is well.

private:
    struct Mine {
        QString account;
        int number = 0;
    };

    bool chance(int of) { return m_random.bounded(of) == 0; }
    template <typename Map>
    auto any(Map &map)
    {
        return std::next(map.begin(), m_random.bounded(int(map.size())));
    }
    void blame(const QString &what)
    {
        if (trouble.isEmpty())
            trouble = what;
    }

    void send(const QString &address)
    {
        const Mine mine{address, ++m_numbers};
        m_ids[m_temp.send(distinct(mine.number), address, !chance(4))] = mine;
        m_had.insert({address, mine.number});
    }

    void step()
    {
        switch (m_random.bounded(16)) {
        case 0:
        case 1: {
            const QString to = m_people[m_random.bounded(2)];
            m_storage.add({.number = ++m_numbers,
                .recipient = to,
                .sender = chance(2) ? m_people[m_random.bounded(2)] : QString(),
                .read = chance(3)});
            return;
        }
        case 2:
            if (!m_storage.documents.empty()) {
                auto document = any(m_storage.documents);
                document->second.read = !document->second.read;
            }
            return;
        case 3:
            if (!m_storage.documents.empty() && chance(2)) {
                const auto document = any(m_storage.documents);
                m_storage.erased.insert(*document);
                m_storage.documents.erase(document);
            }
            return;
        case 4:
            if (!m_storage.erased.empty() && chance(2)) {
                const auto document = any(m_storage.erased);
                for (const QString &address : m_people)
                    m_back.insert({address, document->second.number});
                m_storage.documents.insert(*document);
                m_storage.erased.erase(document);
            }
            return;
        case 5:
            return send(m_people[m_random.bounded(2)]);
        case 6:
            if (!m_ids.empty())
                (void)m_temp.seen(any(m_ids)->first, chance(2));
            return;
        case 7:
            if (!m_ids.empty()) {
                const auto mine = any(m_ids);
                if (m_temp.erase(mine->first)) {
                    m_gone.insert(*mine);
                    m_ids.erase(mine);
                }
            }
            return;
        case 8:
            if (!m_gone.empty()) {
                const auto mine = any(m_gone);
                if (m_temp.restore(mine->first, mine->second.account)) {
                    m_ids.insert(*mine);
                    m_gone.erase(mine);
                }
            }
            return;
        case 9:
            if (!m_ids.empty()) {
                const Mine mine = any(m_ids)->second;
                m_ids[m_temp.copy(distinct(mine.number), mine.account)] = mine;
                m_copied.insert({mine.account, mine.number});
            }
            return;
        case 10:
        case 11:
            return outbox(true);
        case 12:
        case 13:
            return chance(2) ? sync(m_storage.documents, core::nowMs(), chance(2))
                             : sync(m_listed, m_listedMs, chance(2));
        case 14:
            return list();
        default:
            if (chance(4)) {
                m_temp.store.reset();
                m_temp.open();
            } else if (chance(4)) {
                (void)m_temp.purge();
                m_gone.clear();
            } else {
                (void)await<void>([&](auto done) { m_temp.copies().hurry(std::move(done)); });
            }
            return;
        }
    }

    /// Asks for a list that is looked at later.
    void list()
    {
        m_listed = m_storage.documents;
        m_listedMs = core::nowMs();
    }

    void sync(const std::map<QString, Storage::Document> &list, qint64 sinceMs, bool whole)
    {
        const qint64 last = *m_temp.copies().lastCopy();
        for (const auto &[id, document] : list) {
            auto listed =
                RemoteTemp::listed(id, document.read, {document.recipient}, document.sender);
            listed.sinceMs = sinceMs;
            const auto known = m_temp.look(listed);
            if (known.news)
                (void)m_temp.observe(listed);
            for (const auto &missing : known.missing) {
                (void)m_temp.take(id, distinct(document.number), missing.address, document.read,
                    missing.received, document.time, m_byTime ? QString() : document.token);
            }
        }
        if (whole) {
            for (const auto &copy : copies(last)) {
                if (list.count(copy.document) == 0 && m_storage.documents.count(copy.document) == 0)
                    (void)m_temp.vanish(copy.document);
            }
        }
        lookAround();
    }

    /// Does what waits; @p faulty: or some of it, and answers get lost.
    void outbox(bool faulty)
    {
        for (const mail::RemoteTask &task : m_temp.due(faulty ? 1 : 1'000'000)) {
            if (faulty && chance(3))
                continue;
            auto settlement = carryOut(task, faulty);
            settlement.copy = task.copy;
            (void)m_temp.settle(settlement);
        }
    }

    mail::RemoteSettlement carryOut(const mail::RemoteTask &task, bool faulty)
    {
        const mail::RemoteSettlement postponed{.what = Settled::Postponed,
            .dueMs = m_random.bounded(1000),
            .trouble = QStringLiteral("lost")};
        const auto document = m_storage.documents.find(task.document);
        switch (task.what) {
        case What::Nothing:
            return {};
        case What::SetRead:
            if (document != m_storage.documents.end())
                document->second.read = task.read;
            if (faulty && chance(3))
                return postponed;
            return {.what = Settled::Told, .read = task.read};
        case What::Remove:
            if (document != m_storage.documents.end())
                m_storage.documents.erase(document);
            if (faulty && chance(3))
                return postponed;
            return {.what = Settled::Removed};
        case What::Store:
            break;
        }
        if (!task.keyTime.isEmpty()) {
            if (const QString id = m_storage.storedAs(task); !id.isEmpty())
                return {
                    .what = Settled::Stored, .document = id, .read = m_storage.documents[id].read};
        }
        if (task.messageId.isEmpty())
            return {};
        if (faulty && chance(8))
            return {.what = Settled::Refused, .trouble = QStringLiteral("no")};
        // Times of several accounts may be the same.
        const mail::RemoteSettlement key{.what = Settled::Keyed,
            .copy = task.copy,
            .keyTime = QStringLiteral("time %1").arg(++m_times[task.address]),
            .keyToken = QStringLiteral("token %1").arg(++m_tokens)};
        const auto message = m_temp.store->message(task.messageId);
        if (!message)
            return postponed;
        const bool keyed = m_temp.settle(key);
        if (!keyed || (faulty && chance(6)))
            return postponed;
        const QString id = m_storage.add({.number = message->subject.mid(7).toInt(),
            .recipient = task.received ? task.address : QStringLiteral("x@elsewhere.example"),
            .sender = task.received ? QString() : task.address,
            .read = message->flags.has(mail::Seen),
            .time = key.keyTime,
            .token = key.keyToken});
        if (faulty && chance(2))
            amid();
        if (faulty && chance(3))
            return postponed;
        return {.what = Settled::Stored, .document = id, .read = message->flags.has(mail::Seen)};
    }

    /// What may happen before an answer has come.
    void amid()
    {
        sync(m_storage.documents, core::nowMs(), chance(2));
        for (int i = m_random.bounded(3); i > 0 && !m_ids.empty(); --i) {
            if (chance(3))
                (void)m_temp.seen(any(m_ids)->first, chance(2));
        }
    }

    std::vector<mail::RemoteCopies::Copy> copies(qint64 through)
    {
        const auto copies = m_temp.copies().copies({}, false, 0, through, 10'000);
        return copies ? *copies : std::vector<mail::RemoteCopies::Copy>();
    }
    std::vector<mail::Message> messages()
    {
        const auto listing = m_temp->list({}, {.limit = 1000});
        return listing ? listing->messages : std::vector<mail::Message>();
    }

    /// Takes note of what has come and gone by itself.
    void lookAround()
    {
        std::map<QString, Mine> now;
        for (const mail::Message &message : messages()) {
            const Mine mine{message.accountAddress, message.subject.mid(7).toInt()};
            now[message.id] = mine;
            if (m_ids.count(message.id) != 0)
                continue;
            const std::pair key{mine.account, mine.number};
            if (m_had.contains(key) && !m_back.contains(key))
                blame(QStringLiteral("%1 has number %2 again").arg(mine.account).arg(mine.number));
            m_had.insert(key);
            m_gone.erase(message.id);
        }
        for (const auto &[id, mine] : m_ids) {
            if (now.count(id) == 0)
                m_gone[id] = mine;
        }
        m_ids = std::move(now);
    }

    /// When everything has been told and read, both have the same.
    void agree()
    {
        for (int i = 0; i < 4; ++i) {
            (void)await<void>([&](auto done) { m_temp.copies().hurry(std::move(done)); });
            for (int n = 0; n < 10 && !m_temp.due(1'000'000).empty(); ++n)
                outbox(false);
            sync(m_storage.documents, core::nowMs() + 1, true);
        }
        if (const auto due = m_temp.due(1'000'000); !due.empty())
            blame(QStringLiteral("something waits for ever"));
        QSet<QString> linked;
        for (const auto &copy : copies(1'000'000)) {
            const auto document = m_storage.documents.find(copy.document);
            if (document == m_storage.documents.end()) {
                blame(QStringLiteral("%1 is not there").arg(copy.document));
                continue;
            }
            bool lives = false;
            for (const QString &address : m_people) {
                const auto id =
                    m_temp.copies().messageOf(copy.document, m_temp->account(address)->id);
                if (!id)
                    continue;
                lives = true;
                linked.insert(*id);
                const bool received = document->second.recipient == address;
                if (received && m_temp.isSeen(*id) != document->second.read)
                    blame(QStringLiteral("%1 is read otherwise").arg(copy.document));
                if (m_ids[*id].number != document->second.number)
                    blame(QStringLiteral("%1 is another one's").arg(copy.document));
            }
            if (!lives)
                blame(QStringLiteral("%1 should be gone").arg(copy.document));
        }
        std::map<std::pair<QString, int>, int> stored;
        for (const auto &[id, document] : m_storage.documents) {
            if (m_temp.messageOf(id).isEmpty())
                blame(QStringLiteral("%1 has no message").arg(id));
            const QString whose = document.sender.isEmpty() || document.token.isEmpty()
                ? document.recipient
                : document.sender;
            if (!document.token.isEmpty() && ++stored[{whose, document.number}] > 1
                && !m_copied.contains({whose, document.number})
                && !m_back.contains({whose, document.number}))
                blame(QStringLiteral("number %1 was stored twice").arg(document.number));
        }
        for (const auto &[id, mine] : m_ids) {
            if (!linked.contains(id) && !m_copied.contains({mine.account, mine.number}))
                blame(QStringLiteral("number %1 of %2 is not stored")
                          .arg(mine.number)
                          .arg(mine.account));
        }
        if (const QString found = findings(*m_temp.store); !found.isEmpty())
            blame(found);
    }

    RemoteTemp m_temp;
    Storage m_storage;
    QRandomGenerator m_random;
    const bool m_byTime;
    const QStringList m_people{RemoteTemp::Bob, RemoteTemp::Alice};
    int m_numbers = 0;
    int m_tokens = 0;
    std::map<QString, int> m_times;
    std::map<QString, Storage::Document> m_listed;
    qint64 m_listedMs = 1;
    std::map<QString, Mine> m_ids; ///< Messages that are there.
    std::map<QString, Mine> m_gone; ///< That may be brought back.
    QSet<std::pair<QString, int>> m_had; ///< What each account had ever.
    QSet<std::pair<QString, int>> m_copied;
    QSet<std::pair<QString, int>> m_back; ///< What somebody has put back in Storage.
};

/// Whatever happens in whatever order, Storage and the store come to say the same.
class TestRemoteModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agrees()
    {
        for (quint32 seed = 1; seed <= Seeds; ++seed) {
            Run run(seed);
            run.go();
            QVERIFY2(run.trouble.isEmpty(),
                qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(run.trouble)));
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestRemoteModel)
#include "tst_remotemodel.moc"
