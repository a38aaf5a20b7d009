// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the store on this machine; run by hand: bench_store [messages] [directory].
#include "fixture.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRandomGenerator>

#include <atomic>
#include <cstdio>
#include <thread>

using namespace digidig;
using namespace digidig::test;

namespace {

QByteArray message(int i)
{
    QRandomGenerator random{quint32(i)};
    Mail mail;
    mail.subject = "message " + QByteArray::number(i);
    mail.messageId = QByteArray::number(i) + "@bench";
    mail.body.clear();
    while (mail.body.size() < 4'700) {
        QByteArray word;
        for (int k = 0; k < 3 + random.bounded(6); ++k)
            word += char('a' + int(26 * random.generateDouble() * random.generateDouble()));
        mail.body += word + (random.bounded(9) == 0 ? "\r\n" : " ");
    }
    if (i == 777)
        mail.body += "\r\nneedle in a haystack: quartzjumbox\r\n";
    return mail.bytes();
}

template <typename F>
void measure(const char *what, int times, F &&f)
{
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < times; ++i)
        f();
    std::printf("%-40s %8.3f ms\n", what, double(timer.nsecsElapsed()) / 1e6 / times);
}

} // namespace

int main(int argc, char **argv)
{
    const int count = argc > 1 ? std::atoi(argv[1]) : 100'000;
    QTemporaryDir dir(argc > 2 ? QString::fromLocal8Bit(argv[2]) + QStringLiteral("/XXXXXX")
                               : QStringLiteral("bench-XXXXXX"));
    store::Options options;
    options.stateDir = dir.filePath(QStringLiteral("state"));
    options.background = false;
    auto store = *store::Store::open(options);
    (void)deliver(*store, appendOf(message(0)));

    const auto fill = [&](int from, int to, int threads) {
        std::atomic<int> next = from;
        std::vector<std::thread> pool;
        QElapsedTimer timer;
        timer.start();
        for (int t = 0; t < threads; ++t) {
            pool.emplace_back([&] {
                for (int i = next++; i < to; i = next++) {
                    auto append = appendOf(message(i));
                    append.receivedMs += i;
                    if (!deliver(*store, std::move(append)))
                        std::printf("failed\n");
                }
            });
        }
        for (auto &thread : pool)
            thread.join();
        const auto figures = store->figures();
        std::printf("%d threads, %d messages: %.0f/s, %.1f writes a commit so far\n", threads,
            to - from, (to - from) * 1e9 / double(timer.nsecsElapsed()),
            double(figures.committedWrites) / double(figures.commits));
    };
    const auto lists = [&] {
        mail::Filter inbox;
        inbox.account = store->accounts()->front().id;
        inbox.mailbox = QStringLiteral("INBOX");
        measure("list 50 of the mailbox", 100, [&] { (void)store->list(inbox, {}); });
        inbox.unread = true;
        measure("list 50 unread", 100, [&] { (void)store->list(inbox, {}); });
    };
    fill(1, 1000, 16);
    lists();
    fill(1000, count, 16);
    lists();
    measure("index everything", 1, [&] { store->indexNow(); });
    mail::Filter rare;
    rare.text = QStringLiteral("Quartzjumbox");
    measure("search a rare word", 20, [&] {
        if (store->list(rare, {})->messages.size() != 1)
            std::printf("not found\n");
    });
    mail::Filter common;
    common.text = QStringLiteral("aba");
    measure("search a common word, first page", 5, [&] { (void)store->list(common, {}); });
    std::printf("database: %.1f MB\n", double(store->figures().storedBytes) / 1e6);
    return 0;
}
