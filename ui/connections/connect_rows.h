// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"
#include "core/model/destination_type.h"
#include "ui/common/form.h"

#include <QDate>

#include <optional>

class QCheckBox;
class QComboBox;

namespace pathways::ui {

/// A key, token or password: hidden as it is typed, and never shown again (rule U91).
class SecretRow final : public FormRow {
    Q_OBJECT
public:
    SecretRow(const QString& label, const QString& hint, QWidget* parent);
    /// Removes spaces and line ends, which pasting often adds. Not for passwords, which may contain them.
    void dropSpaces();
    [[nodiscard]] Secret secret() const;
    [[nodiscard]] bool isEmpty() const;
    /// Shows why it was refused and selects it, ready to be typed over.
    void refuse(const QString& why);
    void forget();

signals:
    void edited();
    void submitted();

private:
    QLineEdit* m_edit;
};

/// One of the platform's own settings: typed, or one of a few choices.
class SettingRow final : public FormRow {
    Q_OBJECT
public:
    SettingRow(const SettingSpec& setting, QWidget* parent);
    [[nodiscard]] const QString& key() const { return m_key; }
    [[nodiscard]] QString value() const;
    /// What is missing, as a sentence; empty: nothing is.
    [[nodiscard]] QString gap() const;

private:
    QString m_key;
    bool m_required;
    QLineEdit* m_edit = nullptr;
    QComboBox* m_choices = nullptr;
};

/// The day on which a token ends, where the platform named one.
class TokenEndRow final : public FormRow {
    Q_OBJECT
public:
    TokenEndRow(const QString& platform, QWidget* parent);
    /// The entered day, which may be invalid; none: nothing was entered.
    [[nodiscard]] std::optional<QDate> day() const;
    /// What is wrong with it, as a sentence; empty: nothing is.
    [[nodiscard]] QString gap() const;

signals:
    void submitted();

private:
    QLineEdit* m_edit;
};

} // namespace pathways::ui
