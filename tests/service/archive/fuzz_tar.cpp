// SPDX-License-Identifier: GPL-3.0-or-later
// Archives from outside: whatever they say, nothing may appear beside the directory that they are
// unpacked into, and nothing in it but files and directories.
#include "archive/tar.h"

#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <cstdint>
#include <cstdlib>

using namespace digidig;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const QTemporaryDir directory;
    const QString in = directory.filePath(QStringLiteral("in.tar"));
    const QString out = directory.filePath(QStringLiteral("out"));
    QFile file(in);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        abort();
    file.write(reinterpret_cast<const char *>(data), qint64(size));
    file.close();
    (void)archive::unpackTar(in, out, {.bytes = 1 << 20, .entries = 100, .depth = 10},
        [](qint64) { return core::Result<void>(); });
    QDirIterator it(out, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
        QDirIterator::Subdirectories);
    while (it.hasNext()) {
        it.next();
        if (it.fileInfo().isSymLink() || (!it.fileInfo().isFile() && !it.fileInfo().isDir()))
            abort();
    }
    QDir(out).removeRecursively();
    if (QDir(directory.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size() != 1)
        abort();
    return 0;
}
