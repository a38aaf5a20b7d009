// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/call.h"

namespace digidig::storageclient {

/// Client::store(): one request, and what is not known for sure is said to be so.
class StoreCall final : public Call {
public:
    StoreCall(NewDocument document, core::Completion<Stored> done);

    [[nodiscard]] std::optional<wire::Request> next(Form form) override;
    [[nodiscard]] Verdict answered(const Answer &answer) override;
    void failed(const Failure &failure) override;

private:
    const NewDocument m_document;
    const core::Completion<Stored> m_done;
};

/// Client::unreadCount().
class UnreadCall final : public Call {
public:
    UnreadCall(QString address, core::Completion<std::optional<qint64>> done);

    [[nodiscard]] std::optional<wire::Request> next(Form form) override;
    [[nodiscard]] Verdict answered(const Answer &answer) override;
    void failed(const Failure &failure) override { m_done(failure.error); }

private:
    const QString m_address;
    const core::Completion<std::optional<qint64>> m_done;
};

} // namespace digidig::storageclient
