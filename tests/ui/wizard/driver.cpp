// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/wizard/driver.h"

#include "tests/support/must.h"
#include "tests/ui/support/part.h"
#include "ui/common/choice_card.h"
#include "ui/mapping/mapping_editor.h"
#include "ui/progress/push_page.h"
#include "ui/theme/button.h"
#include "ui/wizard/confirm_page.h"
#include "ui/wizard/mapping_section.h"
#include "ui/wizard/review_page.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QTableView>
#include <QTest>

namespace pathways::test {

using namespace pathways::ui;

namespace {

ReviewPage& reviewPage(const Wizard& wizard) {
    return *static_cast<ReviewPage*>(wizard.page(Wizard::ReviewStep));
}

/// What the shown step says is missing or wrong, for the log of a failed test.
void explain(const Wizard& wizard) {
    if (const QWidget* page = wizard.page(wizard.step())) {
        for (const QLabel* label : page->findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().endsWith(u'.')) {
                qWarning().noquote() << label->text();
            }
        }
    }
}

} // namespace

Button* forwardButton(const Wizard& wizard) {
    return part<Button>(wizard, QStringLiteral("forward"));
}

Button* backButton(const Wizard& wizard) {
    return part<Button>(wizard, QStringLiteral("back"));
}

PushPage* pushPage(const Wizard& wizard) {
    return part<PushPage>(wizard);
}

bool press(Qt::Key key, Qt::KeyboardModifiers modifiers) {
    QWidget* popup = QApplication::activePopupWidget();
    QWidget* target =
        popup != nullptr && popup->focusWidget() != nullptr ? popup->focusWidget() : QApplication::focusWidget();
    if (target == nullptr) {
        qWarning("Nothing has the keyboard.");
        return false;
    }
    QTest::keyClick(target, key, modifiers);
    return true;
}

bool tabTo(QWidget* target, int atMost) {
    QStringList passed;
    for (int i = 0; i <= atMost; ++i) {
        const QWidget* now = QApplication::focusWidget();
        if (now == target) {
            return true;
        }
        passed << (now == nullptr ? QStringLiteral("nothing")
                                  : QLatin1String(now->metaObject()->className()) + u' ' + now->objectName());
        if (!press(Qt::Key_Tab)) {
            return false;
        }
    }
    qWarning().noquote() << "Tab passed" << passed.join(QStringLiteral(", "));
    return false;
}

bool chooseTile(Wizard& wizard, const QString& connection) {
    const QString wanted = QStringLiteral("tile-") + connection;
    const auto now = [] {
        return QApplication::focusWidget() == nullptr ? QString() : QApplication::focusWidget()->objectName();
    };
    for (int i = 0; i < 40 && !now().startsWith(QLatin1String("tile-")); ++i) {
        press(Qt::Key_Tab);
    }
    // Line by line, as one reads.
    QStringList passed;
    const auto moves = [&now, &passed](Qt::Key arrow) {
        const QString before = now();
        press(arrow);
        passed << now();
        return now() != before;
    };
    while (moves(Qt::Key_Up)) {
    }
    for (bool more = true; more && now() != wanted;) {
        while (moves(Qt::Key_Left)) {
        }
        while (now() != wanted && moves(Qt::Key_Right)) {
        }
        more = now() != wanted && moves(Qt::Key_Down);
    }
    const bool pressed = now() == wanted && press(Qt::Key_Space);
    const QString chosen = wizard.state().connection ? must(wizard.state().connection).connection.name : QString();
    if (!pressed || chosen != connection) {
        qWarning().noquote() << "The arrows passed" << passed.join(QStringLiteral(", ")) << "and chose" << chosen;
    }
    return pressed && chosen == connection;
}

bool Driver::settle() {
    return waitFor([this] {
        switch (m_wizard.step()) {
        case Wizard::ReviewStep:
            return reviewPage(m_wizard).settled();
        case Wizard::ConfirmStep: {
            const auto* confirm = static_cast<ConfirmPage*>(m_wizard.page(Wizard::ConfirmStep));
            return confirm->canCommit() && forwardButton(m_wizard)->isEnabled();
        }
        default:
            return true;
        }
    });
}

bool Driver::chooseAudience(const QString& name) {
    auto* table = part<QTableView>(m_wizard, QStringLiteral("audienceTable"));
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        if (table->model()->index(row, 0).data().toString() == name) {
            table->setCurrentIndex(table->model()->index(row, 0));
            return true;
        }
    }
    return false;
}

bool Driver::review(const QString& audience, const QString& connection) {
    if (!chooseAudience(audience)) {
        return false;
    }
    m_wizard.goForward();
    auto* tile = m_wizard.findChild<QAbstractButton*>(QStringLiteral("tile-") + connection);
    if (m_wizard.step() != Wizard::DestinationStep || tile == nullptr) {
        return false;
    }
    tile->click();
    m_wizard.goForward();
    const bool there = m_wizard.step() == Wizard::ReviewStep && settle() && m_wizard.state().review.has_value();
    if (!there) {
        explain(m_wizard);
    }
    return there;
}

bool Driver::createObject(const QString& name) {
    auto* maker = part<QLineEdit>(m_wizard, QStringLiteral("newObjectName"));
    if (!maker->isVisible()) {
        part<QAbstractButton>(m_wizard, QStringLiteral("newObject"))->click();
    }
    maker->setText(name);
    part<QAbstractButton>(m_wizard, QStringLiteral("createObject"))->click();
    const bool made = waitFor([this, &name] {
        return m_wizard.state().pathway.object.name == name && m_wizard.state().review &&
               reviewPage(m_wizard).settled();
    });
    if (!made) {
        explain(m_wizard);
    }
    return made;
}

bool Driver::fillIn() {
    const auto options =
        m_wizard.page(Wizard::ReviewStep)->findChildren<QComboBox*>(QRegularExpression(QStringLiteral("^option-")));
    for (QComboBox* box : options) {
        if (box->currentIndex() < 0 && box->count() > 0) {
            box->setCurrentIndex(0);
            emit box->activated(0);
        }
    }
    reviewPage(m_wizard).mapping().editor().acceptAll();
    return settle();
}

bool Driver::chooseMethod(SyncMethod method) {
    auto* card = part<ChoiceCard>(m_wizard, QStringLiteral("method-") + toKey(method));
    card->click();
    return card->isChecked();
}

bool Driver::plan() {
    m_wizard.goForward();
    const bool planned = m_wizard.step() == Wizard::ConfirmStep && settle();
    if (!planned) {
        explain(m_wizard);
    }
    return planned;
}

bool Driver::push() {
    forwardButton(m_wizard)->click();
    const bool ended = m_wizard.step() == Wizard::PushShown && waitFor([this] { return pushPage(m_wizard)->ended(); });
    if (!ended) {
        explain(m_wizard);
    }
    return ended;
}

} // namespace pathways::test
