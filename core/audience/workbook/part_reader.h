// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/workbook/workbook_package.h"

#include <QXmlStreamReader>

#include <memory>
#include <span>

namespace pathways {

/// A namespace that a reader knows, and the prefix that its elements have in PartReader::path().
struct PartNamespace {
    QLatin1String uri;
    QLatin1String prefix;
};

/// Reads an XML part of a workbook, element by element, and refuses what no workbook needs: entity declarations and
/// deep nesting. Elements are told apart by their whole path, so that one of the same name elsewhere, or of another
/// namespace, is never taken for the one that is meant.
class PartReader final {
public:
    enum class Event {
        Begin, ///< Of the element at path().
        End,   ///< Of the element at path().
        Done   ///< The end of the part, or it cannot be read further.
    };

    /// The namespaces must live as long as the reader.
    PartReader(const QString& path, const QString& part, std::span<const PartNamespace> namespaces);
    ~PartReader();
    PartReader(const PartReader&) = delete;
    PartReader& operator=(const PartReader&) = delete;

    [[nodiscard]] bool exists() const { return m_part != nullptr; }
    /// The workbook's path.
    [[nodiscard]] const QString& workbook() const { return m_workbook; }
    [[nodiscard]] Event next();
    /// "/workbook/sheets/sheet"; an element of an unknown namespace is "?".
    [[nodiscard]] QStringView path() const { return m_path; }
    [[nodiscard]] QXmlStreamAttributes attributes() const { return m_xml.attributes(); }
    /// The text of the element that has begun, without that of elements within it; no End comes for it.
    [[nodiscard]] QString text();
    /// From now on, text between elements is kept for collected(), which starts out blank.
    void collect(bool on);
    /// Adds what an element without text stands for, such as a line end.
    void add(const QString& text) { m_collected += text; }
    [[nodiscard]] const QString& collected() const { return m_collected; }
    /// Bytes unpacked so far.
    [[nodiscard]] qint64 unpacked() const { return m_part ? m_part->unpacked() : 0; }
    void refuse() { m_refused = true; }
    [[nodiscard]] bool good() const { return exists() && !m_refused && !m_xml.hasError() && !m_part->broken(); }
    /// Why it is not good.
    [[nodiscard]] Error error() const;

private:
    void enter();
    void leave();

    QString m_workbook;
    std::span<const PartNamespace> m_namespaces;
    std::unique_ptr<WorkbookPart> m_part;
    QXmlStreamReader m_xml;
    QString m_path;
    QString m_collected;
    int m_depth = 0;
    bool m_left = false; ///< The element at m_path has ended and is taken off with the next event.
    bool m_collect = false;
    bool m_refused = false;
};

} // namespace pathways
