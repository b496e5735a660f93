// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/target_digest.h"

#include "core/base/digest.h"
#include "core/model/leaving.h"

#include <string>

namespace pathways {

namespace {

/// A text with its length; one that is not there is as an empty one.
void append(std::string& out, const QString& text) {
    const std::string bytes = text.toStdString();
    out += std::to_string(bytes.size()) + ':' + bytes;
}

} // namespace

QByteArray targetDigest(const Pathway& given, bool trial) {
    const Pathway pathway = asPushed(given);
    std::string text = pathway.leaving ? "leaving " : "";
    // Not known to be the same account, two connections are two.
    append(text, pathway.accountId.isEmpty() ? pathway.connection.value : pathway.accountId);
    append(text, pathway.object.id);
    append(text, toKey(pathway.method));
    text += pathway.matchExactly && !trial ? '=' : '-';
    append(text, pathway.removalMeaning);
    for (auto option = pathway.options.cbegin(); option != pathway.options.cend(); ++option) {
        append(text, option.key());
        append(text, option.value());
    }
    text += pathway.clearsFormerMarks ? "|clear|" : "|";
    for (const ColumnMapping& line : pathway.mapping) {
        if (!line.column.isEmpty()) {
            append(text, line.field.id);
            append(text, line.column);
            text += line.clear ? '0' : '-';
        }
    }
    const auto digest = Sha256().hash(text);
    return QByteArray(reinterpret_cast<const char*>(digest.data()), qsizetype(digest.size()));
}

} // namespace pathways
