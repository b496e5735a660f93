// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"
#include "ui/services.h"

class QButtonGroup;
class QComboBox;

namespace pathways::ui {

class FormRow;
class TextLabel;

/// Appearance and language, which take effect at once, and the network.
class PreferencesPage final : public Page {
    Q_OBJECT
public:
    explicit PreferencesPage(const Services& services, QWidget* parent = nullptr);

signals:
    void guideWanted();

private:
    QWidget* makeAppearance();
    QWidget* makeHelp();
    QWidget* makeLanguage();

    Services m_services;
    QButtonGroup* m_appearance = nullptr;
    QComboBox* m_language = nullptr;
    FormRow* m_languageRow = nullptr;
};

} // namespace pathways::ui
