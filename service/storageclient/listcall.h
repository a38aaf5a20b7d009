// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/call.h"
#include "storageclient/documentreader.h"
#include "storageclient/splitter.h"

namespace digidig::storageclient {

/// The answer to a list, read as it arrives.
class ListReader {
public:
    /// Drops the first @p skip e-mails, and all behind @p limit of them.
    ListReader(Sink sink, qint64 skip, qint64 limit);

    /// After Take::Pause: once more with nothing, to go on.
    [[nodiscard]] Take take(QByteArrayView content);
    /// Counts and total, when the answer is whole and makes sense, or was enough.
    [[nodiscard]] std::optional<Listed> end(Form form);

private:
    [[nodiscard]] Flow element();

    const Sink m_sink;
    qint64 m_skip;
    const qint64 m_limit;
    Splitter m_splitter{MaxDocumentJson};
    Listed m_listed;
};

/// Client::list().
class ListCall final : public Call {
public:
    ListCall(ListQuery query, Sink sink, core::Completion<Listed> done);

    [[nodiscard]] std::optional<wire::Request> next(Form form) override;
    [[nodiscard]] Take take(QByteArrayView content) override { return m_reader->take(content); }
    [[nodiscard]] Verdict answered(const Answer &answer) override;
    void failed(const Failure &failure) override { m_done(failure.error); }

private:
    const ListQuery m_query;
    const Sink m_sink;
    const core::Completion<Listed> m_done;
    std::optional<ListReader> m_reader;
};

} // namespace digidig::storageclient
