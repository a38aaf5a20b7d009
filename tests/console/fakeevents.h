// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/eventstream.h"

namespace digidig::console {

/// Events that the test makes up.
class FakeEvents final : public EventStream {
public:
    void start(const QStringList &kinds) override { m_kinds = kinds; }
    void stop() override { m_kinds.clear(); }
    [[nodiscard]] bool live() const override { return !m_kinds.isEmpty(); }
    /// What is followed; empty: nothing.
    [[nodiscard]] const QStringList &kinds() const { return m_kinds; }

private:
    QStringList m_kinds;
};

} // namespace digidig::console
