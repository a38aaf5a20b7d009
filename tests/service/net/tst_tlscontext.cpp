// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "net/selfsigned.h"
#include "net/tlscontext.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace digidig;
using net::TlsContext;

namespace {

constexpr qint64 DayMs = 24LL * 3600 * 1000;

bool put(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

QByteArray get(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct FreeCertificate {
    void operator()(X509 *certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

Certificate parsed(const QByteArray &pem)
{
    BIO *const bio = BIO_new_mem_buf(pem.constData(), int(pem.size()));
    X509 *const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    return Certificate(certificate);
}

/// A pair whose certificate ends in @p days, by the openssl program.
bool makeEnding(const QString &certificate, const QString &key, int days)
{
    return QProcess::execute(QStringLiteral("openssl"),
               {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                   QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                   QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-nodes"),
                   QStringLiteral("-subj"), QStringLiteral("/CN=old"), QStringLiteral("-days"),
                   QString::number(days), QStringLiteral("-keyout"), key, QStringLiteral("-out"),
                   certificate})
        == 0;
}

} // namespace

class TestTlsContext : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void empty()
    {
        TlsContext context;
        QVERIFY(!context.isLoaded());
        QCOMPARE(context.acquire(), nullptr);
        QCOMPARE(context.fingerprint(), QByteArray());
        QCOMPARE(context.notAfterMs(), 0);
        const auto changed = context.reloadChanged();
        QVERIFY(changed.ok());
        QVERIFY(!*changed);
    }

    void bootstrap()
    {
        QTemporaryDir directory;
        const QString certificate = directory.filePath(QStringLiteral("tls-bootstrap.pem"));
        const QString key = directory.filePath(QStringLiteral("tls-bootstrap.key"));
        TlsContext context;
        QVERIFY(context
                    .bootstrap(directory.path(),
                        {QStringLiteral("mail.example.org"), QStringLiteral("192.0.2.7"),
                            QStringLiteral("2001:db8::1"), QStringLiteral("pošta.example.org"),
                            QStringLiteral("evil,DNS:other.example.net")})
                    .ok());
        QVERIFY(context.isLoaded());
        QCOMPARE(context.fingerprint().size(), 64);
        QVERIFY(context.notAfterMs() > core::nowMs() + 360 * DayMs);
        QVERIFY(context.notAfterMs() < core::nowMs() + 370 * DayMs);
        for (const QString &file : {certificate, key}) {
            QCOMPARE(QFileInfo(file).permissions()
                    & ~(QFile::ReadUser | QFile::WriteUser | QFile::ReadOwner | QFile::WriteOwner),
                QFile::Permissions());
        }
        const Certificate made = parsed(get(certificate));
        QVERIFY(made);
        QCOMPARE(X509_check_host(made.get(), "mail.example.org", 0, 0, nullptr), 1);
        QCOMPARE(X509_check_host(made.get(), "xn--pota-h6a.example.org", 0, 0, nullptr), 1);
        QCOMPARE(X509_check_host(made.get(), "other.example.net", 0, 0, nullptr), 0);
        QCOMPARE(X509_check_ip_asc(made.get(), "192.0.2.7", 0), 1);
        QCOMPARE(X509_check_ip_asc(made.get(), "2001:db8::1", 0), 1);
        QCOMPARE(EVP_PKEY_get_bits(X509_get0_pubkey(made.get())), 256);
        QCOMPARE(X509_verify(made.get(), X509_get0_pubkey(made.get())), 1);

        // The next start takes it again.
        TlsContext next;
        QVERIFY(next.bootstrap(directory.path(), {}).ok());
        QCOMPARE(next.fingerprint(), context.fingerprint());
        // Somebody who is killed between the files leaves no broken service.
        const auto other = net::makeSelfSigned({});
        QVERIFY(put(key, other->key));
        TlsContext third;
        QVERIFY(third.bootstrap(directory.path(), {}).ok());
        QVERIFY(third.fingerprint() != context.fingerprint());
        // What is no certificate at all is replaced.
        QVERIFY(put(certificate, "nonsense"));
        QVERIFY(third.bootstrap(directory.path(), {}).ok());
    }

    void bootstrapRenews()
    {
        QTemporaryDir directory;
        const QString certificate = directory.filePath(QStringLiteral("tls-bootstrap.pem"));
        const QString key = directory.filePath(QStringLiteral("tls-bootstrap.key"));
        QVERIFY(makeEnding(certificate, key, 9));
        TlsContext context;
        QVERIFY(context.bootstrap(directory.path(), {}).ok());
        QVERIFY(context.notAfterMs() < core::nowMs() + 10 * DayMs);
        QVERIFY(makeEnding(certificate, key, 6));
        // While it runs: the change is seen first, and then that it ends.
        auto changed = context.reloadChanged();
        QVERIFY(changed.ok() && *changed);
        changed = context.reloadChanged();
        QVERIFY(changed.ok() && *changed);
        QVERIFY(context.notAfterMs() > core::nowMs() + 300 * DayMs);
        changed = context.reloadChanged();
        QVERIFY(changed.ok() && !*changed);
    }

    void bootstrapWithoutADirectory()
    {
        QTemporaryDir directory;
        TlsContext context;
        QVERIFY(!context.bootstrap(directory.filePath(QStringLiteral("none/such")), {}).ok());
        QVERIFY(!context.isLoaded());
    }

    void load()
    {
        QTemporaryDir directory;
        const QString certificate = directory.filePath(QStringLiteral("c.pem"));
        const QString key = directory.filePath(QStringLiteral("k.pem"));
        TlsContext context;
        auto missing = context.load(certificate, key);
        QVERIFY(!missing);
        QCOMPARE(missing.error().errc, core::Errc::Invalid);
        QVERIFY(missing.error().message.contains(certificate));

        const auto one = net::makeSelfSigned({QStringLiteral("one")});
        const auto two = net::makeSelfSigned({QStringLiteral("two")});
        QVERIFY(put(certificate, one->certificate + two->certificate)); // with a chain
        QVERIFY(put(key, two->key));
        auto wrong = context.load(certificate, key);
        QVERIFY(!wrong);
        QVERIFY(wrong.error().message.contains(key));
        QVERIFY(!context.isLoaded());
        // Noticed as soon as it is put right.
        QVERIFY(put(key, one->key));
        auto changed = context.reloadChanged();
        QVERIFY(changed.ok() && *changed);
        const QByteArray fingerprint = context.fingerprint();
        SSL_CTX *const held = context.acquire();
        STACK_OF(X509) *chain = nullptr;
        QCOMPARE(SSL_CTX_get0_chain_certs(held, &chain), 1);
        QCOMPARE(sk_X509_num(chain), 1);

        // On failure what was in force stays, and is said once.
        QVERIFY(QFile::remove(key));
        QVERIFY(put(key, "nonsense"));
        QVERIFY(!context.reloadChanged());
        QVERIFY(context.isLoaded());
        QCOMPARE(context.fingerprint(), fingerprint);
        changed = context.reloadChanged();
        QVERIFY(changed.ok() && !*changed);

        QVERIFY(QFile::remove(key) && QFile::remove(certificate));
        QVERIFY(put(key, two->key) && put(certificate, two->certificate));
        changed = context.reloadChanged();
        QVERIFY(changed.ok() && *changed);
        QVERIFY(context.fingerprint() != fingerprint);
        // Whoever holds the old one goes on with it.
        SSL_CTX *const fresh = context.acquire();
        QVERIFY(fresh != held);
        SSL_CTX_free(fresh);
        SSL_CTX_free(held);
    }

    void keysWithAPassphraseAreRefused()
    {
        QTemporaryDir directory;
        const QString certificate = directory.filePath(QStringLiteral("c.pem"));
        const QString key = directory.filePath(QStringLiteral("k.pem"));
        QVERIFY(makeEnding(certificate, key, 10));
        QCOMPARE(QProcess::execute(QStringLiteral("openssl"),
                     {QStringLiteral("pkcs8"), QStringLiteral("-topk8"), QStringLiteral("-in"), key,
                         QStringLiteral("-out"), key + QStringLiteral(".locked"),
                         QStringLiteral("-passout"), QStringLiteral("pass:secret")}),
            0);
        TlsContext context;
        const auto loaded = context.load(certificate, key + QStringLiteral(".locked"));
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().errc, core::Errc::Invalid);
        QVERIFY(context.load(certificate, key).ok());
    }
};

QTEST_GUILESS_MAIN(TestTlsContext)
#include "tst_tlscontext.moc"
