// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/dropfolder.h"

#include "mail/address.h"
#include "mail/mappedfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>
#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QLoggingCategory>

#include <condition_variable>

namespace digidig::mail {

namespace {

Q_LOGGING_CATEGORY(log, "digidig.mail")

/// Counts deliveries under way, at most Bound at once: enough for group commit, little memory.
class Window {
public:
    static constexpr int Bound = 64;

    void enter()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_open < Bound; });
        ++m_open;
    }
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        --m_open;
        m_changed.notify_all();
    }
    void drain()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_open == 0; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_open = 0;
};

} // namespace

DropFolder::DropFolder(Delivery &delivery, std::function<QString()> directory)
    : m_delivery(delivery)
    , m_directory(std::move(directory))
{
}

core::Result<Fetched> DropFolder::fetch(const QString &address, const Progress &progress)
{
    const std::lock_guard turn(m_turn);
    const QString root = m_directory();
    if (root.isEmpty())
        return Fetched{};
    Fetched all;
    if (!address.isEmpty()) {
        fetchOne(root + u'/' + address, address, progress, &all);
        return all;
    }
    const QDir directory(root);
    if (!directory.exists()) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("mail", "the Maildir drop folder cannot be read"), root};
    }
    for (const QString &name : directory.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const auto owner = normalizeAddress(name);
        if (!owner)
            continue;
        if (!fetchOne(root + u'/' + name, *owner, progress, &all))
            break;
    }
    return all;
}

bool DropFolder::fetchOne(
    const QString &maildir, const QString &address, const Progress &progress, Fetched *fetched)
{
    std::atomic<qint64> stored = 0;
    std::atomic<qint64> failed = 0;
    const auto soFar = [&] { return Fetched{fetched->stored + stored, fetched->failed + failed}; };
    Window window;
    bool going = true;
    for (QDirIterator it(maildir + QStringLiteral("/new"), QDir::Files | QDir::Readable);
         it.hasNext();) {
        going = !progress || progress(soFar());
        if (!going)
            break;
        const QString path = it.next();
        const QString name = it.fileName();
        if (name.startsWith(u'.'))
            continue;
        auto file = MappedFile::open(path);
        if (!file) {
            qCWarning(log, "%s: %s", qPrintable(path), qPrintable(file.error().detail));
            ++failed;
            continue;
        }
        Incoming incoming;
        incoming.raw = (*file)->bytes();
        incoming.owner = *file;
        incoming.recipients = {address};
        incoming.idempotencyKey = "maildir:" + address.toUtf8() + '/' + name.toUtf8();
        incoming.fingerprint =
            QCryptographicHash::hash(incoming.raw, QCryptographicHash::Sha256).toHex();
        window.enter();
        m_delivery.deliver(std::move(incoming), [&, path](core::Result<Appended> outcome) {
            if (outcome) {
                stored += outcome->replayed ? 0 : 1;
                QFile::remove(path);
            } else {
                qCWarning(log, "%s: %s", qPrintable(path), qPrintable(outcome.error().message));
                ++failed;
            }
            window.leave();
        });
    }
    window.drain();
    m_stored += stored;
    *fetched = soFar();
    return going;
}

} // namespace digidig::mail
