// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace pathways::ui {

/// A row that goes on in the next line where there is no room: for heads and tools that have to stay within a narrow
/// window, or with large text, without scrolling sideways (rule U69).
class FlowLayout final : public QLayout {
public:
    explicit FlowLayout(QWidget* parent = nullptr);
    ~FlowLayout() override;

    /// stretch: it gives way to its minimum before the line is broken, and shares what room is left.
    void addStretching(QWidget* widget);
    void addStretching(QLayout* layout);
    void addLayout(QLayout* layout);
    /// What follows stands at the far end of its line.
    void addGap();

    void addItem(QLayoutItem* item) override;
    [[nodiscard]] int count() const override { return int(m_entries.size()); }
    [[nodiscard]] QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    /// What the items need within this width. Boxes around it are not told that the height depends on the width: they
    /// would share out what tables below could do without. They are told the height for the width of now instead.
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
    int m_width = 0; ///< Of the last geometry, which a layout forgets whenever it is asked to look anew.
};

} // namespace pathways::ui
