// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/advertising/marked_creation.h"

namespace pathways {

Result<DestinationObject> createMarked(const NewObject& wanted, const std::function<MarkedObject()>& look,
                                       const std::function<CreationAnswer()>& create) {
    const auto marked = [&]() -> MarkedObject { return wanted.marker.isEmpty() ? MarkedObject(std::nullopt) : look(); };
    if (wanted.again) {
        const MarkedObject earlier = marked();
        if (!earlier) {
            return fail(earlier.error());
        }
        if (*earlier) {
            return **earlier;
        }
    }
    const CreationAnswer answer = create();
    if (answer.object || !answer.doubtful) {
        return answer.object;
    }
    const MarkedObject made = marked();
    return made && *made ? Result<DestinationObject>(**made) : answer.object;
}

MarkedObject firstMarked(const Result<QList<QJsonObject>>& lists,
                         const std::function<bool(const QJsonObject&)>& carries,
                         const std::function<DestinationObject(const QJsonObject&)>& toObject) {
    if (!lists) {
        return fail(lists.error());
    }
    for (const QJsonObject& list : *lists) {
        if (carries(list)) {
            return toObject(list);
        }
    }
    return std::nullopt;
}

} // namespace pathways
