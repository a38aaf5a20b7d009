// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/inlineimages.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

QJsonObject leaf(const QString &contentId, qint64 offset, qint64 size, const QString &encoding = QStringLiteral("base64"))
{
    return {{QStringLiteral("content_type"), QStringLiteral("image/png")}, {QStringLiteral("content_id"), contentId},
        {QStringLiteral("offset"), offset}, {QStringLiteral("size"), size}, {QStringLiteral("encoding"), encoding}};
}

QJsonObject multipart(const QJsonArray &parts, const QString &type = QStringLiteral("multipart/related"))
{
    return {{QStringLiteral("content_type"), type}, {QStringLiteral("parts"), parts}};
}

} // namespace

/// Images of the e-mail itself: found by what they are called, read as ranges, whatever the e-mail wishes.
class TestInlineImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_client = std::make_unique<FakeClient>();
        m_images = std::make_unique<InlineImages>(*m_client);
        m_came = std::make_unique<QSignalSpy>(m_images.get(), &InlineImages::came);
        m_finished = std::make_unique<QSignalSpy>(m_images.get(), &InlineImages::finished);
    }

    void areReadAsRanges()
    {
        m_images->load(QStringLiteral("id/1"), {QStringLiteral("a@x"), QStringLiteral("b@x")});
        QCOMPARE(m_client->at(0).path, QStringLiteral("/emails/id%2F1/structure"));
        m_client->answer(0, multipart({leaf(QStringLiteral("<b@x>"), 500, 10, QStringLiteral("quoted-printable")), leaf(QStringLiteral("<a@x>"), 100, 8)}));
        QCOMPARE(m_client->at(0).path, QStringLiteral("/emails/id%2F1/raw"));
        QCOMPARE(range(), "bytes=100-107");
        QVERIFY(m_images->running());
        m_client->answerBytes(0, "QUJD\r\n==", 206);
        QCOMPARE(range(), "bytes=500-509");
        m_client->answerBytes(0, "a=3D=\r\nb=zz", 206);
        QCOMPARE(m_finished->size(), 1);
        QVERIFY(!m_images->running());
        QCOMPARE(m_came->size(), 2);
        QCOMPARE(m_came->at(0), (QVariantList{QStringLiteral("a@x"), QByteArray("ABC")}));
        QCOMPARE(m_came->at(1), (QVariantList{QStringLiteral("b@x"), QByteArray("a=b=zz")}));
    }

    void nothingIsAskedForNothing()
    {
        m_images->load(QStringLiteral("id"), {});
        QCOMPARE(m_client->made(), 0);
        QCOMPARE(m_finished->size(), 1);
    }

    void whatIsNotThereIsNotRead()
    {
        m_images->load(QStringLiteral("id"), {QStringLiteral("a@x"), QStringLiteral("inner@x"), QStringLiteral("huge@x"), QStringLiteral("twice@x"), QStringLiteral("box@x"), QString()});
        QJsonObject box = multipart({leaf(QStringLiteral("<twice@x>"), 10, 4), leaf(QStringLiteral("<twice@x>"), 20, 4)});
        box.insert(QStringLiteral("content_id"), QStringLiteral("<box@x>"));
        m_client->answer(0, multipart({multipart({leaf(QStringLiteral("<inner@x>"), 1, 4)}, QStringLiteral("message/rfc822")),
                                leaf(QStringLiteral("<huge@x>"), 1, InlineImages::MostBytes + 1), box, leaf({}, 30, 0)}));
        QCOMPARE(m_client->pending(), 1);
        QCOMPARE(range(), "bytes=10-13");
        m_client->answerBytes(0, "QUJD", 206);
        QCOMPARE(m_finished->size(), 1);
        QCOMPARE(m_came->size(), 1);
    }

    void failuresAreLeftOut()
    {
        m_images->load(QStringLiteral("id"), {QStringLiteral("a@x"), QStringLiteral("b@x"), QStringLiteral("c@x")});
        m_client->answer(0, multipart({leaf(QStringLiteral("<a@x>"), 1, 4), leaf(QStringLiteral("<b@x>"), 5, 4), leaf(QStringLiteral("<c@x>"), 9, 4)}));
        m_client->fail(0, {.status = 503});
        // The whole e-mail instead of the part.
        m_client->answerBytes(0, "QUJD", 200);
        m_client->answerBytes(0, "QUJD", 206);
        QCOMPARE(m_finished->size(), 1);
        QCOMPARE(m_came->size(), 1);
        QCOMPARE(m_came->at(0).at(0), QStringLiteral("c@x"));

        m_images->load(QStringLiteral("id"), {QStringLiteral("a@x")});
        m_client->fail(0, {.status = 404});
        QCOMPARE(m_finished->size(), 2);
        QCOMPARE(m_client->pending(), 0);
    }

    void countAndSizeAreBounded()
    {
        QStringList ids;
        QJsonArray parts;
        for (int i = 0; i < 2 * InlineImages::MostImages; ++i) {
            ids.append(QString::number(i));
            parts.append(leaf(u'<' + ids.last() + u'>', 10 * i, 4));
        }
        m_images->load(QStringLiteral("id"), ids);
        m_client->answer(0, multipart(parts));
        QCOMPARE(readAll(), InlineImages::MostImages);

        parts = {};
        for (const QString &id : std::as_const(ids))
            parts.append(leaf(u'<' + id + u'>', 0, InlineImages::MostBytes));
        m_images->load(QStringLiteral("id"), ids);
        m_client->answer(0, multipart(parts));
        QCOMPARE(readAll(), int(InlineImages::MostTogether / InlineImages::MostBytes));
    }

    void anotherEmailEndsIt()
    {
        m_images->load(QStringLiteral("first"), {QStringLiteral("a@x")});
        m_client->answer(0, multipart({leaf(QStringLiteral("<a@x>"), 1, 4)}));
        m_images->load(QStringLiteral("second"), {QStringLiteral("a@x")});
        m_client->answerBytes(0, "QUJD", 206);
        QCOMPARE(m_came->size(), 0);
        m_client->answer(0, multipart({leaf(QStringLiteral("<a@x>"), 7, 4)}));
        QCOMPARE(range(), "bytes=7-10");
        m_images->cancel();
        QVERIFY(!m_images->running());
        m_client->answerBytes(0, "QUJD", 206);
        QCOMPARE(m_came->size(), 0);
        QCOMPARE(m_finished->size(), 0);
    }

private:
    /// The range that is asked for.
    QByteArray range() const { return m_client->at(0).headers.value(0).second; }

    /// Answers all that is asked for; returns how often.
    int readAll()
    {
        int count = 0;
        for (; m_client->pending() > 0; ++count)
            m_client->answerBytes(0, "QUJD", 206);
        return count;
    }

    std::unique_ptr<FakeClient> m_client;
    std::unique_ptr<InlineImages> m_images;
    std::unique_ptr<QSignalSpy> m_came;
    std::unique_ptr<QSignalSpy> m_finished;
};

QTEST_GUILESS_MAIN(TestInlineImages)
#include "tst_inlineimages.moc"
