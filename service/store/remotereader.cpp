// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/remotereader.h"

#include <QtCore/QCoreApplication>

namespace digidig::store {

namespace {

/// So often bytes may be let go while one range of them is read.
constexpr int MaxTries = 5;

class FetchedReader final : public mail::ContentReader {
public:
    FetchedReader(QByteArray bytes, QByteArray sha256)
        : m_bytes(std::move(bytes))
        , m_sha256(std::move(sha256))
    {
    }
    qint64 size() const override { return m_bytes.size(); }
    QByteArray hash() const override { return m_sha256.toHex(); }
    core::Result<QByteArray> read(qint64 offset, qint64 length) override
    {
        if (offset < 0 || length < 0) {
            return core::Error{core::Errc::Invalid,
                QCoreApplication::translate("store", "negative range"), {}, {}};
        }
        return m_bytes.mid(qMin(offset, m_bytes.size()), length);
    }

private:
    const QByteArray m_bytes;
    const QByteArray m_sha256;
};

class LastingReader final : public mail::ContentReader {
public:
    LastingReader(std::unique_ptr<mail::ContentReader> reader, OpenReader open)
        : m_reader(std::move(reader))
        , m_open(std::move(open))
    {
    }
    qint64 size() const override { return m_reader->size(); }
    QByteArray hash() const override { return m_reader->hash(); }
    core::Result<QByteArray> read(qint64 offset, qint64 length) override
    {
        auto bytes = m_reader->read(offset, length);
        for (int i = 1; i < MaxTries && !bytes && bytes.error().errc == core::Errc::Corrupt; ++i) {
            auto reader = m_open();
            if (!reader)
                return reader.error();
            m_reader = *std::move(reader);
            bytes = m_reader->read(offset, length);
        }
        return bytes;
    }

private:
    std::unique_ptr<mail::ContentReader> m_reader;
    const OpenReader m_open;
};

} // namespace

std::unique_ptr<mail::ContentReader> makeFetchedReader(QByteArray bytes, QByteArray sha256)
{
    return std::make_unique<FetchedReader>(std::move(bytes), std::move(sha256));
}

std::unique_ptr<mail::ContentReader> makeLastingReader(
    std::unique_ptr<mail::ContentReader> reader, OpenReader open)
{
    return std::make_unique<LastingReader>(std::move(reader), std::move(open));
}

} // namespace digidig::store
