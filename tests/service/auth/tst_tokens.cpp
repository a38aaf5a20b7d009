// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../shared/core/memoryrecords.h"
#include "auth/tokens.h"
#include "core/clock.h"

#include <QtTest/QTest>

using namespace digidig;
using auth::Role;
using auth::Token;
using auth::Tokens;

namespace {

constexpr core::AccountId Alice{7};

Token named(const char *name, Role role = Role::Reader)
{
    Token token;
    token.name = QString::fromLatin1(name);
    token.role = role;
    if (role == Role::Account) {
        token.account = Alice;
        token.accountPublicId = QStringLiteral("alices-id");
        token.address = QStringLiteral("alice@example.org");
    }
    return token;
}

} // namespace

class TestTokens : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_records = std::make_unique<test::MemoryRecords>();
        m_tokens = std::make_unique<Tokens>(*m_records);
        QVERIFY(m_tokens->load().ok());
    }

    void onlyTheSecretOpens()
    {
        const auto made = m_tokens->create(named("backup"));
        QVERIFY(made);
        QVERIFY(made->secret.startsWith("digidig_"));
        QCOMPARE(made->secret.size(), 8 + 43);
        const auto who = m_tokens->principal(made->secret);
        QVERIFY(who);
        QVERIFY(who->role == Role::Reader);
        QCOMPARE(who->name, QStringLiteral("token:backup"));
        QByteArray close = made->secret;
        close.back() = close.back() == 'A' ? 'Q' : 'A';
        for (const QByteArray &wrong :
            {QByteArray(), QByteArray("digidig_"), close, made->secret.chopped(1),
                made->secret + 'x', made->secret.mid(8), made->token.id.toLatin1()})
            QVERIFY2(!m_tokens->principal(wrong), wrong.constData());
        const auto other = m_tokens->create(named("other"));
        QVERIFY(other && other->secret != made->secret);
    }

    void theSecretIsNotKept()
    {
        const auto made = m_tokens->create(named("backup"));
        const QByteArray kept = m_records->text(QStringLiteral("token"));
        QVERIFY(kept.contains("backup"));
        QVERIFY(!kept.contains(made->secret));
        QVERIFY(!kept.contains(made->secret.mid(8)));
    }

    void survivesARestart()
    {
        Token wanted = named("phone", Role::Account);
        wanted.expiresMs = core::nowMs() + 1'000'000;
        const auto made = m_tokens->create(wanted);
        QVERIFY(made);
        QVERIFY(m_tokens->principal(made->secret));
        QVERIFY(m_tokens->saveUses().ok());
        Tokens again(*m_records);
        QVERIFY(again.load().ok());
        QVERIFY2(!again.principal(made->secret), "nobody said yet that the account is there");
        QVERIFY(again.keepAccounts({{Alice, true}}, core::nowMs()).ok());
        const auto who = again.principal(made->secret);
        QVERIFY(who && who->role == Role::Account && who->account == Alice);
        QCOMPARE(who->accountPublicId, QStringLiteral("alices-id"));
        const Token kept = again.list().front();
        QCOMPARE(kept.address, wanted.address);
        QCOMPARE(kept.expiresMs, wanted.expiresMs);
        QVERIFY(kept.lastUsedMs >= kept.createdMs);
    }

    void damageIsNoticed_data()
    {
        QTest::addColumn<QJsonObject>("value");
        const QString hash = QString(64, u'a');
        QTest::newRow("empty") << QJsonObject();
        QTest::newRow("no hash") << QJsonObject{{QStringLiteral("scope"), QStringLiteral("admin")}};
        QTest::newRow("no scope") << QJsonObject{{QStringLiteral("hash"), hash}};
        QTest::newRow("no account") << QJsonObject{
            {QStringLiteral("hash"), hash}, {QStringLiteral("scope"), QStringLiteral("account")}};
    }
    void damageIsNoticed()
    {
        QFETCH(QJsonObject, value);
        QVERIFY(m_records->put(QStringLiteral("token"), {core::Record{QStringLiteral("x"), value}})
                    .ok());
        Tokens again(*m_records);
        QVERIFY(again.load().error().errc == core::Errc::Corrupt);
    }

    void names()
    {
        QVERIFY(m_tokens->create(named("one")));
        QVERIFY(m_tokens->create(named(" ONE ")).error().errc == core::Errc::AlreadyExists);
        QVERIFY(m_tokens->create(named("Admin")).error().errc == core::Errc::AlreadyExists);
        QCOMPARE(m_tokens->create(named("  ")).error().field, QStringLiteral("name"));
        QCOMPARE(m_tokens->create(named(QByteArray(201, 'x').constData())).error().field,
            QStringLiteral("name"));
        QVERIFY(m_tokens->create(named(QByteArray(200, 'x').constData())));
    }

    void theEndIsTheEnd()
    {
        Token wanted = named("short");
        wanted.expiresMs = core::nowMs() - 1;
        QCOMPARE(m_tokens->create(wanted).error().field, QStringLiteral("expires_at"));
        wanted.expiresMs = core::nowMs() + 50;
        const auto made = m_tokens->create(wanted);
        QVERIFY(made);
        QTRY_VERIFY(!m_tokens->principal(made->secret));
        QVERIFY(m_tokens->find(made->token.id)); // It is listed until somebody removes it.
    }

    void revoked()
    {
        const auto made = m_tokens->create(named("gone"));
        QVERIFY(m_tokens->revoke(made->token.id).ok());
        QVERIFY(!m_tokens->principal(made->secret));
        QVERIFY(!m_tokens->find(made->token.id));
        QVERIFY(m_tokens->revoke(made->token.id).error().errc == core::Errc::NotFound);
        QVERIFY(m_tokens->create(named("gone"))); // The name is free again.
    }

    void aFailingDiskGivesNothingAway()
    {
        const auto made = m_tokens->create(named("old"));
        m_records->failing = true;
        QVERIFY(!m_tokens->create(named("new")));
        QVERIFY(!m_tokens->revoke(made->token.id).ok());
        QVERIFY2(!m_tokens->principal(made->secret), "revoked is revoked");
        QVERIFY(m_tokens->find(made->token.id));
        QVERIFY(m_tokens->saveUses().ok()); // Nothing of it is written back.
        m_records->failing = false;
        QVERIFY(m_tokens->revoke(made->token.id).ok());
        QCOMPARE(m_tokens->list().size(), size_t(0));
    }

    void tokensGoWithTheirAccount()
    {
        const auto made = m_tokens->create(named("phone", Role::Account));
        const auto reader = m_tokens->create(named("reader"));
        const qint64 later = core::nowMs() + 1000;
        QVERIFY(m_tokens->principal(made->secret));
        QVERIFY(m_tokens->keepAccounts({{Alice, false}}, later).ok());
        QVERIFY2(!m_tokens->principal(made->secret), "the account is disabled");
        QVERIFY(m_tokens->keepAccounts({{Alice, true}}, later).ok());
        QVERIFY(m_tokens->principal(made->secret));
        QVERIFY(m_tokens->keepAccounts({}, made->token.createdMs).ok());
        QVERIFY2(m_tokens->principal(made->secret), "that list is older than the token");
        QVERIFY(m_tokens->keepAccounts({}, later).ok());
        QVERIFY(!m_tokens->principal(made->secret));
        QVERIFY(!m_tokens->find(made->token.id));
        QVERIFY(m_tokens->principal(reader->secret));
    }

    void usesAreWrittenWhenThereAreSome()
    {
        const auto made = m_tokens->create(named("one"));
        const int writes = m_records->writes;
        QVERIFY(m_tokens->saveUses().ok());
        QCOMPARE(m_records->writes, writes);
        for (int i = 0; i < 100; ++i)
            QVERIFY(m_tokens->principal(made->secret));
        QCOMPARE(m_records->writes, writes);
        QVERIFY(m_tokens->saveUses().ok());
        QVERIFY(m_tokens->saveUses().ok());
        QCOMPARE(m_records->writes, writes + 1);
    }

    void theGateAsks()
    {
        const auto made = m_tokens->create(named("ops", Role::Admin));
        const auth::Gate gate("the-configured-token", m_tokens.get());
        auth::Evidence evidence;
        evidence.authorization = "Bearer " + made->secret;
        QVERIFY(gate.identify(evidence, {})->role == Role::Admin);
        evidence.authorization = "Bearer the-configured-token";
        QCOMPARE(gate.identify(evidence, {})->name, QStringLiteral("token:admin"));
        QVERIFY(m_tokens->revoke(made->token.id).ok());
        evidence.authorization = "Bearer " + made->secret;
        QVERIFY(!gate.identify(evidence, {}));
    }

private:
    std::unique_ptr<test::MemoryRecords> m_records;
    std::unique_ptr<Tokens> m_tokens;
};

QTEST_GUILESS_MAIN(TestTokens)
#include "tst_tokens.moc"
