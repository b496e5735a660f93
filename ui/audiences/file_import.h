// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/audience_service.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;
class QStandardItemModel;

namespace pathways::ui {

class Banner;
class Button;
class CardTable;
class FormRow;
class PermissionEditor;
class RowDelegate;
class TextLabel;

/// Shows how a file is read (rules U13 to U16): says what was detected, lets the user change it and reads the preview
/// again at once; then asks for name, country and permission, and adds the audience. The source is never changed.
class FileImport final : public QWidget {
    Q_OBJECT
public:
    explicit FileImport(AudienceService& audiences, QWidget* parent = nullptr);
    void open(const QString& path);

signals:
    void canceled();
    void added(const pathways::AudienceId& id, const QString& name);

private:
    QWidget* makeDialect();
    QWidget* makePreview();
    QWidget* makeForm();
    QWidget* makeFooter();
    void read(const std::optional<Dialect>& dialect);
    void show(const FilePreview& preview);
    [[nodiscard]] QList<PermissionChoice> kept(const QStringList& columns) const;
    void showDialect(const Dialect& dialect);
    void showSheets(const FilePreview& preview);
    void dialectEdited();
    void add();

    AudienceService& m_audiences;
    QString m_path;
    Dialect m_dialect;
    quint64 m_asked = 0; ///< Only the newest answer is shown.
    bool m_fresh = true; ///< Name and permission are still the suggested ones.
    bool m_filling = false;
    TextLabel* m_file = nullptr;
    TextLabel* m_words = nullptr;
    QComboBox* m_encoding = nullptr;
    QComboBox* m_separator = nullptr;
    QComboBox* m_quote = nullptr;
    QComboBox* m_sheet = nullptr;
    QComboBox* m_dates = nullptr;
    QComboBox* m_numbers = nullptr;
    QList<QWidget*> m_ofText; ///< Fields that a workbook does not need.
    QWidget* m_ofSheet = nullptr;
    QString m_chosenSheet; ///< Empty: the first, or a text.
    std::optional<DateOrder> m_wantedDates;
    std::optional<bool> m_wantedComma;
    QCheckBox* m_header = nullptr;
    QSpinBox* m_preamble = nullptr;
    QSpinBox* m_trailing = nullptr;
    Banner* m_banner = nullptr;
    QStandardItemModel* m_model = nullptr;
    CardTable* m_table = nullptr;
    RowDelegate* m_delegate = nullptr;
    Button* m_values = nullptr;
    QLineEdit* m_name = nullptr;
    FormRow* m_nameRow = nullptr;
    QComboBox* m_country = nullptr;
    PermissionEditor* m_permission = nullptr;
    Button* m_add = nullptr;
};

} // namespace pathways::ui
