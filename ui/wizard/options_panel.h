// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"
#include "core/model/pathway.h"

#include <QMap>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;

namespace pathways::ui {

class Button;
class ElidedLabel;
class TextLabel;

/// A platform's choices besides the method: what a removal does, a tag, consent, how long people stay. Folded until the
/// user opens it or something required is missing.
class OptionsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit OptionsPanel(QWidget* parent = nullptr);

    void set(const DestinationType& type, const Pathway& pathway);
    /// Only Mirror offers the choices about removals.
    void setMethod(SyncMethod method);
    /// Unfolds and focuses the first required choice that is missing; false when none is.
    bool goToGap(const Pathway& pathway);
    [[nodiscard]] bool isEmpty() const { return m_rows == 0; }
    /// Number of required choices that are missing.
    [[nodiscard]] int missingAnswers(const Pathway& pathway) const;
    void summarise(const Pathway& pathway);

signals:
    void removalMeaningChosen(const QString& key);
    void matchExactlyChosen(bool exactly);
    void optionChosen(const QString& key, const QString& value);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void reserveHeight();
    void rebuild(const DestinationType& type, const Pathway& pathway);
    void addOption(const PathwayOptionSpec& option, const QString& value);
    void addRow(const QString& label, QWidget* field, const QString& hint);
    void setOpen(bool open);

    Button* m_toggle;
    ElidedLabel* m_summary;
    QStringList m_named;
    QWidget* m_body = nullptr;
    QFormLayout* m_form = nullptr;
    QWidget* m_removal = nullptr;
    QCheckBox* m_exactly = nullptr;
    QMap<QString, QWidget*> m_fields;
    QMap<QString, TextLabel*> m_gaps;
    QList<PathwayOptionSpec> m_specs;
    QString m_typeKey;
    int m_rows = 0;
    bool m_open = false;
};

} // namespace pathways::ui
