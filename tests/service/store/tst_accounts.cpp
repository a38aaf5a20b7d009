// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "oldrow.h"
#include "store/rows.h"
#include "store/schema.h"

#include <QtCore/QFile>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;
using core::Errc;

namespace {

const QString Bob = QStringLiteral("bob@example.org");
const QString Sales = QStringLiteral("sales@example.org");

/// The contract of AccountStore: settings, aliases, lists.
class TestAccounts : public QObject {
    Q_OBJECT

    std::unique_ptr<TempStore> m_temp;
    mail::AccountStore *m_accounts = nullptr;

    core::Result<mail::Account> create(const QString &address)
    {
        return await<mail::Account>(
            [&](auto done) { m_accounts->createAccount(address, {}, 0, std::move(done)); });
    }
    core::Result<mail::Account> change(const mail::AccountChange &change)
    {
        return await<mail::Account>(
            [&](auto done) { m_accounts->changeAccount(change, std::move(done)); });
    }
    core::Result<mail::Account> setAliases(const mail::Account &account, const QStringList &aliases)
    {
        mail::AccountChange wanted{.account = account.id};
        wanted.aliases = aliases;
        return change(wanted);
    }

private Q_SLOTS:
    void init()
    {
        m_temp = std::make_unique<TempStore>();
        m_accounts = m_temp->store.get();
    }
    void cleanup() { QCOMPARE(findings(**m_temp), QString()); }

    void settingsChangeTogetherOrNotAtAll()
    {
        const auto bob = create(Bob);
        mail::AccountChange wanted{.account = bob->id};
        wanted.passwordHash = "hash";
        wanted.quotaBytes = 1000;
        wanted.disabled = true;
        wanted.aliases = QStringList{
            QStringLiteral("Sales@Example.org"), Sales, QStringLiteral("b@example.org")};
        const auto changed = change(wanted);
        QVERIFY2(changed.ok(), qPrintable(changed.ok() ? QString() : changed.error().message));
        QVERIFY(changed->hasPassword && changed->disabled);
        QCOMPARE(changed->quotaBytes, 1000);
        QCOMPARE(changed->aliases, QStringList({QStringLiteral("b@example.org"), Sales}));
        QVERIFY(changed->state != bob->state);

        mail::AccountChange wrong{.account = bob->id};
        wrong.quotaBytes = 5;
        wrong.aliases = QStringList{QStringLiteral("no address")};
        const auto refused = change(wrong);
        QVERIFY(refused.error().errc == Errc::Invalid);
        QCOMPARE(refused.error().field, QStringLiteral("aliases"));
        QCOMPARE(m_accounts->account(Bob)->quotaBytes, 1000);
        QCOMPARE(m_accounts->account(Bob)->state, changed->state);
    }

    void staleStateIsRefused()
    {
        const auto bob = create(Bob);
        mail::AccountChange wanted{.account = bob->id};
        wanted.quotaBytes = 7;
        wanted.ifState = bob->state;
        QVERIFY(change(wanted).ok());
        wanted.quotaBytes = 8;
        QCOMPARE(change(wanted).error().slug, QByteArray("precondition_failed"));
        QCOMPARE(m_accounts->account(Bob)->quotaBytes, 7);
        // Mail that arrives is no change of the settings.
        const auto before = m_accounts->account(Bob)->state;
        QVERIFY(!deliver(**m_temp, appendOf(QByteArray(100, 'x'))).ok()); // beyond the quota
        wanted.quotaBytes = 0;
        wanted.ifState = before;
        const auto open = change(wanted);
        QVERIFY(deliver(**m_temp, appendOf(Mail().bytes())).ok());
        QCOMPARE(m_accounts->account(Bob)->state, open->state);
        QCOMPARE(m_accounts->account(Bob)->messages, 1);
    }

    void mailToAnAliasReachesTheAccount()
    {
        const auto bob = create(Bob);
        QVERIFY(setAliases(*bob, {Sales}).ok());
        const auto outcome = deliver(**m_temp, appendOf(Mail().bytes(), Sales));
        QVERIFY(outcome.ok());
        QVERIFY(outcome->messages.front().account == bob->id);
        const auto message = (*m_temp)->message(outcome->messages.front().id);
        QCOMPARE(message->accountAddress, Bob);
        QCOMPARE(message->recipient, Sales);
        QCOMPARE(m_accounts->accounts()->size(), size_t(1));
        // Without the alias it is a stranger's address again.
        QVERIFY(setAliases(*bob, {}).ok());
        QVERIFY(deliver(**m_temp, appendOf(Mail().bytes(), Sales)).ok());
        QCOMPARE(m_accounts->accounts()->size(), size_t(2));
    }

    void noAddressIsGivenTwice()
    {
        const auto bob = create(Bob);
        const auto eve = create(QStringLiteral("eve@example.org"));
        QVERIFY(setAliases(*bob, {Sales}).ok());
        QVERIFY(setAliases(*bob, {Sales}).ok()); // Its own already.
        for (const auto &outcome : {setAliases(*eve, {Sales}), setAliases(*eve, {Bob}),
                 setAliases(*eve, {eve->address}), create(Sales), create(Bob)}) {
            QVERIFY(!outcome.ok());
            QVERIFY(outcome.error().errc == Errc::AlreadyExists);
            QCOMPARE(outcome.error().slug, QByteArray("account_exists"));
        }
        QStringList many;
        for (qsizetype i = 0; i <= mail::MaxAliases; ++i)
            many += QStringLiteral("a%1@example.org").arg(i);
        QVERIFY(setAliases(*eve, many).error().errc == Errc::Invalid);
        many.removeLast();
        QCOMPARE(setAliases(*eve, many)->aliases.size(), mail::MaxAliases);
        // What goes with its account is free again.
        QVERIFY(await<void>([&](auto done) {
            m_accounts->removeAccount(bob->id, std::move(done));
        }).ok());
        QVERIFY(create(Sales).ok());
    }

    void appPasswordsComeAndGo()
    {
        const auto bob = create(Bob);
        const auto eve = create(QStringLiteral("eve@example.org"));
        const auto add = [&](const mail::Account &account, const QString &name) {
            return await<mail::AppPassword>([&](auto done) {
                m_accounts->addAppPassword(
                    {account.id, name, QStringLiteral("abcd"), "hash of " + name.toUtf8()},
                    std::move(done));
            });
        };
        const auto remove = [&](const mail::Account &account, const QString &id) {
            return await<void>(
                [&](auto done) { m_accounts->removeAppPassword(account.id, id, std::move(done)); });
        };
        const auto phone = add(*bob, QStringLiteral("phone"));
        const auto tablet = add(*bob, QStringLiteral("tablet"));
        QCOMPARE(m_accounts->appPasswords(bob->id)->size(), size_t(2));
        QCOMPARE(m_accounts->appPasswords(bob->id)->front().name, QStringLiteral("phone"));
        QCOMPARE(m_accounts->appPasswords(eve->id)->size(), size_t(0));

        auth::CredentialStore &credentials = **m_temp;
        const auto login = credentials.login(QStringLiteral("<Bob@Example.org>"));
        QVERIFY(login.ok());
        QVERIFY(login->account == bob->id);
        QCOMPARE(login->credentials.size(), size_t(2));
        QCOMPARE(login->credentials[1].id, tablet->id);
        QCOMPARE(login->credentials[1].hash, QByteArray("hash of tablet"));
        QCOMPARE(login->credentials[1].selector, QStringLiteral("abcd"));
        QVERIFY(credentials.login(Sales).error().errc == Errc::NotFound);

        // Known to the minute, and never going back.
        const auto lastUsed = [&] {
            (*m_temp)->flush();
            return m_accounts->appPasswords(bob->id)->front().lastUsedMs;
        };
        for (const auto &[at, known] :
            {std::pair(1'000'000, 1'000'000), std::pair(1'030'000, 1'000'000),
                std::pair(1'070'000, 1'070'000), std::pair(900'000, 1'070'000)}) {
            credentials.credentialUsed(phone->id, at);
            QCOMPARE(lastUsed(), known);
        }

        QCOMPARE(remove(*eve, phone->id).error().slug, QByteArray("app_password_not_found"));
        QCOMPARE(
            remove(*bob, QStringLiteral("x")).error().slug, QByteArray("app_password_not_found"));
        QVERIFY(remove(*bob, phone->id).ok());
        QVERIFY(!remove(*bob, phone->id).ok());
        for (qint64 i = 1; i < mail::MaxAppPasswords; ++i)
            QVERIFY(add(*bob, QString::number(i)).ok());
        QCOMPARE(add(*bob, {}).error().slug, QByteArray("too_many_app_passwords"));
        QVERIFY(await<void>([&](auto done) {
            m_accounts->removeAccount(bob->id, std::move(done));
        }).ok());
    }

    void whatScramProvesComesAndGoes()
    {
        const auto bob = create(Bob);
        auth::CredentialStore &credentials = **m_temp;
        const auto verifiers = [&] {
            (*m_temp)->flush();
            QByteArrayList all;
            const auto login = credentials.login(Bob);
            for (const auth::Credential &credential : login->credentials)
                all += credential.scram.toText();
            return all;
        };
        const auth::ScramVerifier one = *auth::scramVerifier("one", "salt", 1);
        const auth::ScramVerifier other = *auth::scramVerifier("other", "salt", 1);
        const auto change = [&](const QByteArray &hash, const QByteArray &scram) {
            return await<mail::Account>([&](auto done) {
                m_accounts->changeAccount(
                    {.account = bob->id, .passwordHash = hash, .passwordScram = scram},
                    std::move(done));
            }).ok();
        };
        QVERIFY(change("hash", one.toText()));
        const auto phone = await<mail::AppPassword>([&](auto done) {
            m_accounts->addAppPassword({bob->id, QStringLiteral("phone"), QStringLiteral("abcd"),
                                           "hash of phone", other.toText()},
                std::move(done));
        });
        QCOMPARE(verifiers(), QByteArrayList({one.toText(), other.toText()}));

        // A renewal of what has changed in the meantime is none.
        credentials.renewCredential({bob->id, {}, "another hash", "new", auth::ScramVerifier()});
        credentials.renewCredential({bob->id, phone->id, "another hash", "new", one});
        QCOMPARE(verifiers(), QByteArrayList({one.toText(), other.toText()}));
        credentials.renewCredential({bob->id, {}, "hash", "new hash", other});
        credentials.renewCredential({bob->id, phone->id, "hash of phone", "new of phone", one});
        QCOMPARE(verifiers(), QByteArrayList({other.toText(), one.toText()}));
        QCOMPARE(credentials.login(Bob)->credentials[0].hash, QByteArray("new hash"));
        QCOMPARE(credentials.login(Bob)->credentials[1].hash, QByteArray("new of phone"));
        credentials.renewCredential({bob->id, {}, "new hash", {}, auth::ScramVerifier()});
        QCOMPARE(verifiers(), QByteArrayList({QByteArray(), one.toText()}));

        // Another password is not proven by the old one's.
        QVERIFY(change("next hash", one.toText()));
        QVERIFY(change("last hash", {}));
        QCOMPARE(verifiers(), QByteArrayList({QByteArray(), one.toText()}));
        QVERIFY(await<void>([&](auto done) {
            m_accounts->removeAppPassword(bob->id, phone->id, std::move(done));
        }).ok());
        QCOMPARE(verifiers(), QByteArrayList({QByteArray()}));
        QVERIFY(change("hash", one.toText()));
        QVERIFY(await<void>([&](auto done) {
            m_accounts->removeAccount(bob->id, std::move(done));
        }).ok());
    }

    void accountsAreListedInParts()
    {
        QStringList all;
        for (int i = 0; i < 25; ++i) {
            all += QStringLiteral("user%1@example.org").arg(i, 2, 10, QLatin1Char('0'));
            QVERIFY(create(all.back()).ok());
        }
        QVERIFY(create(QStringLiteral("žofie@example.org")).ok());
        QVERIFY(create(QStringLiteral("usher@example.org")).ok());
        mail::AccountQuery query{QStringLiteral("user"), 10, {}};
        QStringList seen;
        do {
            const auto part = m_accounts->listAccounts(query);
            QVERIFY(part.ok());
            QCOMPARE(part->total, 25);
            for (const auto &account : part->accounts)
                seen += account.address;
            query.cursor = part->next;
        } while (!query.cursor.isEmpty());
        QCOMPARE(seen, all);
        QCOMPARE(m_accounts->listAccounts({{}, 100, {}})->accounts.size(), size_t(27));
        QCOMPARE(
            m_accounts->listAccounts({QStringLiteral("ž"), 1, {}})->accounts.size(), size_t(1));
        QCOMPARE(m_accounts->listAccounts({QStringLiteral("x"), 1, {}})->total, 0);
        for (const QByteArray &cursor :
            {QByteArray("?"), QByteArray("AAAA"), QByteArray(5000, 'A')})
            QVERIFY(m_accounts->listAccounts({{}, 5, cursor}).error().errc == Errc::Invalid);
    }

    void storeOfTheFirstSchemaIsTaken()
    {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("mail.db"));
        QFile made(file);
        QVERIFY(made.open(QIODevice::WriteOnly));
        made.close();
        {
            store::Connection db(file, store::Connection::Mode::Write);
            db.exec("PRAGMA journal_mode=WAL");
            db.exec(store::migrations().front());
            store::AccountRow account;
            account.publicId = QByteArray(16, 'a');
            account.address = Bob;
            account.highestModSeq = 9;
            store::insert(db, account);
            const QByteArray box(16, 'b');
            OldRow("mailbox",
                "id,public_id,account,name,special_use,uid_validity,subscribed,uid_next,"
                "highest_modseq,messages,unseen,bytes")
                .insert(db, qint64(1), box, account.id, QStringLiteral("INBOX"), QString(),
                    qint64(0), qint64(1), qint64(10), qint64(9), qint64(0), qint64(0), qint64(0));
            store::MetaRow meta{1, 5};
            store::insert(db, meta);
            for (int uid = 1; uid < 4; ++uid) {
                store::VanishedRow row{0, account.id, 1, uid, uid, QByteArray(16, 'c'), 1};
                store::insert(db, row);
            }
            db.run("DELETE FROM vanished WHERE uid=3");
            db.exec("PRAGMA application_id=1147750217; PRAGMA user_version=1");
        }
        store::Options options;
        options.stateDir = dir.path();
        auto opened = store::Store::open(options);
        QVERIFY2(opened.ok(), qPrintable(opened.ok() ? QString() : opened.error().detail));
        QCOMPARE(findings(**opened), QString());
        const auto delivered = deliver(**opened, appendOf(Mail().bytes()));
        QVERIFY(delivered.ok());
        QVERIFY(removeMessage(**opened, {delivered->messages.front().id, true, {}, {}}).ok());
        QCOMPARE(findings(**opened), QString());
        opened->reset();
        store::Connection db(file, store::Connection::Mode::Read);
        QCOMPARE(db.integer("SELECT count(*) FROM vanished"), 3);
        QCOMPARE(db.integer("SELECT max(id) FROM vanished"), 4);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestAccounts)
#include "tst_accounts.moc"
