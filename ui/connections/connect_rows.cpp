// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connect_rows.h"

#include "ui/connections/date_entry.h"

#include <QComboBox>

namespace pathways::ui {
namespace {

// A new token typically lasts this long, so the example date looks like the one to be entered.
constexpr int kExampleDays = 60;

QLineEdit* named(const char* name) {
    auto* edit = new QLineEdit;
    edit->setObjectName(QLatin1String(name));
    return edit;
}

QWidget* fieldFor(const SettingSpec& setting) {
    if (setting.choices.isEmpty()) {
        auto* edit = new QLineEdit;
        edit->setPlaceholderText(setting.placeholder);
        return edit;
    }
    auto* box = new QComboBox;
    box->addItems(setting.choices);
    return box;
}

} // namespace

SecretRow::SecretRow(const QString& label, const QString& hint, QWidget* parent)
    : FormRow(label, named("secret"), hint, parent)
    , m_edit(static_cast<QLineEdit*>(field())) {
    m_edit->setEchoMode(QLineEdit::Password);
    m_edit->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhSensitiveData);
    connect(m_edit, &QLineEdit::textEdited, this, [this] {
        setProblem({});
        emit edited();
    });
    connect(m_edit, &QLineEdit::returnPressed, this, &SecretRow::submitted);
}

void SecretRow::dropSpaces() {
    connect(m_edit, &QLineEdit::textEdited, this, [this](const QString& text) {
        if (const QString bare = text.simplified().remove(u' '); bare != text) {
            m_edit->setText(bare);
        }
    });
}

Secret SecretRow::secret() const {
    return Secret(m_edit->text().toUtf8());
}

bool SecretRow::isEmpty() const {
    return m_edit->text().isEmpty();
}

void SecretRow::refuse(const QString& why) {
    setProblem(why);
    m_edit->setFocus(Qt::OtherFocusReason);
    m_edit->selectAll();
}

void SecretRow::forget() {
    m_edit->clear();
}

SettingRow::SettingRow(const SettingSpec& setting, QWidget* parent)
    : FormRow(setting.label, fieldFor(setting), setting.hint, parent)
    , m_key(setting.key)
    , m_required(setting.required)
    , m_edit(qobject_cast<QLineEdit*>(field()))
    , m_choices(qobject_cast<QComboBox*>(field())) {
    field()->setObjectName(QStringLiteral("setting-") + setting.key);
}

QString SettingRow::value() const {
    return m_edit ? m_edit->text().trimmed() : m_choices->currentText();
}

QString SettingRow::gap() const {
    return m_required && value().isEmpty() ? tr("This is needed to connect.") : QString();
}

TokenEndRow::TokenEndRow(const QString& platform, QWidget* parent)
    : FormRow(tr("Token ends on"), named("tokenEnd"),
              tr("Only if %1 named a day when it made the token. Pathways reminds you a week ahead.").arg(platform),
              parent)
    , m_edit(static_cast<QLineEdit*>(field())) {
    m_edit->setPlaceholderText(tr("For example %1").arg(dayExample(QDate::currentDate().addDays(kExampleDays))));
    connect(m_edit, &QLineEdit::textEdited, this, [this] { setProblem({}); });
    connect(m_edit, &QLineEdit::returnPressed, this, &TokenEndRow::submitted);
}

std::optional<QDate> TokenEndRow::day() const {
    const bool given = !m_edit->text().trimmed().isEmpty();
    return given ? std::optional(dayFrom(m_edit->text())) : std::nullopt;
}

QString TokenEndRow::gap() const {
    const std::optional<QDate> entered = day();
    if (entered && !entered->isValid()) {
        return tr("This is not a date. Write it like %1, or leave it blank.")
            .arg(dayExample(QDate::currentDate().addDays(kExampleDays)));
    }
    return entered && *entered < QDate::currentDate() ? tr("This day has passed. Make a new token, or leave it blank.")
                                                      : QString();
}

} // namespace pathways::ui
