// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/redaction.h"
#include "ui/common/table.h"
#include "ui/theme/tool_tip.h"

#include <QStandardItem>

#include <memory>

namespace pathways::ui {

/// A cell for RowDelegate, put together in one expression: TableCell("Spring appeal").strong().second("3
/// rules").item().
class TableCell final {
public:
    explicit TableCell(const QString& text = {})
        : m_item(std::make_unique<QStandardItem>(text)) {
        m_item->setEditable(false);
        setAccessible();
    }
    TableCell&& second(const QString& text, Role tone = Role::TextMuted) && {
        m_item->setData(text, SecondLineRole);
        m_item->setData(int(tone), SecondToneRole);
        setAccessible();
        return std::move(*this);
    }
    TableCell&& strong() && { return std::move(*this).with(true, StrongRole); }
    TableCell&& muted() && { return std::move(*this).with(true, MutedRole); }
    /// A donor's value: masked on screen and aloud until shown.
    TableCell&& sensitive() && {
        m_item->setData(true, SensitiveRole);
        m_item->setData(masked(m_item->text()), Qt::AccessibleTextRole);
        return std::move(*this);
    }
    TableCell&& tone(Role role) && { return std::move(*this).with(int(role), TextToneRole); }
    TableCell&& link(const QString& word) && { return std::move(*this).with(word, LinkRole); }
    TableCell&& tip(const QString& text) && { return std::move(*this).with(plainToolTip(text), Qt::ToolTipRole); }
    TableCell&& trailing() && {
        return std::move(*this).with(int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    }
    TableCell&& icon(const QString& name, Role tone = Role::TextMuted) && {
        m_item->setData(name, IconNameRole);
        m_item->setData(int(tone), IconToneRole);
        return std::move(*this);
    }
    TableCell&& with(const QVariant& value, int role) && {
        m_item->setData(value, role);
        return std::move(*this);
    }
    /// What is read aloud where the text alone does not say it (a status badge, a bar).
    TableCell&& spoken(const QString& text) && { return std::move(*this).with(text, Qt::AccessibleTextRole); }
    /// The finished item; the model takes ownership.
    [[nodiscard]] QStandardItem* item() && { return m_item.release(); }

private:
    void setAccessible() {
        const QString line = m_item->data(SecondLineRole).toString();
        m_item->setData(line.isEmpty() ? m_item->text() : m_item->text() + QStringLiteral(", ") + line,
                        Qt::AccessibleTextRole);
    }
    std::unique_ptr<QStandardItem> m_item;
};

} // namespace pathways::ui
