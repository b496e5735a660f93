// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QComboBox;
class QString;

namespace pathways::ui {

/// Fills a combo box with the countries of the world and chooses the desktop's own; the data of each entry is its
/// ISO 3166 alpha-2 code.
void fillCountries(QComboBox& box);
void chooseCountry(QComboBox& box, const QString& code);

} // namespace pathways::ui
