// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accessfixture.h"

#include <QtTest/QTest>

#include <set>

namespace digidig::test {

/// What tests of MailboxAccess have in common, for mail that is here alone and for mail of the
/// Storage service.
class AccessTest {
public:
    explicit AccessTest(bool documents)
        : m_documents(documents)
    {
    }

protected:
    const bool m_documents;
    std::unique_ptr<AccessTemp> m_temp;
    std::vector<mail::Changes> m_told;

    void begin()
    {
        m_temp = std::make_unique<AccessTemp>(m_documents);
        m_told.clear();
        m_temp->store->setObserver([this](const mail::Changes &c) { m_told.push_back(c); });
    }
    void end()
    {
        if (m_temp)
            QCOMPARE(findings(*m_temp->store), QString());
        m_temp.reset();
    }

    AccessTemp &store() { return *m_temp; }
    mail::MailboxAccess &access() { return m_temp->access(); }
    mail::MailboxDelta since(core::ModSeq modSeq, const QString &mailbox = AccessTemp::Inbox)
    {
        return *access().delta(store().box(mailbox).id, modSeq);
    }
    core::ModSeq now(const QString &mailbox = AccessTemp::Inbox)
    {
        return store().box(mailbox).highestModSeq;
    }
    std::vector<mail::MailEvent> events()
    {
        m_temp->store->flush();
        std::vector<mail::MailEvent> all;
        for (const mail::Changes &changes : std::exchange(m_told, {}))
            all.insert(all.end(), changes.events.begin(), changes.events.end());
        return all;
    }
    std::set<qint64> touched()
    {
        m_temp->store->flush();
        std::set<qint64> all;
        for (const mail::Changes &changes : std::exchange(m_told, {})) {
            for (const core::MailboxId mailbox : changes.mailboxes)
                all.insert(mailbox.value);
        }
        return all;
    }
};

/// Runs the tests of @p Test for both.
template <typename Test>
int runBoth(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    Test own(false);
    Test documents(true);
    return QTest::qExec(&own, argc, argv) + QTest::qExec(&documents, argc, argv);
}

} // namespace digidig::test
