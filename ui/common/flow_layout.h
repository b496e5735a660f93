// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace pathways::ui {

/// A row that wraps to the next line where there is no room: for headings and tools that must fit into a narrow window,
/// or with large text, without scrolling sideways (rule U69).
class FlowLayout final : public QLayout {
public:
    explicit FlowLayout(QWidget* parent = nullptr);
    ~FlowLayout() override;

    /// Adds a widget that shrinks to its minimum before the line wraps, and shares the spare room.
    void addStretching(QWidget* widget);
    void addStretching(QLayout* layout);
    void addLayout(QLayout* layout);
    /// What follows goes to the far end of its line.
    void addGap();

    void addItem(QLayoutItem* item) override;
    [[nodiscard]] int count() const override { return int(m_entries.size()); }
    [[nodiscard]] QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    /// The height that the items need within this width. hasHeightForWidth() stays false, as box layouts around it
    /// would then give it room that tables below need; they get the height for the current width instead.
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

private:
    struct Entry {
        std::unique_ptr<QLayoutItem> item;
        bool stretches = false;
        bool gapBefore = false;
    };
    struct Placed {
        const Entry* entry;
        int width;
    };
    using Line = std::vector<Placed>;
    [[nodiscard]] static int fit(const Entry& entry);
    [[nodiscard]] int between() const;
    [[nodiscard]] std::vector<Line> lines(int width) const;
    void share(Line& line, int width) const;
    [[nodiscard]] static int heightOf(const Line& line);

    std::vector<Entry> m_entries;
    bool m_gapNext = false;
    int m_width = 0; ///< Of the last geometry, which a layout forgets when it is invalidated.
};

} // namespace pathways::ui
