// SPDX-License-Identifier: GPL-3.0-or-later
#include "invariants.h"

#include "mime/message.h"
#include "mime/partdecoder.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QtTest>

#include <random>

using namespace digidig::mime;

/// Real and broken e-mails against what an independent parser (Python's email package) found in
/// them. Where that one was wrong, corpus-golden.json has what is right, with a note.
class TestMimeCorpus : public QObject {
    Q_OBJECT

private:
    static QString folder() { return QStringLiteral(DIGIDIG_TEST_DATA "/corpus/"); }

    static QByteArray load(const QString &name)
    {
        QFile file(folder() + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static void leaves(const Part &part, QList<const Part *> *list)
    {
        if (!part.isMultipart())
            list->append(&part);
        for (const Part &child : part.children)
            leaves(child, list);
    }

    static QByteArray decoded(QByteArrayView body, const Part &part, qsizetype chunk)
    {
        PartDecoder decoder(part.encoding);
        QByteArray bytes;
        for (qsizetype pos = 0; pos < body.size(); pos += chunk)
            bytes += decoder.feed(body.sliced(pos, std::min(chunk, body.size() - pos)));
        return bytes + decoder.finish();
    }

    QJsonObject m_golden;
    std::vector<QByteArray> m_messages;

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QStringLiteral(DIGIDIG_TEST_DATA "/corpus-golden.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_golden = QJsonDocument::fromJson(file.readAll()).object();
        QCOMPARE(m_golden.size(), 103);
        for (const QString &name : m_golden.keys())
            m_messages.push_back(load(name));
    }

    void leaf_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : m_golden.keys())
            QTest::newRow(qPrintable(name)) << name;
    }
    void leaf()
    {
        QFETCH(QString, name);
        const QByteArray raw = load(name);
        QVERIFY(!raw.isEmpty());
        const Message message = parse(raw);
        QCOMPARE(Invariants::violated(raw, message), QString());
        QVERIFY(!message.truncated);

        QList<const Part *> parts;
        leaves(message.root, &parts);
        const QJsonArray expected = m_golden[name].toArray();
        QCOMPARE(parts.size(), expected.size());
        for (qsizetype i = 0; i < parts.size(); ++i) {
            const QJsonObject golden = expected[i].toObject();
            const Part &part = *parts[i];
            QCOMPARE(QString::fromLatin1(part.mimeType()), golden[u"type"].toString());
            QCOMPARE(part.fileName, golden[u"name"].toString());
            if (!golden.contains(u"sha256"))
                continue; // a nested message: its parts follow
            const QByteArrayView body = QByteArrayView(raw).sliced(part.bodyBegin, part.size());
            const QByteArray bytes = decoded(body, part, body.size() + 1);
            QCOMPARE(bytes.size(), golden[u"size"].toInteger());
            QCOMPARE(QString::fromLatin1(
                         QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex()),
                golden[u"sha256"].toString());
            QCOMPARE(decoded(body, part, 7), bytes);
        }
    }

    /// Truncated, flipped, doubled and crossed messages. The seed is fixed: a failure can be
    /// repeated.
    void mutations()
    {
        std::mt19937 random(20'250'101); // NOLINT(cert-msc51-cpp): repeatable on purpose
        const auto below = [&random](qsizetype n) {
            return n > 0 ? static_cast<qsizetype>(random() % static_cast<quint32>(n)) : 0;
        };
        constexpr qsizetype MaxSize = 12'000;
        Limits small;
        small.maxDepth = 6;
        small.maxParts = 20;
        small.maxHeaderBytes = 500;
        small.maxTextBytes = 700;
        for (int i = 0; i < 20'000; ++i) {
            QByteArray raw = m_messages[static_cast<size_t>(below(qsizetype(m_messages.size())))];
            raw = raw.left(MaxSize);
            for (qsizetype edits = 1 + below(4); edits > 0; --edits) {
                const qsizetype at = below(raw.size());
                const qsizetype size = below(std::min<qsizetype>(raw.size() - at, 400));
                switch (below(6)) {
                case 0:
                    raw.truncate(at);
                    break;
                case 1:
                    for (int flips = 0; flips < 8 && !raw.isEmpty(); ++flips)
                        raw[below(raw.size())] = static_cast<char>(random());
                    break;
                case 2:
                    raw.insert(at, raw.mid(at, size));
                    break;
                case 3:
                    raw.remove(at, size);
                    break;
                case 4: {
                    const auto &other =
                        m_messages[static_cast<size_t>(below(qsizetype(m_messages.size())))];
                    raw.insert(at, other.mid(below(other.size()), 300));
                    break;
                }
                default: {
                    static constexpr const char *Spice[] = {
                        "\r\n", "\n--", "\"", "(", "=?utf-8?B?", "?=", "<", ";", "\0", ":"};
                    raw.insert(at, Spice[below(std::size(Spice))]);
                    break;
                }
                }
            }
            const Limits limits = i % 4 == 0 ? small : Limits();
            const QString problem = Invariants::violated(raw, parse(raw, limits), limits);
            if (!problem.isEmpty())
                QFAIL(qPrintable(QStringLiteral("case %1: %2").arg(i).arg(problem)));
        }
    }

    /// Damaged stored structures are refused or give a tree, nothing else.
    void damagedStructures()
    {
        std::mt19937 random(7); // NOLINT(cert-msc51-cpp)
        for (const QByteArray &raw : m_messages) {
            const QByteArray good = serialize(parse(raw).root);
            for (int i = 0; i < 50; ++i) {
                QByteArray bad = good;
                bad[qsizetype(random() % quint32(bad.size()))] = static_cast<char>(random());
                const auto read = deserialize(bad);
                if (read) {
                    QVERIFY(read->headerBegin >= 0 && read->bodyBegin >= read->headerBegin
                        && read->bodyEnd >= read->bodyBegin);
                }
                QVERIFY(!deserialize(good.left(qsizetype(random() % quint32(good.size())))));
            }
        }
        QVERIFY(!deserialize({}));
        QVERIFY(!deserialize("S\x01"));
    }
};

QTEST_GUILESS_MAIN(TestMimeCorpus)
#include "tst_mimecorpus.moc"
