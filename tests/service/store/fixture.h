// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text.h"
#include "store/store.h"

#include <QtCore/QTemporaryDir>

#include <future>

namespace digidig::test {

/// Turns a call with a completion into one that returns; @p start gets the completion.
template <typename T, typename F>
core::Result<T> await(F &&start)
{
    auto promise = std::make_shared<std::promise<core::Result<T>>>();
    auto future = promise->get_future();
    start(core::Completion<T>([promise](core::Result<T> r) { promise->set_value(std::move(r)); }));
    return future.get();
}

/// A small message; what is empty is left out.
struct Mail {
    QByteArray from = "Alice <alice@example.org>";
    QByteArray to = "bob@example.org";
    QByteArray subject = "hello";
    QByteArray body = "Hello Bob\r\n";
    QByteArray messageId = {};
    QByteArray references = {};

    [[nodiscard]] QByteArray bytes() const
    {
        QByteArray raw = "From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject
            + "\r\nDate: Thu, 23 Oct 2025 10:30:00 +0000\r\n";
        if (!messageId.isEmpty())
            raw += "Message-ID: <" + messageId + ">\r\n";
        if (!references.isEmpty())
            raw += "References: " + references + "\r\n";
        return raw
            + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: 8bit\r\n\r\n"
            + body;
    }
};

inline mail::Append appendOf(
    const QByteArray &raw, const QString &address = QStringLiteral("bob@example.org"))
{
    mail::Append append;
    const auto owner = std::make_shared<const QByteArray>(raw);
    append.content.raw = *owner;
    append.content.owner = owner;
    append.content.parsed = mime::parse(*owner);
    append.sender = QStringLiteral("alice@example.org");
    append.targets.push_back({address, {}, {}, true});
    append.receivedMs = 1'761'215'400'000;
    return append;
}

inline core::Result<mail::Appended> deliver(mail::MailStore &store, mail::Append append)
{
    store.prepare(append.content);
    return await<mail::Appended>(
        [&](auto done) { store.append(std::move(append), std::move(done)); });
}

inline core::Result<mail::Message> change(mail::MailStore &store, const mail::MessageChange &change)
{
    return await<mail::Message>([&](auto done) { store.change(change, std::move(done)); });
}

inline core::Result<mail::Removed> removeMessage(
    mail::MailStore &store, const mail::MessageRemoval &removal)
{
    return await<mail::Removed>([&](auto done) { store.remove(removal, std::move(done)); });
}

/// An open store in a directory of its own.
struct TempStore {
    QTemporaryDir dir;
    std::unique_ptr<store::Store> store;

    explicit TempStore(bool background = false) { open(background); }
    [[nodiscard]] QString path() const { return dir.filePath(QStringLiteral("state")); }
    void open(bool background = false)
    {
        store::Options options;
        options.stateDir = path();
        options.background = background;
        auto opened = store::Store::open(std::move(options));
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message + opened.error().detail));
        store = *std::move(opened);
    }
    store::Store *operator->() const { return store.get(); }
    store::Store &operator*() const { return *store; }
};

/// The findings of a check, one a line; empty: all is well.
inline QString findings(mail::MailStore &store)
{
    const auto report = store.check({});
    if (!report)
        return report.error().message + report.error().detail;
    QString all;
    for (const auto &f : report->findings)
        all += f.where + QStringLiteral(": ") + f.what + u'\n';
    return all;
}

} // namespace digidig::test
