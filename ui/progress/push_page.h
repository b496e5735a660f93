// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"
#include "ui/services.h"

#include <QElapsedTimer>

class QStackedWidget;

namespace pathways::ui {

class Banner;
class Button;
class ElidedLabel;
class PhaseList;
class StatusBadge;
class PushProgressPanel;
class ResultPanel;
class PathwayHeader;
class Sparkline;

/// One push: its progress, then its result. Closing the page never stops the push (rule U9).
class PushPage final : public QWidget {
    Q_OBJECT
public:
    explicit PushPage(WizardServices services, QWidget* parent = nullptr);

    /// Shows a push, running or finished.
    void watch(const PushId& push);
    [[nodiscard]] const PushId& push() const { return m_push; }
    /// The push has ended (or needs the user).
    [[nodiscard]] bool ended() const { return m_ended; }
    /// The buttons of this page, for the wizard's footer.
    [[nodiscard]] QWidget* footer() { return m_footer; }
    /// Moves the focus to the harmless button: the one that leaves.
    void focusFirst();

signals:
    void closed();
    void activityWanted(const pathways::PushId& push);
    void connectionsWanted(const pathways::ConnectionId& connection);
    /// Plan and confirm this pathway again; the new plan includes whoever was not accepted.
    void sendAgainWanted(const pathways::PathwayId& pathway);
    void endedChanged();

private:
    void buildFooter();
    void buildLive();
    void progressed(const PushProgress& progress);
    void finished(const Push& push);
    void showLive(const Push& push);
    void showRoute(const Push& push);
    void stop();
    void resume();
    [[nodiscard]] QString destination() const;

    WizardServices m_services;
    PushId m_push;
    PathwayId m_pathway;
    ConnectionId m_connection;
    QString m_platform;
    bool m_practice = false;
    bool m_ended = false;
    bool m_hadRemovals = false;
    QElapsedTimer m_since;
    Page* m_page;
    StatusBadge* m_pill;
    PathwayHeader* m_route;
    Banner* m_banner;
    QWidget* m_live;
    PushProgressPanel* m_panel;
    PhaseList* m_phases;
    Sparkline* m_chart;
    ResultPanel* m_result;
    QStackedWidget* m_stack;
    QWidget* m_footer;
    Button* m_support;
    ElidedLabel* m_stopText;
    Button* m_stop;
    Button* m_close;
    Button* m_processing;
    Button* m_activity;
    Button* m_done;
    Button* m_everyone;
};

} // namespace pathways::ui
