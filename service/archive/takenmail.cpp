// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/takenmail.h"

#include <QtCore/QCryptographicHash>

namespace digidig::archive {

namespace {

constexpr size_t WorthWriting = 200;
constexpr int PageOfTaken = 5000;

QString takenKind()
{
    return QStringLiteral("taken");
}

QString hashName()
{
    return QStringLiteral("sha256");
}

} // namespace

QString TakenFolder::key() const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part : {account.toUtf8(), server.toUtf8(), user.toUtf8(), folder,
             QByteArray::number(uidValidity), mailbox.toUtf8()}) {
        hash.addData(QByteArray::number(part.size()) + ':');
        hash.addData(part);
    }
    return QString::fromLatin1(hash.result().toHex().first(32));
}

core::Result<QHash<quint32, QByteArray>> TakenMail::of(const QString &folderKey)
{
    QHash<quint32, QByteArray> taken;
    const QString prefix = folderKey + u'/';
    core::Records::Range range{prefix, prefix + u'~', PageOfTaken};
    for (;;) {
        const auto page = m_records.list(takenKind(), range);
        if (!page)
            return page.error();
        for (const core::Record &record : *page) {
            const QByteArray sha256 =
                QByteArray::fromBase64(record.value.value(hashName()).toString().toLatin1());
            if (sha256.size() == 32)
                taken.insert(record.id.sliced(prefix.size()).toUInt(), sha256);
        }
        if (page->size() < PageOfTaken)
            return taken;
        range.after = page->back().id;
    }
}

void TakenMail::add(const QString &folderKey, quint32 uid, const QByteArray &sha256)
{
    core::Record record{folderKey + QStringLiteral("/%1").arg(uid, 10, 10, QLatin1Char('0')),
        {{hashName(), QString::fromLatin1(sha256.toBase64())}}};
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(record));
}

core::Result<void> TakenMail::flush(bool onlyMany)
{
    std::vector<core::Record> records;
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.empty() || (onlyMany && m_waiting.size() < WorthWriting))
            return {};
        records.swap(m_waiting);
    }
    return m_records.put(takenKind(), records);
}

} // namespace digidig::archive
