// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/destinations/connector.h"

#include <QJsonObject>
#include <QList>

#include <functional>
#include <optional>

namespace pathways {

/// What came of asking the platform to make a list.
struct CreationAnswer {
    Result<DestinationObject> object;
    bool doubtful = false; ///< An error, but the list may have been made.
};

/// The list that carries the marker, if there is one.
using MarkedObject = Result<std::optional<DestinationObject>>;

/// Makes a list once, however many answers are lost (contract 0.4-6): looks for the marker before a second attempt and
/// after an answer that leaves it open. As long as nobody can look, none is made a second time.
[[nodiscard]] Result<DestinationObject> createMarked(const NewObject& wanted, const std::function<MarkedObject()>& look,
                                                     const std::function<CreationAnswer()>& create);

/// The first of the platform's lists for which carries() holds, as an object.
[[nodiscard]] MarkedObject firstMarked(const Result<QList<QJsonObject>>& lists,
                                       const std::function<bool(const QJsonObject&)>& carries,
                                       const std::function<DestinationObject(const QJsonObject&)>& toObject);

} // namespace pathways
