// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fixture.h"

#include <QtTest/QTest>

#include <limits>

namespace digidig::test {

/// What tests of the changes of an account have in common.
class ChangesTest {
protected:
    static inline const QString Bob = QStringLiteral("bob@example.org");
    static inline const QString Trash = QStringLiteral("INBOX/Trash");
    static constexpr qint64 Forever = std::numeric_limits<qint64>::max();

    void begin()
    {
        m_temp = std::make_unique<TempStore>();
        m_store = m_temp->store.get();
        m_bob = account(Bob);
    }
    void end()
    {
        if (m_temp->store) // Else the test has failed already.
            QCOMPARE(findings(*m_temp->store), QString());
    }

    std::unique_ptr<TempStore> m_temp;
    store::Store *m_store = nullptr;
    core::AccountId m_bob;
    int m_sent = 0;

    core::AccountId account(const QString &address)
    {
        return await<mail::Account>([&](auto done) {
            m_store->createAccount(address, {}, 0, std::move(done));
        })->id;
    }
    QString send()
    {
        Mail mail;
        mail.body = QByteArray::number(++m_sent) + "\r\n";
        return deliver(*m_store, appendOf(mail.bytes()))->messages.front().id;
    }
    void move(const QString &id, const QString &mailbox)
    {
        QVERIFY(change(*m_store, {id, {}, mailbox, {}, {}}).ok());
    }
    void remove(const QString &id) { QVERIFY(removeMessage(*m_store, {id, true, {}, {}}).ok()); }
    core::Result<mail::ChangePage> page(const QByteArray &since = {}, int limit = 500)
    {
        return m_store->changes({m_bob, since, limit});
    }
    QByteArray now() { return page()->token; }
    /// `+` or `-` and the id of each row.
    QStringList rows(const QByteArray &since)
    {
        const auto found = page(since);
        QStringList rows;
        if (!found)
            return {QString::fromLatin1(found.error().slug)};
        for (const auto &row : found->changes)
            rows += (row.message ? u'+' : u'-') + row.id;
        return rows;
    }
    qint64 trim(qint64 olderThanMs, qint64 atMost = Forever)
    {
        return *await<qint64>(
            [&](auto done) { m_store->trimChanges(olderThanMs, atMost, std::move(done)); });
    }
};

} // namespace digidig::test
