// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/folderproof.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>
#include <QtCore/QHash>

#include <algorithm>

namespace digidig::archive {

namespace {

constexpr qint64 ProofPiece = 1 << 20;
constexpr int ProofPage = 500;

/// The SHA-256 of the bytes as they are on the disk.
core::Result<QByteArray> hashOfContent(mail::MailStore &store, core::ContentId id)
{
    const auto content = store.content(id);
    if (!content)
        return content.error();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (qint64 at = 0; at < (*content)->size();) {
        const auto piece = (*content)->read(at, ProofPiece);
        if (!piece)
            return piece.error();
        if (piece->isEmpty())
            break;
        hash.addData(*piece);
        at += piece->size();
    }
    return hash.result();
}

} // namespace

FolderProof proofOf(std::vector<QByteArray> hashes)
{
    std::sort(hashes.begin(), hashes.end());
    QCryptographicHash all(QCryptographicHash::Sha256);
    for (const QByteArray &hash : hashes)
        all.addData(hash.toHex() + '\n');
    return {qint64(hashes.size()), all.result().toHex()};
}

core::Result<FolderProof> proofOfMailbox(mail::MailStore &store, core::AccountId account,
    const QString &mailbox, const std::vector<QByteArray> &hashes,
    const std::function<bool()> &read)
{
    QHash<QByteArray, qint64> wanted;
    for (const QByteArray &hash : hashes)
        ++wanted[hash];
    std::vector<QByteArray> found;
    mail::Filter filter;
    filter.account = account;
    filter.mailbox = mailbox;
    mail::Page page;
    page.descending = false;
    page.limit = ProofPage;
    for (;;) {
        const auto listing = store.list(filter, page);
        if (!listing)
            return listing.error();
        for (const mail::Message &message : listing->messages) {
            if (!read()) {
                return {core::Errc::Timeout, QCoreApplication::translate("archive", "stopped")};
            }
            const auto hash = hashOfContent(store, message.content);
            if (!hash && hash.error().errc != core::Errc::Corrupt)
                return hash.error();
            if (!hash)
                continue;
            if (const auto one = wanted.find(*hash); one != wanted.end() && one.value() > 0) {
                --one.value();
                found.push_back(*hash);
            }
        }
        if (listing->next.isEmpty())
            return proofOf(std::move(found));
        page.cursor = listing->next;
    }
}

} // namespace digidig::archive
