// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"
#include "ui/shell/service_bundle.h"

class QButtonGroup;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace pathways::ui {

class FormRow;
class TextLabel;

/// Appearance, language and proxy. Every change takes effect at once; there is nothing to save.
class PreferencesPage final : public Page {
    Q_OBJECT
public:
    explicit PreferencesPage(const ServiceBundle& services, QWidget* parent = nullptr);

private:
    QWidget* makeAppearance();
    QWidget* makeLanguage();
    QWidget* makeProxy();
    void proxyEdited();

    ServiceBundle m_services;
    QButtonGroup* m_appearance = nullptr;
    QComboBox* m_language = nullptr;
    FormRow* m_languageRow = nullptr;
    QComboBox* m_proxy = nullptr;
    QLineEdit* m_host = nullptr;
    QSpinBox* m_port = nullptr;
    FormRow* m_hostRow = nullptr;
    FormRow* m_portRow = nullptr;
};

} // namespace pathways::ui
