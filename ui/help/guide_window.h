// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QTextBrowser;

namespace pathways::ui {

class Button;

/// The user guide in a window of its own. Its pages are compiled in and need no network.
class GuideWindow final : public QWidget {
    Q_OBJECT
public:
    explicit GuideWindow(QWidget* parent = nullptr);
    /// Opens a page ("connecting.md") at a heading ("google-ads"). An empty page keeps the current one, at first the
    /// contents.
    void open(const QString& page = {}, const QString& heading = {});

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void restyle();
    void scrollTo(const QString& heading);

    QTextBrowser* m_browser;
    Button* m_back;
    Button* m_contents;
};

} // namespace pathways::ui
