// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/histories/life.h"

namespace pathways::test {

/// Leads to a place in memory.
class Life::PlaceConnector final : public Connector {
public:
    PlaceConnector(Place& place, Clock& clock)
        : m_place(place)
        , m_clock(clock) {}
    [[nodiscard]] const DestinationType& type() const override { return m_place.type(); }
    [[nodiscard]] Result<AccountInfo> validate(const CallContext&) const override { return AccountInfo{}; }
    [[nodiscard]] Result<QList<DestinationObject>> listObjects(const CallContext&) const override {
        return QList<DestinationObject>{};
    }
    [[nodiscard]] Result<QList<FieldSpec>> fields(const CallContext&, const DestinationObject&) const override {
        return QList<FieldSpec>{};
    }
    [[nodiscard]] Result<std::unique_ptr<PushSession>> beginPush(const CallContext&, PushTarget target) const override {
        return m_place.begin(target, m_clock);
    }

private:
    Place& m_place;
    Clock& m_clock;
};

} // namespace pathways::test
