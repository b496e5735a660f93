// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/connections/browser_connect.h"
#include "ui/common/banner.h"

#include <memory>

class QLineEdit;

namespace pathways::ui {

class Button;
class FormRow;

/// "Waiting for your browser": opens the address, opens it again, copies it, takes the address of the last page where
/// the browser cannot answer by itself, and says when the account is being checked (rule U90).
class BrowserPanel final : public Banner {
    Q_OBJECT
public:
    explicit BrowserPanel(QWidget* parent = nullptr);
    /// Shows a sign-in that waits, and opens its address in the system's browser.
    void watch(std::unique_ptr<BrowserConnect> connecting);
    /// Ends and forgets it.
    void drop();
    [[nodiscard]] BrowserConnect* connecting() const { return m_connecting.get(); }
    /// Whether the user's decision can still complete it.
    [[nodiscard]] bool canGoOn() const { return m_connecting && m_connecting->canGoOn(); }
    void goOn(const BrowserConnect::Decision& decision);

signals:
    void ended(const pathways::Result<pathways::ConnectionId>& result);

private:
    void refresh();
    void openBrowser();
    void takePasted();

    std::unique_ptr<BrowserConnect> m_connecting;
    QLineEdit* m_paste;
    FormRow* m_pasteRow;
    Button* m_use; ///< Below the field: beside it there is no room with large text.
};

} // namespace pathways::ui
