// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/call.h"
#include "storageclient/listcall.h"

namespace digidig::storageclient {

/// A call about one e-mail. That there is none is not easily learnt: the deployed form answers 500
/// then, as it does when its database is away, and a server that has become another knows none of
/// our paths. So it is said only when a list succeeds right after; and where the e-mail was to be
/// changed, when it cannot be read either.
class IdCall : public Call {
public:
    [[nodiscard]] std::optional<wire::Request> next(Form form) final;
    [[nodiscard]] Take take(QByteArrayView content) final;
    [[nodiscard]] Verdict answered(const Answer &answer) final;

protected:
    IdCall(QString id, qsizetype maxContent)
        : Call(maxContent)
        , m_id(std::move(id))
    {
    }
    /// Nothing: the call is done, which it has said.
    [[nodiscard]] virtual std::optional<wire::Request> request(Form form) = 0;
    /// The answer to request() is a success; says so.
    [[nodiscard]] virtual Verdict succeeded() = 0;
    [[nodiscard]] virtual bool reads() const { return false; }
    void fail(const core::Error &error) { failed({error, true}); }
    [[nodiscard]] Verdict nonsense(const char *what);

    const QString m_id;

private:
    enum class Stage {
        Ask,
        Read, ///< Whether the e-mail is there …
        List, ///< … and whether anything is.
    };
    Stage m_stage = Stage::Ask;
    QString m_trouble; ///< Of the first answer.
    std::optional<ListReader> m_list;
};

/// Client::get().
class GetCall final : public IdCall {
public:
    GetCall(const QString &id, core::Completion<Document> done);
    void failed(const Failure &failure) override { m_done(failure.error); }

private:
    [[nodiscard]] std::optional<wire::Request> request(Form form) override;
    [[nodiscard]] Verdict succeeded() override;
    [[nodiscard]] bool reads() const override { return true; }

    const core::Completion<Document> m_done;
};

/// Client::setRead().
class SetReadCall final : public IdCall {
public:
    SetReadCall(const QString &id, bool read, core::Completion<bool> done);
    void failed(const Failure &failure) override { m_done(failure.error); }

private:
    [[nodiscard]] std::optional<wire::Request> request(Form form) override;
    [[nodiscard]] Verdict succeeded() override;

    const bool m_read;
    const core::Completion<bool> m_done;
};

/// Client::remove().
class RemoveCall final : public IdCall {
public:
    RemoveCall(const QString &id, core::Completion<void> done);
    void failed(const Failure &failure) override { m_done(failure.error); }

private:
    [[nodiscard]] std::optional<wire::Request> request(Form form) override;
    [[nodiscard]] Verdict succeeded() override;

    const core::Completion<void> m_done;
};

} // namespace digidig::storageclient
