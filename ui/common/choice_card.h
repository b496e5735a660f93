// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/labels.h"

#include <QAbstractButton>

namespace pathways::ui {

/// A card that is a radio button: a mark, a name and a description. Put several into an exclusive QButtonGroup.
/// Arrow keys move within the group as with radio buttons.
class ChoiceCard : public QAbstractButton {
    Q_OBJECT
public:
    explicit ChoiceCard(const QString& title, const QString& description = {}, QWidget* parent = nullptr);

    [[nodiscard]] QString description() const { return m_description; }
    /// Cannot be chosen: drawn sunken without a mark, with the reason instead of the description. Stays focusable so
    /// that the reason can be reached by keyboard and is read aloud.
    void setBlocked(const QString& reason);
    [[nodiscard]] bool isBlocked() const { return !m_reason.isEmpty(); }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void nextCheckState() override;
    void changeEvent(QEvent* event) override;
    void refreshAccessible();

private:
    QString m_description;
    QString m_reason;
};

/// A destination of step 2: glyph, name, "(Already Pushed)", account, state, and the reason when it cannot be chosen.
class DestinationTile : public QAbstractButton {
    Q_OBJECT
public:
    enum class State { Ready, Used, NeedsSignIn, Blocked };

    struct Content {
        QString icon;
        GlyphKind kind = GlyphKind::Neutral;
        QString name;    ///< "Mailchimp"
        QString account; ///< "Riverbank Trust, us14"
        bool alreadyPushed = false;
        State state = State::Ready;
        QString stateText; ///< "Ready", "Last pushed 12 March, Synced", or why it cannot be chosen.
        QString action;    ///< Only with NeedsSignIn: "Sign in again".
    };

    explicit DestinationTile(const Content& content, QWidget* parent = nullptr);
    void setContent(const Content& content);
    [[nodiscard]] const Content& content() const { return m_content; }
    [[nodiscard]] bool canBeChosen() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

signals:
    /// The tile was pressed while it needs a sign-in.
    void actionRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void nextCheckState() override;

private:
    QRect stateRect(int width) const;

    Content m_content;
};

} // namespace pathways::ui
