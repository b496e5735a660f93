// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/redaction.h"
#include "ui/common/table.h"

#include <QStandardItem>

#include <memory>

namespace pathways::ui {

/// A cell for RowDelegate, put together in one expression: Cell("Spring appeal").strong().second("3 rules").item().
class Cell final {
public:
    explicit Cell(const QString& text = {})
        : m_item(std::make_unique<QStandardItem>(text)) {
        m_item->setEditable(false);
        setAccessible();
    }
    Cell&& second(const QString& text, Role tone = Role::TextMuted) && {
        m_item->setData(text, SecondLineRole);
        m_item->setData(int(tone), SecondToneRole);
        setAccessible();
        return std::move(*this);
    }
    Cell&& strong() && { return std::move(*this).with(true, StrongRole); }
    Cell&& muted() && { return std::move(*this).with(true, MutedRole); }
    Cell&& mono() && { return std::move(*this).with(true, MonoRole); }
    /// A donor's value: masked on screen and aloud until shown.
    Cell&& sensitive() && {
        m_item->setData(true, SensitiveRole);
        m_item->setData(masked(m_item->text()), Qt::AccessibleTextRole);
        return std::move(*this);
    }
    Cell&& elideMiddle() && { return std::move(*this).with(true, ElideMiddleRole); }
    Cell&& tone(Role role) && { return std::move(*this).with(int(role), TextToneRole); }
    Cell&& link(const QString& word) && { return std::move(*this).with(word, LinkRole); }
    Cell&& tip(const QString& text) && { return std::move(*this).with(text, Qt::ToolTipRole); }
    Cell&& trailing() && {
        return std::move(*this).with(int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    }
    Cell&& icon(const QString& name, Role tone = Role::TextMuted) && {
        m_item->setData(name, IconNameRole);
        m_item->setData(int(tone), IconToneRole);
        return std::move(*this);
    }
    Cell&& with(const QVariant& value, int role) && {
        m_item->setData(value, role);
        return std::move(*this);
    }
    /// What is read aloud when the text alone does not say it (a pill, a bar).
    Cell&& spoken(const QString& text) && { return std::move(*this).with(text, Qt::AccessibleTextRole); }
    /// The finished item; the model takes it over.
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
