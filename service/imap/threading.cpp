// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/threading.h"

#include "mime/fold.h"
#include "mime/text.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace digidig::imap {

core::Result<std::vector<mail::ThreadNode>> threaded(const Positions &found,
    imapproto::Thread::Algorithm algorithm, const mail::MailboxView &view,
    mail::MailboxAccess &access, const std::atomic<bool> &gone)
{
    std::vector<mail::Threadable> messages;
    messages.reserve(found.size());
    const core::Result<void> done = eachWithFacts(view, found, mail::ThreadPart, access, gone,
        [&](qsizetype, const mail::IndexRow &row, const mail::ContentFacts &facts) {
            messages.push_back({facts.messageId, facts.references, facts.subject,
                facts.dateMs.value_or(row.receivedMs)});
        });
    if (!done)
        return done.error();
    return algorithm == imapproto::Thread::Algorithm::References
        ? mail::threadByReferences(messages)
        : threadBySubject(messages);
}

std::vector<mail::ThreadNode> threadBySubject(const std::vector<mail::Threadable> &messages)
{
    std::vector<QByteArray> subjects;
    subjects.reserve(messages.size());
    for (const mail::Threadable &message : messages)
        subjects.push_back(mime::casemap(mime::threadSubject(message.subject)).toUtf8());
    std::vector<int> order(messages.size());
    std::iota(order.begin(), order.end(), 0);
    const auto sentMs = [&messages](int i) { return messages[size_t(i)].sentMs; };
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        if (const int by = subjects[size_t(a)].compare(subjects[size_t(b)]))
            return by < 0;
        return std::pair(sentMs(a), a) < std::pair(sentMs(b), b);
    });

    using Thread = std::pair<size_t, size_t>; // From here to before there in `order`.
    std::vector<Thread> threads;
    for (size_t i = 0; i < order.size(); ++i) {
        const bool isNew =
            i == 0 || subjects[size_t(order[i])] != subjects[size_t(order[threads.back().first])];
        if (isNew)
            threads.emplace_back(i, i);
        threads.back().second = i + 1;
    }
    std::sort(threads.begin(), threads.end(), [&](const Thread &a, const Thread &b) {
        const int first = order[a.first];
        const int second = order[b.first];
        return std::pair(sentMs(first), first) < std::pair(sentMs(second), second);
    });

    std::vector<mail::ThreadNode> forest;
    forest.reserve(messages.size());
    for (const auto &[begin, end] : threads) {
        const int root = int(forest.size());
        forest.push_back({.message = order[begin]});
        for (size_t i = begin + 1; i < end; ++i)
            forest.push_back({.message = order[i], .parent = root, .depth = 1});
    }
    return forest;
}

QByteArray threadResponse(
    const std::vector<mail::ThreadNode> &forest, const std::vector<quint32> &numbers)
{
    std::vector<int> children(forest.size(), 0);
    for (const mail::ThreadNode &node : forest) {
        if (node.parent >= 0)
            ++children[size_t(node.parent)];
    }
    QByteArray out = forest.empty() ? "THREAD" : "THREAD ";
    out.reserve(out.size() + qsizetype(forest.size()) * 10);
    std::vector<int> open; // Depths of the nodes that have begun a parenthesis.
    bool afterNumber = false;
    for (const mail::ThreadNode &node : forest) {
        for (; !open.empty() && open.back() >= node.depth; open.pop_back()) {
            out += ')';
            afterNumber = false;
        }
        if (afterNumber)
            out += ' ';
        afterNumber = false;
        // An only child goes on in its parent's parenthesis.
        if (node.parent < 0 || children[size_t(node.parent)] > 1) {
            out += '(';
            open.push_back(node.depth);
        }
        if (node.message >= 0) {
            out += QByteArray::number(numbers[size_t(node.message)]);
            afterNumber = true;
        }
    }
    return out + QByteArray(qsizetype(open.size()), ')');
}

} // namespace digidig::imap
