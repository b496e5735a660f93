// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/histories/keyed_place.h"

namespace pathways::test {

/// A mailing list. One that remembers people knows who is subscribed, who left and why, since when, and which push put
/// them there. A forgetful one knows who is on it, and nothing else: whoever left is not there any more, and who put
/// whom there it cannot say.
class ListPlace final : public KeyedPlace {
public:
    explicit ListPlace(bool forgetful);
    [[nodiscard]] std::unique_ptr<PushSession> begin(const PushTarget& target, Clock& clock) override;
    Meaning happen(Happening what, const std::string& who, Clock& clock) override;

private:
    friend class ListSession;
    const bool m_forgetful;
};

/// Fields are EMAIL and NAME; removal meaning "tag-off" takes off the tag of the option "tag", anything else archives.
class ListSession final : public PlaceSession {
public:
    ListSession(ListPlace& place, const PushTarget& target, Clock& clock);
    Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token stop) override;
    Result<void> readLeavers(const QDateTime& since, const std::function<bool(const RemoteLeaver&)>& sink,
                             std::stop_token stop) override;

protected:
    void put(const PersonChange& person, std::uint32_t index, BatchResult& result) override;
    void takeOut(const PersonChange& person, std::uint32_t index, BatchResult& result) override;

private:
    using Member = KeyedPlace::Member;
    [[nodiscard]] Reason whyNot(const PersonChange& person, const Member* there, const Member* old) const;
    void archive(KeyedPlace::Members::iterator member);

    ListPlace& m_list;
    std::string m_tag;
    std::vector<FormerMark> m_former;
    bool m_tagOff;
};

} // namespace pathways::test
