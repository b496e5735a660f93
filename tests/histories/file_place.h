// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/histories/keyed_place.h"

namespace pathways::test {

/// A file on a server that holds everybody. A batch is left beside it as a part, under a name that a second try writes
/// again; when a push ends, its parts are folded into the file, in order, and older ones of its pathway are deleted.
/// Who wrote a row it cannot say.
class FilePlace final : public KeyedPlace {
public:
    FilePlace();
    [[nodiscard]] std::unique_ptr<PushSession> begin(const PushTarget& target, Clock& clock) override;
    Meaning happen(Happening what, const std::string& who, Clock& clock) override;
    [[nodiscard]] std::any keep() const override;
    void putBack(const std::any& kept) override;

private:
    friend class FileSession;
    struct Change {
        bool removal = false;
        std::string previous;
        std::string key;
        std::string name;
    };
    struct Part {
        std::string pathway;
        std::string push;
        std::uint32_t batch = 0;
        std::vector<Change> changes;
    };
    std::vector<Part> m_parts; ///< As they were first written.
};

class FileSession final : public PlaceSession {
public:
    FileSession(FilePlace& place, const PushTarget& target, Clock& clock);
    Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token stop) override;
    Result<void> finish(std::stop_token stop) override;

protected:
    void put(const PersonChange& person, std::uint32_t index, BatchResult& result) override;
    void takeOut(const PersonChange& person, std::uint32_t index, BatchResult& result) override;
    void taken(const ChangeBatch& batch, bool answered) override;

private:
    [[nodiscard]] const std::set<std::string>& keysThere();
    void fold(const FilePlace::Change& change);

    FilePlace& m_file;
    bool m_read = false;
    std::set<std::string> m_there; ///< When the session first looked.
    std::vector<FilePlace::Change> m_changes;
};

} // namespace pathways::test
