// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mappedfile.h"

#include <QtCore/QCoreApplication>

namespace digidig::mail {

core::Result<std::shared_ptr<const MappedFile>> MappedFile::open(const QString &path)
{
    auto file = std::make_shared<MappedFile>();
    file->m_file.setFileName(path);
    if (!file->m_file.open(QIODevice::ReadOnly)) {
        return {file->m_file.exists() ? core::Errc::Unavailable : core::Errc::NotFound,
            QCoreApplication::translate("mail", "cannot read %1").arg(path), file->m_file.errorString()};
    }
    if (const qint64 size = file->m_file.size(); size > 0) {
        const uchar *data = file->m_file.map(0, size);
        if (!data) {
            return {core::Errc::Unavailable,
                QCoreApplication::translate("mail", "cannot read %1").arg(path),
                file->m_file.errorString()};
        }
        file->m_bytes = QByteArrayView(data, size);
    }
    return std::shared_ptr<const MappedFile>(std::move(file));
}

} // namespace digidig::mail
