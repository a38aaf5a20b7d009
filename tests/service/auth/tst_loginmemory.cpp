// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/loginmemory.h"

#include <QtTest/QTest>

using namespace digidig;

class TestLoginMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasRightIsKnownForAWhile()
    {
        qint64 now = 1'000;
        auth::LoginMemory memory([&now] { return now; });
        memory.setLifetime(60'000);
        QVERIFY(!memory.has("$argon2id$one", "secret"));
        memory.add("$argon2id$one", "secret");
        QVERIFY(memory.has("$argon2id$one", "secret"));
        QVERIFY(!memory.has("$argon2id$one", "Secret"));
        QVERIFY(!memory.has("$argon2id$two", "secret"));
        // Where the hash ends and the password begins is part of it.
        QVERIFY(!memory.has("$argon2id$onese", "cret"));
        now += 59'999;
        QVERIFY(memory.has("$argon2id$one", "secret"));
        now += 1;
        QVERIFY(!memory.has("$argon2id$one", "secret"));
    }

    void itCanBeSwitchedOff()
    {
        auth::LoginMemory memory;
        memory.add("hash", "secret");
        memory.setLifetime(0);
        QVERIFY(!memory.has("hash", "secret"));
        memory.add("hash", "other");
        memory.setLifetime(60'000);
        QVERIFY(!memory.has("hash", "other"));
    }

    void itIsBounded()
    {
        qint64 now = 0;
        auth::LoginMemory memory([&now] { return now; });
        for (qsizetype i = 0; i < auth::LoginMemory::MaxEntries; ++i)
            memory.add(QByteArray::number(i), "p");
        memory.add("one more", "p");
        QVERIFY(memory.has("one more", "p"));
        QVERIFY(!memory.has("0", "p")); // None had ended, so all were let go.
    }
};

QTEST_APPLESS_MAIN(TestLoginMemory)
#include "tst_loginmemory.moc"
