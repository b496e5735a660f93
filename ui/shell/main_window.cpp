// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/activity/activity_page.h"
#include "ui/audiences/audiences_page.h"
#include "ui/common/form.h"
#include "ui/common/page_frame.h"
#include "ui/common/text.h"
#include "ui/common/toast.h"
#include "ui/connections/connections_page.h"
#include "ui/connections/expiry_notice.h"
#include "ui/help/guide_window.h"
#include "ui/pathways/push_audiences_page.h"
#include "ui/settings/preferences.h"
#include "ui/settings/preferences_page.h"
#include "ui/shell/notifier.h"

#include <QBoxLayout>
#include <QCloseEvent>
#include <QKeyEvent>
#include <QShortcut>
#include <QStackedWidget>
#include <QTimer>

namespace pathways::ui {
namespace {
constexpr int kRailBelow = 1040;
constexpr qint64 kLongPushSeconds = 120;
} // namespace

MainWindow::MainWindow(const Services& services, WizardFactory wizard, QWidget* parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_makeWizard(std::move(wizard))
    , m_navigation(new Navigation(this))
    , m_stack(new QStackedWidget(this))
    , m_toast(nullptr)
    , m_notifier(new Notifier(this)) {
    setWindowIcon(QIcon(QStringLiteral(":/pathways/icons/pathways.svg")));
    auto* center = new QWidget(this);
    auto* row = new QHBoxLayout(center);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_navigation);
    row->addWidget(m_stack, 1);
    setCentralWidget(center);
    m_toast = new Toast(m_stack);
    setMinimumSize(900, 600);
    buildPages();
    connectPages();
    connectPushes();
    new ExpiryNotice(
        m_services.connections, m_services.preferences,
        [this](const QString& title, const QString& body) {
            showToast(title);
            m_notifier->notify(title, body);
        },
        this);
    for (int i = 0; i < 5; ++i) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)), this);
        connect(shortcut, &QShortcut::activated, this, [this, i] { showPlace(Place(i)); });
    }
    auto* find = new QShortcut(QKeySequence(QKeySequence::Find), this);
    connect(find, &QShortcut::activated, this, [this] {
        for (SearchField* field : m_stack->currentWidget()->findChildren<SearchField*>()) {
            if (field->isVisible()) {
                field->setFocus(Qt::ShortcutFocusReason);
                return;
            }
        }
    });
    auto* help = new QShortcut(QKeySequence(QKeySequence::HelpContents), this);
    connect(help, &QShortcut::activated, this, [this] {
        const bool connections = m_navigation->place() == Place::Connections;
        showGuide(connections ? QStringLiteral("connecting.md") : QString());
    });
    auto* quit = new QShortcut(QKeySequence(QKeySequence::Quit), this);
    connect(quit, &QShortcut::activated, this, &QWidget::close);
    if (!restoreGeometry(m_services.preferences.windowGeometry())) {
        resize(1180, 780);
    }
    showPlace(Place::PushAudiences);
}

MainWindow::~MainWindow() = default;

void MainWindow::buildPages() {
    m_pushes = new PushAudiencesPage(m_services, m_stack);
    m_audiences = new AudiencesPage(m_services, m_stack);
    m_activity = new ActivityPage(m_services, m_stack);
    m_connections = new ConnectionsPage(m_services, m_stack);
    m_preferences = new PreferencesPage(m_services, m_stack);
    for (QWidget* page :
         {static_cast<QWidget*>(m_pushes), static_cast<QWidget*>(m_audiences), static_cast<QWidget*>(m_activity),
          static_cast<QWidget*>(m_connections), static_cast<QWidget*>(m_preferences)}) {
        m_stack->addWidget(new PageFrame(page, m_stack)); // With large text in a small window it scrolls.
    }
}

void MainWindow::connectPages() {
    connect(m_navigation, &Navigation::placeChosen, this, &MainWindow::showPlace);
    connect(m_navigation->live(), &QAbstractButton::clicked, this, [this] { showPush(m_navigation->live()->push()); });
    connect(m_pushes, &PushAudiencesPage::wizardWanted, this, &MainWindow::startWizard);
    connect(m_pushes, &PushAudiencesPage::connectionsWanted, this, &MainWindow::showConnection);
    connect(m_pushes, &PushAudiencesPage::pushWanted, this, &MainWindow::showPush);
    connect(m_pushes, &PushAudiencesPage::toastWanted, this, &MainWindow::showToast);
    connect(m_pushes, &PushAudiencesPage::needsYouChanged, this,
            [this](int count) { m_navigation->setBadge(Place::PushAudiences, count); });
    m_navigation->setBadge(Place::PushAudiences, m_pushes->needsYou());
    connect(m_audiences, &AudiencesPage::wizardWanted, this, &MainWindow::startWizard);
    connect(m_audiences, &AudiencesPage::toastWanted, this, &MainWindow::showToast);
    connect(m_activity, &ActivityPage::connectionsWanted, this, &MainWindow::showConnection);
    connect(m_activity, &ActivityPage::wizardWanted, this, &MainWindow::startWizard);
    connect(m_activity, &ActivityPage::toastWanted, this, &MainWindow::showToast);
    connect(m_connections, &ConnectionsPage::toastWanted, this, &MainWindow::showToast);
    connect(m_connections, &ConnectionsPage::wizardWanted, this, &MainWindow::startWizard);
    connect(m_connections, &ConnectionsPage::guideWanted, this, &MainWindow::showGuide);
    connect(m_preferences, &PreferencesPage::guideWanted, this, [this] { showGuide(QStringLiteral("index.md")); });
}

void MainWindow::connectPushes() {
    connect(&m_services.pushes, &PushService::progressed, this, [this](const PushProgress& progress) {
        if (progress.phase == PushPhase::Done) {
            m_running.remove(progress.id.value);
        } else {
            m_running.insert(progress.id.value, progress);
        }
        refreshLive();
    });
    connect(&m_services.pushes, &PushService::finished, this, &MainWindow::pushEnded);
    for (const PushId& id : m_services.pushes.running()) {
        if (const auto progress = m_services.pushes.progress(id)) {
            m_running.insert(id.value, *progress);
        }
    }
    refreshLive();
}

QWidget* MainWindow::page(Place place) const {
    return static_cast<PageFrame*>(m_stack->widget(int(place)))->page();
}

void MainWindow::showPlace(Place place) {
    m_navigation->setPlace(place);
    // An open wizard stays while the user looks at other pages.
    if (place == Place::PushAudiences && m_wizard) {
        m_stack->setCurrentWidget(m_wizard);
    } else {
        m_stack->setCurrentIndex(int(place));
    }
    refreshTitle();
    m_toast->raise();
    // Afterwards, as hiding a widget moves the focus.
    QTimer::singleShot(0, this, &MainWindow::keepKeyboardInSight);
}

/// With the keyboard, the user continues at the beginning of the new page.
void MainWindow::keepKeyboardInSight() {
    const QWidget* now = focusWidget(); // also while another window is in front
    if (!isVisible() || m_stack->currentWidget() == m_wizard || (now && now->isVisible() && isAncestorOf(now))) {
        return;
    }
    focusPage();
}

void MainWindow::focusPage() {
    const QWidget* page = m_stack->currentWidget();
    for (QWidget* next = page->nextInFocusChain(); next != page; next = next->nextInFocusChain()) {
        if (page->isAncestorOf(next) && next->isVisible() && next->isEnabled() &&
            (next->focusPolicy() & Qt::TabFocus) != 0) {
            next->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

void MainWindow::startWizard(const WizardStart& start) {
    if (!m_makeWizard) {
        return;
    }
    closeWizard();
    WizardCallbacks callbacks;
    callbacks.closed = [this] {
        closeWizard();
        showPlace(Place::PushAudiences);
        focusPage();
    };
    callbacks.connectionsWanted = [this](const ConnectionId& id) { showConnection(id); };
    callbacks.audiencesWanted = [this] { showPlace(Place::ManageAudiences); };
    callbacks.samplesWanted = [this] {
        if (m_services.addSamples) {
            m_services.addSamples([this] { showToast(tr("Sample donors are ready. They are made up.")); });
        }
    };
    callbacks.activityWanted = [this](const PushId& id) { showPush(id); };
    m_wizard = m_makeWizard(start, callbacks, m_stack);
    m_stack->addWidget(m_wizard);
    showPlace(Place::PushAudiences);
}

void MainWindow::closeWizard() {
    if (!m_wizard) {
        return;
    }
    // Deleted later, as the wizard may be handling a signal.
    QWidget* old = std::exchange(m_wizard, nullptr);
    m_stack->removeWidget(old);
    old->hide();
    old->deleteLater();
    m_pushes->refresh();
}

void MainWindow::showPush(const PushId& push) {
    showPlace(Place::Activity);
    m_activity->showPush(push);
}

void MainWindow::showConnection(const ConnectionId& connection) {
    showPlace(Place::Connections);
    m_connections->showConnection(connection);
}

void MainWindow::showToast(const QString& text, std::function<void()> undo) {
    m_toast->show(text, std::move(undo));
}

void MainWindow::showGuide(const QString& page, const QString& heading) {
    if (!m_guide) {
        m_guide = new GuideWindow(this);
    }
    m_guide->open(page, heading);
}

void MainWindow::present() {
    m_closing = false;
    if (isMinimized()) {
        showNormal();
    }
    show();
    raise();
    activateWindow();
}

void MainWindow::refreshTitle() {
    const QString place = m_navigation->button(m_navigation->place())->text();
    setWindowTitle(tr("%1 – Pathways").arg(place));
}

void MainWindow::refreshLive() {
    LivePush* live = m_navigation->live();
    if (m_running.isEmpty()) {
        live->hide();
        return;
    }
    const PushProgress& first = m_running.constBegin().value();
    const auto push = m_services.pushes.find(first.id);
    live->setPush(push ? push->audienceName : QString(), first, int(m_running.size()) - 1);
    live->show();
}

void MainWindow::pushEnded(const Push& push) {
    m_running.remove(push.id.value);
    refreshLive();
    const bool looking = isVisible() && isActiveWindow();
    const qint64 seconds = push.ended ? push.started.secsTo(*push.ended) : 0;
    if (!looking || seconds > kLongPushSeconds) {
        m_notifier->notify(
            tr("%1: %2", "audience, status of its push").arg(push.audienceName, displayName(push.status)),
            tr("%Ln people accepted in %1.", nullptr, plural(push.counts.accepted)).arg(push.destinationName));
    }
    if (m_closing && m_services.pushes.idle()) {
        emit finished();
    }
}

void MainWindow::refreshRail() {
    const bool rail = width() < std::max(kRailBelow, Theme::px(kRailBelow));
    if (rail != m_navigation->isRail()) {
        m_navigation->setRail(rail);
    }
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    refreshRail();
}

void MainWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange) {
        m_navigation->setRail(m_navigation->isRail());
        refreshRail();
    }
    if (event->type() == QEvent::WindowStateChange && !isMinimized()) {
        m_closing = false;
    }
    QMainWindow::changeEvent(event);
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_toast->isVisible()) {
        m_toast->hide();
        return;
    }
    QMainWindow::keyPressEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_services.preferences.setWindowGeometry(saveGeometry());
    if (m_services.pushes.idle()) {
        event->accept();
        emit finished();
        return;
    }
    // Closing the window never stops a push: it continues in the background and notifies when it is done.
    m_closing = true;
    event->ignore();
    const bool said = m_notifier->notify(
        tr("The push continues"), tr("Pathways closes by itself when the push is done. Start it again to watch."));
    if (said) {
        hide();
    } else {
        // Without a notification nobody would know that the push continues, so the window stays visible.
        showMinimized();
    }
}

} // namespace pathways::ui
