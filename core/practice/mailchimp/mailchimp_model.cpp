// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_model.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QDateTime>

#include <algorithm>

namespace pathways::practice::mailchimp {

namespace {

constexpr std::array<std::string_view, 6> kStatusNames = {"subscribed", "unsubscribed",  "cleaned",
                                                          "pending",    "transactional", "archived"};

} // namespace

std::string_view statusName(Status status) {
    return kStatusNames[std::size_t(status)];
}

std::optional<Status> statusNamed(std::string_view name) {
    const auto found = std::find(kStatusNames.begin(), kStatusNames.end(), name);
    if (found == kStatusNames.end()) {
        return std::nullopt;
    }
    return Status(found - kStatusNames.begin());
}

Hash hashOf(std::string_view email) {
    QByteArray lower(email.data(), qsizetype(email.size()));
    const bool ascii = std::all_of(email.begin(), email.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
    lower = ascii ? std::move(lower).toLower() : QString::fromUtf8(lower).toLower().toUtf8();
    thread_local QCryptographicHash digest(QCryptographicHash::Md5);
    digest.reset();
    digest.addData(lower);
    Hash hash{};
    std::memcpy(hash.data(), digest.resultView().data(), hash.size());
    return hash;
}

std::string toHex(const Hash& hash) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(32);
    for (const std::uint8_t byte : hash) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

Hash hashFromPath(std::string_view part) {
    const bool hex = part.size() == 32 && part.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    if (!hex) {
        return hashOf(part);
    }
    const QByteArray bytes = QByteArray::fromHex(QByteArray(part.data(), qsizetype(part.size())));
    Hash hash{};
    std::memcpy(hash.data(), bytes.constData(), hash.size());
    return hash;
}

Member* List::find(const Hash& hash) {
    const auto found = byHash.find(hash);
    return found == byHash.end() ? nullptr : &members[found->second];
}

Member& List::add(const Hash& hash, std::string_view email, std::int64_t now) {
    byHash.emplace(hash, std::uint32_t(members.size()));
    Member& member = members.emplace_back();
    member.email = email;
    member.hash = hash;
    member.optIn = member.lastChanged = now;
    ++counts[std::size_t(member.status)];
    return member;
}

void List::setStatus(Member& member, Status status) {
    if (status == Status::Archived && member.status != Status::Archived) {
        member.beforeArchive = member.status;
    }
    --counts[std::size_t(member.status)];
    member.status = status;
    ++counts[std::size_t(status)];
}

void List::rename(Member& member, const Hash& hash, std::string_view email) {
    const auto entry = byHash.extract(member.hash);
    byHash.emplace(hash, entry.mapped());
    member.hash = hash;
    member.email = email;
}

void List::forget(Member& member) {
    forgotten.insert(member.hash);
    byHash.erase(member.hash);
    --counts[std::size_t(member.status)];
    for (Segment& each : segments) {
        untag(member, each);
    }
    member.gone = true;
    member.email.clear();
    member.merge.clear();
    ++version;
}

Segment* List::segment(std::uint32_t segmentId) {
    const auto found =
        std::find_if(segments.begin(), segments.end(), [&](const Segment& s) { return s.id == segmentId; });
    return found == segments.end() ? nullptr : &*found;
}

Segment* List::segmentNamed(std::string_view segmentName) {
    const auto found =
        std::find_if(segments.begin(), segments.end(), [&](const Segment& s) { return s.name == segmentName; });
    return found == segments.end() ? nullptr : &*found;
}

Segment& List::addSegment(std::string_view segmentName, std::int64_t now) {
    const std::uint32_t last = segments.empty() ? 1000 : segments.back().id;
    return segments.emplace_back(Segment{last + 1, std::string(segmentName), now, now, 0});
}

bool List::tag(Member& member, Segment& segment) {
    if (std::find(member.tags.begin(), member.tags.end(), segment.id) != member.tags.end()) {
        return false;
    }
    member.tags.push_back(segment.id);
    ++segment.members;
    return true;
}

bool List::untag(Member& member, Segment& segment) {
    const auto found = std::find(member.tags.begin(), member.tags.end(), segment.id);
    if (found == member.tags.end()) {
        return false;
    }
    member.tags.erase(found);
    --segment.members;
    return true;
}

int List::fieldIndex(std::string_view tag) const {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].tag == tag) {
            return int(i);
        }
    }
    return -1;
}

void setLanguage(Member& member, std::string_view code) {
    member.language.fill(0);
    std::copy_n(code.begin(), std::min(code.size(), member.language.size() - 1), member.language.begin());
}

std::vector<std::string_view> unpack(const Member& member, std::size_t fields) {
    std::vector<std::string_view> values;
    values.reserve(fields);
    std::string_view rest = member.merge;
    while (values.size() < fields) {
        const std::size_t end = rest.find('\x1f');
        values.push_back(rest.substr(0, end));
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return values;
}

std::string pack(const std::vector<std::string>& values) {
    std::string packed;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) {
            packed += '\x1f';
        }
        packed += values[i];
    }
    return packed;
}

std::string isoTime(std::int64_t seconds) {
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss+00:00"))
        .toStdString();
}

} // namespace pathways::practice::mailchimp
