// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"
#include "ui/services.h"

#include <QTimer>

class QStackedWidget;
class QStandardItemModel;

namespace pathways::ui {

class AudienceDetail;
class Banner;
class Button;
class CardTable;
class EmptyState;
class FileImport;
class SearchField;

/// Manage Audiences: the list at the leading side, the chosen audience beside it, and the page that reads a new file.
class AudiencesPage final : public Page {
    Q_OBJECT
public:
    explicit AudiencesPage(const Services& services, QWidget* parent = nullptr);
    void refresh();
    /// Opens the page that reads a file; with a path, with that file.
    void importFile(const QString& path = {});
    [[nodiscard]] AudienceDetail* detail() const { return m_detail; }

signals:
    void wizardWanted(const pathways::ui::WizardStart& start);
    void toastWanted(const QString& text, const std::function<void()>& undo);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeList();
    void connectDetail();
    void refilter();
    void showChosen();
    void showList();
    void removeAudience(const AudienceId& id);
    [[nodiscard]] const AudienceSummary* chosen() const;

    Services m_services;
    QList<AudienceSummary> m_audiences;
    QStandardItemModel* m_model;
    CardTable* m_table = nullptr;
    SearchField* m_search = nullptr;
    QStackedWidget* m_stack;
    QWidget* m_list;
    QStackedWidget* m_side = nullptr;
    EmptyState* m_empty;
    EmptyState* m_noHit = nullptr;
    AudienceDetail* m_detail = nullptr;
    FileImport* m_import;
    Banner* m_banner;
    Button* m_add;
    QTimer m_soon;
    AudienceId m_wanted; ///< Chosen after the next refresh.
};

} // namespace pathways::ui
