// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_routes.h"

#include <mutex>
#include <unordered_set>

namespace pathways::practice::mailchimp {

namespace {

constexpr rapidjson::SizeType kMostMembers = 500;

struct BulkRow {
    Row row;
    Hash hash{};
};

/// Parsed and hashed before the store is locked, so that several requests can be read at a time.
std::vector<BulkRow> rowsOf(const rapidjson::Value& members) {
    std::vector<BulkRow> rows;
    rows.reserve(members.Size());
    for (const auto& value : members.GetArray()) {
        const Row row = rowFrom(value);
        rows.push_back({row, hashOf(row.email)});
    }
    return rows;
}

bool flag(const rapidjson::Value& body, const char* name) {
    const auto found = body.FindMember(name);
    return found != body.MemberEnd() && found->value.IsBool() && found->value.GetBool();
}

void writeRefusal(Writer& writer, std::string_view email, const Refusal& refusal) {
    const auto put = [&writer](const char* key, std::string_view value) {
        writer.Key(key);
        writer.String(value.data(), rapidjson::SizeType(value.size()));
    };
    writer.StartObject();
    put("email_address", email);
    put("error", refusal.message.empty() ? refusal.detail : refusal.message);
    put("error_code", refusal.code);
    put("field", refusal.field);
    put("field_message", refusal.message);
    writer.EndObject();
}

Refusal repeated(std::string_view email) {
    Refusal result;
    result.detail = std::string(email) + " appears more than once in this request.";
    return result;
}

void replaceTags(List& list, Member& member) {
    const std::vector<std::uint32_t> old = member.tags;
    for (const std::uint32_t id : old) {
        if (Segment* segment = list.segment(id)) {
            list.untag(member, *segment);
        }
    }
}

struct Outcome {
    std::vector<const Member*> created;
    std::vector<const Member*> updated;
    std::vector<std::pair<std::string_view, Refusal>> refused;
};

PracticeResponse answer(const List& list, const Outcome& outcome) {
    rapidjson::StringBuffer buffer(nullptr, 512 * 1024);
    Writer writer(buffer);
    MemberWriter member(writer, list);
    writer.StartObject();
    writer.Key("new_members");
    writer.StartArray();
    for (const Member* each : outcome.created) {
        member.write(*each);
    }
    writer.EndArray();
    writer.Key("updated_members");
    writer.StartArray();
    for (const Member* each : outcome.updated) {
        member.write(*each);
    }
    writer.EndArray();
    writer.Key("errors");
    writer.StartArray();
    for (const auto& [email, refusal] : outcome.refused) {
        writeRefusal(writer, email, refusal);
    }
    writer.EndArray();
    writer.Key("total_created");
    writer.Uint64(outcome.created.size());
    writer.Key("total_updated");
    writer.Uint64(outcome.updated.size());
    writer.Key("error_count");
    writer.Uint64(outcome.refused.size());
    writer.EndObject();
    return written(buffer);
}

} // namespace

PracticeResponse bulk(Store& store, const QByteArray& listId, const PracticeRequest& request, std::int64_t now) {
    rapidjson::Document body;
    body.Parse<rapidjson::kParseIterativeFlag>(request.body.constData(), size_t(request.body.size()));
    if (body.HasParseError() || !body.IsObject()) {
        return jsonParseError();
    }
    const auto members = body.FindMember("members");
    if (members == body.MemberEnd() || !members->value.IsArray() || members->value.Size() > kMostMembers) {
        return problem(
            400, QStringLiteral("Invalid Resource"),
            QStringLiteral("The resource submitted could not be validated. For field-specific details, see "
                           "the 'errors' array."),
            {{QStringLiteral("members"), QStringLiteral("Between 1 and 500 members can be sent at a time.")}});
    }
    const std::vector<BulkRow> rows = rowsOf(members->value);
    const Mode mode = flag(body, "update_existing") ? Mode::Upsert : Mode::AddOnly;
    const bool syncTags = flag(body, "sync_tags");
    const bool skipRequired = isOn(request, "skip_merge_validation");
    const bool skipDuplicates = isOn(request, "skip_duplicate_check");

    const std::lock_guard lock(store.mutex);
    List* list = store.find({listId.constData(), size_t(listId.size())});
    if (list == nullptr) {
        return notFound();
    }
    Outcome outcome;
    std::unordered_set<Hash, HashHasher> seen;
    for (const BulkRow& each : rows) {
        if (!seen.insert(each.hash).second) {
            if (!skipDuplicates) {
                outcome.refused.emplace_back(each.row.email, repeated(each.row.email));
            }
            continue;
        }
        if (syncTags && each.row.tags != nullptr) {
            if (Member* member = list->find(each.hash)) {
                replaceTags(*list, *member); // Those set by others go as well: contract 1.5-7.
            }
        }
        Applied applied = applyRow(*list, each.hash, each.row, mode, skipRequired, now);
        if (applied.refusal) {
            outcome.refused.emplace_back(each.row.email, std::move(*applied.refusal));
        } else {
            (applied.created ? outcome.created : outcome.updated).push_back(applied.member);
        }
    }
    return answer(*list, outcome);
}

} // namespace pathways::practice::mailchimp
