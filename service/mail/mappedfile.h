// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QFile>

#include <memory>

namespace digidig::mail {

/// A file's bytes, mapped: a message of any size costs page cache, not memory of the process.
class MappedFile
{
public:
    /// NotFound or Unavailable when it cannot be read.
    [[nodiscard]] static core::Result<std::shared_ptr<const MappedFile>> open(const QString &path);
    [[nodiscard]] QByteArrayView bytes() const { return m_bytes; }

private:
    QFile m_file;
    QByteArrayView m_bytes;
};

} // namespace digidig::mail
