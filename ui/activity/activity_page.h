// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"
#include "ui/services.h"

#include <QTimer>

class QComboBox;
class QStackedWidget;
class QStandardItemModel;

namespace pathways::ui {

class Banner;
class Button;
class CardTable;
class EmptyState;
class PushResult;
class SearchField;
class SegmentedControl;
class WeekChart;

/// The history of all pushes, and the page of a single one.
class ActivityPage final : public Page {
    Q_OBJECT
public:
    explicit ActivityPage(const Services& services, QWidget* parent = nullptr);
    void refresh();
    void showPush(const PushId& id);
    [[nodiscard]] PushResult* result() const { return m_result; }

signals:
    void wizardWanted(const pathways::ui::WizardStart& start);
    void connectionsWanted(const pathways::ConnectionId& connection);
    void toastWanted(const QString& text, const std::function<void()>& undo);

private:
    QWidget* makeList();
    void fill();
    void fillRow(int row);
    [[nodiscard]] static QString countsText(const Push& push);
    void refilter();
    void showList();
    void updateRunning(const PushProgress& progress);
    [[nodiscard]] bool shown(const Push& push) const;

    Services m_services;
    QList<Push> m_pushes;
    QStackedWidget* m_stack;
    QWidget* m_list = nullptr;
    QStackedWidget* m_below = nullptr;
    WeekChart* m_chart = nullptr;
    SegmentedControl* m_status = nullptr;
    QComboBox* m_destination = nullptr;
    SearchField* m_search = nullptr;
    QStandardItemModel* m_model = nullptr;
    CardTable* m_table = nullptr;
    EmptyState* m_empty = nullptr;
    EmptyState* m_noHit = nullptr;
    PushResult* m_result = nullptr;
    Banner* m_banner;
    Button* m_back;
    QTimer m_soon;
};

} // namespace pathways::ui
