// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/call.h"
#include "storageclient/listcall.h"

#include <vector>

namespace digidig::storageclient {

/// Finds out which form Storage has: the first whose shortest list makes sense.
class Detection final : public Call {
public:
    /// Of all forms, or of the pinned one. @p done gets Unavailable when it is none of them.
    Detection(std::optional<Form> pinned, core::Completion<Form> done);

    /// The form that is tried next is chosen here.
    [[nodiscard]] std::optional<wire::Request> next(Form) override;
    [[nodiscard]] Take take(QByteArrayView content) override { return m_list->take(content); }
    [[nodiscard]] Verdict answered(const Answer &answer) override;
    void failed(const Failure &failure) override { m_done(failure.error); }

private:
    std::vector<Form> m_forms; ///< To be tried.
    Form m_form = Form::Unknown; ///< That is tried now.
    const core::Completion<Form> m_done;
    std::optional<ListReader> m_list;
    QString m_trouble;
};

} // namespace digidig::storageclient
