// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"
#include "core/services/audience_service.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace pathways::ui {

class Button;
class TextLabel;

/// Chooses the list, audience or table that people go to, showing its number, size and last push; can create a new one.
class ObjectPicker final : public QWidget {
    Q_OBJECT
public:
    explicit ObjectPicker(QWidget* parent = nullptr);

    void set(const DestinationType& type, const QList<DestinationObject>& objects, const DestinationObject& chosen,
             const QList<LastPushed>& pushed, const ConnectionId& connection);
    /// Focuses the missing choice and says what is missing.
    void showGap(const QString& text);
    void createdOrNot(const QString& trouble);

signals:
    void objectChosen(const pathways::DestinationObject& object);
    void createWanted(const QString& name);

private:
    void showDetail();
    void setCreating(bool creating);

    TextLabel* m_label;
    QComboBox* m_box;
    TextLabel* m_detail;
    Button* m_new;
    QWidget* m_maker;
    QLineEdit* m_name;
    Button* m_create;
    TextLabel* m_makerHint;
    TextLabel* m_gap;
    QString m_noneYet;
    ConnectionId m_connection;
    QList<DestinationObject> m_objects;
    QList<LastPushed> m_pushed;
};

} // namespace pathways::ui
