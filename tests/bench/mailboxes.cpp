// SPDX-License-Identifier: GPL-3.0-or-later
// What IMAP asks of the store, of a small mailbox and of a large one; prints JSON, in milliseconds.
// Run by tests/bench/run: bench_mailboxes DIRECTORY [messages].
#include "mail/mailboxindex.h"

#include "accessfixture.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QRandomGenerator>

#include <atomic>
#include <cstdio>
#include <thread>

using namespace digidig;
using namespace digidig::test;
using Where = mail::TextCondition::Where;

namespace {

constexpr int Rare = 777; ///< The message that has the rare word in every place.

QByteArray message(int i)
{
    QRandomGenerator random{quint32(i)};
    const auto words = [&](int bytes) {
        QByteArray text;
        while (text.size() < bytes) {
            for (int k = 0; k < 3 + random.bounded(6); ++k)
                text += char('a' + int(26 * random.generateDouble() * random.generateDouble()));
            text += random.bounded(9) == 0 ? "\r\n" : " ";
        }
        return text;
    };
    const QByteArray rare = i == Rare ? " quartzjumbox" : "";
    const QByteArray number = QByteArray::number(i);
    QByteArray raw;
    // Most of what a header has, nobody ever looks at.
    for (int hop = 0; hop < 4; ++hop) {
        raw += "Received: from relay" + number + ".example.net ([192.0.2." + QByteArray::number(hop)
            + "])\r\n\tby mx.example.org with ESMTPS id "
            + QByteArray::number(random.generate64(), 36)
            + "\r\n\tfor <bob@example.org>; Thu, 23 Oct 2025 10:30:00 +0000\r\n";
    }
    raw += "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=mail; b=";
    for (int i64 = 0; i64 < 40; ++i64)
        raw += QByteArray::number(random.generate64(), 36);
    raw += "\r\nX-Trace:" + rare + " t" + number + "\r\n";
    Mail mail;
    mail.from = "Alice" + rare + " <alice" + number + "@example.org>";
    mail.subject = "message " + number + rare;
    mail.messageId = number + "@bench";
    mail.body = words(3'000) + rare + "\r\n";
    return raw + mail.bytes();
}

/// The median of some runs of @p f, in milliseconds.
template <typename F>
double measure(int times, F &&f)
{
    std::vector<double> all;
    for (int i = 0; i < times; ++i) {
        QElapsedTimer timer;
        timer.start();
        f(i);
        all.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

void fill(store::Store &store, int from, int to)
{
    std::atomic<int> next = from;
    std::vector<std::thread> pool;
    for (int t = 0; t < 16; ++t) {
        pool.emplace_back([&] {
            for (int i = next++; i < to; i = next++) {
                if (!deliver(store, appendOf(message(i))))
                    qFatal("not delivered");
            }
        });
    }
    for (auto &thread : pool)
        thread.join();
    store.indexNow();
}

QJsonObject figures(AccessTemp &temp)
{
    mail::MailboxAccess &access = temp.access();
    const mail::Mailbox box = temp.box();
    mail::MailboxIndex index(access);
    temp.store->setObserver([&index](const mail::Changes &changes) { index.note(changes); });
    const auto session = index.watch(box.id, [] {});
    QJsonObject all;
    all[QStringLiteral("messages")] = box.messages;
    all[QStringLiteral("first current()")] = measure(1, [&](int) { (void)index.current(box.id); });
    mail::MailboxView view = *index.current(box.id);
    // As in most mailboxes, only what came last was not read.
    mail::FlagStore seen{.mailbox = box.id, .uids = {}, .change = {.add = {.system = mail::Seen}}};
    view.each(0, view.size() - 1, [&seen](qsizetype, const mail::IndexRow &row) {
        seen.uids.push_back(row.uid);
        return true;
    });
    if (!temp.storeFlags(seen))
        qFatal("not stored");
    view = *index.current(box.id);
    all[QStringLiteral("bytes a message in memory")] = double(view.bytes()) / double(view.size());
    all[QStringLiteral("current() without news")] =
        measure(1000, [&](int) { (void)index.current(box.id); });

    all[QStringLiteral("keywords() and firstUnseen()")] = measure(1000, [&](int) {
        if (view.keywords().isEmpty() && view.firstUnseen() != view.size() - 1)
            qFatal("not the last");
    });

    const auto store = [&](int round, int count) {
        Uids some;
        const qsizetype step = view.size() / count;
        for (int i = 0; i < count; ++i)
            some.push_back(view.at(i * step).uid);
        mail::FlagStore change{.mailbox = box.id, .uids = some, .change = {}};
        (round % 2 == 0 ? change.change.add : change.change.remove).system = mail::Flagged;
        if (temp.storeFlags(change)->stored.size() != size_t(count))
            qFatal("not stored");
    };
    all[QStringLiteral("storeFlags() of 50")] = measure(41, [&](int i) { store(i, 50); });
    std::vector<double> refreshes;
    for (int i = 1; i <= 41; ++i) {
        store(i, 50);
        refreshes.push_back(measure(1, [&](int) { (void)index.current(box.id); }));
    }
    std::sort(refreshes.begin(), refreshes.end());
    all[QStringLiteral("current() after 50 changes")] = refreshes[refreshes.size() / 2];
    const mail::MailboxView before = view;
    store(0, 50);
    store(1, 50);
    view = *index.current(box.id);
    all[QStringLiteral("to() of 50 changes")] = measure(101, [&](int) {
        if (before.to(view).changed.size() != 50)
            qFatal("not seen");
    });
    all[QStringLiteral("withoutExpunges()")] =
        measure(101, [&](int) { (void)before.withoutExpunges(view); });

    std::vector<core::ContentId> fifty;
    for (int i = 0; i < 50; ++i)
        fifty.push_back(view.at(i * (view.size() / 50)).content);
    all[QStringLiteral("facts() of 50, ENVELOPE")] =
        measure(101, [&](int) { (void)access.facts(fifty, mail::EnvelopePart); });
    all[QStringLiteral("facts() of 50, BODYSTRUCTURE")] =
        measure(101, [&](int) { (void)access.facts(fifty, mail::BodyStructurePart); });

    std::vector<core::ContentId> contents;
    view.each(0, view.size(), [&](qsizetype, const mail::IndexRow &row) {
        contents.push_back(row.content);
        return true;
    });
    const auto search = [&](Where where, const char *text, const char *field = "") {
        const mail::TextCondition condition{
            where, QString::fromLatin1(text), QString::fromLatin1(field)};
        return measure(where == Where::Text || where == Where::Header ? 3 : 21, [&](int) {
            const auto found = access.matches(contents, condition);
            if (std::count(found->begin(), found->end(), true) != 1)
                qFatal("not found");
        });
    };
    all[QStringLiteral("SUBJECT, a rare word")] = search(Where::Subject, "quartzjumbox");
    all[QStringLiteral("FROM, a rare word")] = search(Where::From, "quartzjumbox");
    all[QStringLiteral("BODY, a rare word")] = search(Where::Body, "quartzjumbox");
    all[QStringLiteral("TEXT, a rare word")] = search(Where::Text, "quartzjumbox");
    all[QStringLiteral("HEADER X-Trace, a rare word")] =
        search(Where::Header, "quartzjumbox", "X-Trace");
    all[QStringLiteral("HEADER Message-ID")] = search(Where::Header, "<777@bench>", "Message-ID");
    temp.store->setObserver({});
    return all;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_mailboxes DIRECTORY [messages]\n");
        return 64;
    }
    qputenv("TMPDIR", argv[1]);
    const int count = argc > 2 ? std::atoi(argv[2]) : 100'000;
    QJsonObject all;
    AccessTemp temp;
    fill(*temp.store, 0, 1'000);
    all[QStringLiteral("few")] = figures(temp);
    fill(*temp.store, 1'000, count);
    all[QStringLiteral("many")] = figures(temp);
    std::printf("%s", QJsonDocument(all).toJson().constData());
    return 0;
}
