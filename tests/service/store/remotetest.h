// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remotefixture.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QtTest/QTest>

namespace digidig::test {

/// What tests of a store in front of Storage have in common.
class RemoteTest {
protected:
    using What = RemoteTemp::What;
    using Settled = RemoteTemp::Settled;

    static inline const QString Bob = RemoteTemp::Bob;
    static inline const QString Alice = RemoteTemp::Alice;
    static inline const QString D1 = QStringLiteral("document-1");
    static inline const QString D2 = QStringLiteral("document-2");
    static inline const QString Time = QStringLiteral("2025-10-23T10:30:00.123456");
    static inline const QString Token = QStringLiteral("token");

    std::unique_ptr<RemoteTemp> m_temp;

    void begin() { m_temp = std::make_unique<RemoteTemp>(); }
    void end()
    {
        if (m_temp)
            QCOMPARE(findings(*t().store), QString());
    }
    RemoteTemp &t() { return *m_temp; }
    /// Makes the message of @p raw the document @p document, as the outbox does.
    QString sendAndStore(const QByteArray &raw, const QString &document)
    {
        const QString id = t().send(raw);
        const mail::RemoteTask task = t().task();
        return task.what == What::Store
                && t().settle({.what = Settled::Stored, .copy = task.copy, .document = document})
            ? id
            : QString();
    }
    void reopen()
    {
        m_temp->store.reset();
        m_temp->open();
    }
    void sql(const char *statement)
    {
        m_temp->store.reset();
        SQLite::Database(
            (t().path() + QStringLiteral("/mail.db")).toStdString(), SQLite::OPEN_READWRITE)
            .exec(statement);
        m_temp->open();
    }
};

} // namespace digidig::test
