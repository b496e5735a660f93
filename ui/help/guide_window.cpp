// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/help/guide_window.h"

#include "ui/theme/button.h"
#include "ui/theme/theme.h"

#include <QBoxLayout>
#include <QDesktopServices>
#include <QEvent>
#include <QImage>
#include <QKeyEvent>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextBrowser>

namespace pathways::ui {

namespace {

QUrl address(const QString& page) {
    return QUrl(QStringLiteral("qrc:/guide/") + page);
}

/// A page whose pictures are never wider than it is.
class GuideText final : public QTextBrowser {
public:
    using QTextBrowser::QTextBrowser;
    QVariant loadResource(int type, const QUrl& name) override {
        const QVariant found = QTextBrowser::loadResource(type, name);
        if (type != QTextDocument::ImageResource) {
            return found;
        }
        const QImage picture = QImage::fromData(found.toByteArray());
        const int room = viewport()->width() - 2 * int(document()->documentMargin()) - Theme::px(16);
        if (picture.isNull() || room <= 0 || picture.width() <= room) {
            return picture.isNull() ? found : QVariant(picture);
        }
        return picture.scaledToWidth(room, Qt::SmoothTransformation);
    }
};

/// The anchor that links to a heading use: "Google Ads" is google-ads.
QString anchorOf(const QString& heading) {
    QString anchor;
    for (const QChar c : heading.toLower()) {
        if (c.isLetterOrNumber()) {
            anchor += c;
        } else if (!anchor.isEmpty() && !anchor.endsWith(u'-')) {
            anchor += u'-';
        }
    }
    while (anchor.endsWith(u'-')) {
        anchor.chop(1);
    }
    return anchor;
}

} // namespace

GuideWindow::GuideWindow(QWidget* parent)
    : QWidget(parent, Qt::Window)
    , m_browser(new GuideText(this))
    , m_back(new Button(tr("Back"), ButtonKind::Quiet, this))
    , m_contents(new Button(tr("Contents"), ButtonKind::Quiet, this)) {
    setWindowTitle(tr("User guide – Pathways"));
    setObjectName(QStringLiteral("guide"));
    resize(Theme::px(820), Theme::px(760));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::px(12), Theme::px(12), Theme::px(12), Theme::px(12));
    auto* bar = new QHBoxLayout;
    m_back->setIconName(QStringLiteral("back"));
    bar->addWidget(m_contents);
    bar->addWidget(m_back);
    bar->addStretch(1);
    column->addLayout(bar);
    m_browser->setFrameShape(QFrame::NoFrame);
    m_browser->setAccessibleName(tr("User guide"));
    m_browser->setOpenLinks(false);
    m_back->setEnabled(false);
    column->addWidget(m_browser, 1);
    connect(m_contents, &QAbstractButton::clicked, this, [this] { open(QStringLiteral("index.md")); });
    connect(m_back, &QAbstractButton::clicked, m_browser, &QTextBrowser::backward);
    connect(m_browser, &QTextBrowser::backwardAvailable, m_back, &QWidget::setEnabled);
    connect(m_browser, &QTextBrowser::sourceChanged, this, &GuideWindow::restyle);
    connect(m_browser, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
        const QUrl target = m_browser->source().resolved(link);
        if (target.scheme() == QLatin1String("qrc")) {
            open(target.fileName(), target.fragment());
        } else {
            QDesktopServices::openUrl(target);
        }
    });
}

void GuideWindow::open(const QString& page, const QString& heading) {
    // Shown first, as pictures are fitted to the width of the window.
    show();
    const QString wanted = page.isEmpty() && m_browser->source().isEmpty() ? QStringLiteral("index.md") : page;
    if (!wanted.isEmpty() && m_browser->source() != address(wanted)) {
        m_browser->setSource(address(wanted), QTextDocument::MarkdownResource);
    }
    raise();
    activateWindow();
    m_browser->setFocus(Qt::OtherFocusReason);
    if (!heading.isEmpty()) {
        scrollTo(heading);
    }
}

void GuideWindow::scrollTo(const QString& heading) {
    for (QTextBlock block = m_browser->document()->begin(); block.isValid(); block = block.next()) {
        if (block.blockFormat().headingLevel() > 0 && anchorOf(block.text()) == heading) {
            QTextCursor cursor(block);
            m_browser->setTextCursor(cursor);
            const QScrollBar* bar = m_browser->verticalScrollBar();
            m_browser->verticalScrollBar()->setValue(
                std::min(bar->maximum(), bar->value() + m_browser->cursorRect(cursor).top() - Theme::px(8)));
            return;
        }
    }
}

void GuideWindow::restyle() {
    QTextDocument* document = m_browser->document();
    document->setDefaultFont(Theme::font(TextStyle::Body));
    document->setDocumentMargin(Theme::px(12));
    QPalette colors = m_browser->palette();
    colors.setColor(QPalette::Base, Theme::color(Role::Surface));
    colors.setColor(QPalette::Text, Theme::color(Role::Text));
    m_browser->setPalette(colors);
}

void GuideWindow::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        restyle();
    }
}

void GuideWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace pathways::ui
