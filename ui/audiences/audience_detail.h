// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/audience_service.h"
#include "ui/common/card.h"

class QComboBox;
class QLineEdit;
class QStandardItemModel;
class QVBoxLayout;

namespace pathways::ui {

class Banner;
class Button;
class CardTable;
class ElidedLabel;
class FormRow;
class PermissionEditor;
class IconButton;
class StatusBadge;
class TextLabel;

/// One audience: its source, its definition in words, where it was pushed, and what can be done with it.
class AudienceDetail final : public Card {
    Q_OBJECT
public:
    explicit AudienceDetail(AudienceService& audiences, QWidget* parent = nullptr);
    void setAudience(const AudienceSummary& summary);

signals:
    void pushWanted(const pathways::AudienceId& id);
    void removeWanted(const pathways::AudienceId& id);
    void modeledAdded(const pathways::AudienceId& id, const QString& name);

private:
    QWidget* makeHead();
    QWidget* makeFoot();
    QWidget* makeBody();
    void showSource();
    void showPushed();
    void findFile();
    void rename();
    void addModeled();
    void savePermission();
    void saveCountry();
    void loadColumns();
    void save(Audience changed);

    AudienceService& m_audiences;
    AudienceSummary m_summary;
    QLineEdit* m_name = nullptr;
    StatusBadge* m_kind = nullptr;
    Banner* m_banner = nullptr;
    TextLabel* m_source = nullptr;
    TextLabel* m_age = nullptr;
    Button* m_find = nullptr;
    PermissionEditor* m_permission = nullptr;
    QComboBox* m_country = nullptr;
    FormRow* m_permissionRow = nullptr;
    FormRow* m_countryRow = nullptr;
    TextLabel* m_words = nullptr;
    QStandardItemModel* m_pushed = nullptr;
    CardTable* m_table = nullptr;
    TextLabel* m_notPushed = nullptr;
    TextLabel* m_people = nullptr;
    TextLabel* m_counted = nullptr;
    Button* m_modeled = nullptr;
};

} // namespace pathways::ui
