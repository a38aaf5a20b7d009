// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QIODevice>

#include <algorithm>

namespace digidig::storageclient {

/// The content of a request that can be read only once. QNetworkAccessManager sends a request
/// again, a POST too, when the connection broke before an answer, unless its content cannot be had
/// a second time; so that it never does, every request has such a content, be it empty.
class OnceDevice final : public QIODevice {
public:
    explicit OnceDevice(QByteArray content)
        : m_content(std::move(content))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] bool seek(qint64) override { return false; }
    [[nodiscard]] bool reset() override { return false; }
    [[nodiscard]] bool atEnd() const override { return m_at == m_content.size(); }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_content.size() - m_at; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        if (atEnd())
            return -1;
        const auto count = std::min<qint64>(size, bytesAvailable());
        std::copy_n(m_content.constData() + m_at, count, data);
        m_at += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray m_content;
    qsizetype m_at = 0;
};

} // namespace digidig::storageclient
