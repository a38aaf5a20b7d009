// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/call.h"
#include "storageclient/listcall.h"

#include <deque>

namespace digidig::storageclient {

/// Client::findStored(). The deployed form keeps the timestamp of the key, and lists the newest
/// first, without an offset: so lists are asked for that grow until one goes back far enough. The
/// documented form keeps the token in a header, which its lists leave out: so what could be it by
/// sender, subject and time is read one by one.
class FindCall final : public Call {
public:
    using Found = std::optional<QString>;
    FindCall(NewDocument document, core::Completion<Found> done);

    [[nodiscard]] std::optional<wire::Request> next(Form form) override;
    [[nodiscard]] Take take(QByteArrayView content) override;
    [[nodiscard]] Verdict answered(const Answer &answer) override;
    void failed(const Failure &failure) override { m_done(failure.error); }

private:
    [[nodiscard]] Flow look(const Document &document);
    [[nodiscard]] Flow lookDeployed(const Document &document);
    [[nodiscard]] Flow lookDocumented(const Document &document);
    [[nodiscard]] bool hasToken(const Document &document) const;
    [[nodiscard]] Verdict listed(const Listed &listed);
    [[nodiscard]] Verdict candidateRead(const Document &document);
    [[nodiscard]] Verdict say(const Found &found);

    const NewDocument m_document;
    const core::Completion<Found> m_done;
    Form m_form = Form::Unknown;
    ListQuery m_query;
    std::optional<ListReader> m_list;
    Found m_found;
    bool m_wentBack = false; ///< The list has come to what is older than the key.
    bool m_reading = false; ///< Candidates; otherwise lists.
    std::deque<QString> m_candidates;
};

} // namespace digidig::storageclient
