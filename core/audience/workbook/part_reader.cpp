// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/part_reader.h"

#include <algorithm>

namespace pathways {

namespace {

constexpr int kDeepest = 64;

} // namespace

PartReader::PartReader(const QString& path, const QString& part, std::span<const PartNamespace> namespaces)
    : m_workbook(path)
    , m_namespaces(namespaces)
    , m_part(WorkbookPart::open(path, part))
    , m_xml(m_part.get()) {}

PartReader::~PartReader() = default;

PartReader::Event PartReader::next() {
    if (m_left) {
        leave();
    }
    while (exists() && !m_refused && !m_xml.atEnd()) {
        switch (m_xml.readNext()) {
        case QXmlStreamReader::StartElement:
            enter();
            return m_refused ? Event::Done : Event::Begin;
        case QXmlStreamReader::EndElement:
            m_left = true;
            return Event::End;
        case QXmlStreamReader::Characters:
            if (m_collect) {
                m_collected += m_xml.text();
            }
            break;
        case QXmlStreamReader::DTD:
            m_refused = true;
            break;
        default:
            break;
        }
    }
    return Event::Done;
}

void PartReader::enter() {
    const auto uri = m_xml.namespaceUri();
    const auto known = std::find_if(m_namespaces.begin(), m_namespaces.end(),
                                    [uri](const PartNamespace& one) { return uri == one.uri; });
    m_path += u'/';
    if (known == m_namespaces.end()) {
        m_path += u'?';
    } else {
        m_path += known->prefix;
        m_path += m_xml.name();
    }
    m_refused = m_refused || ++m_depth > kDeepest;
}

void PartReader::leave() {
    m_path.truncate(std::max<qsizetype>(m_path.lastIndexOf(u'/'), 0));
    --m_depth;
    m_left = false;
}

QString PartReader::text() {
    m_left = true;
    return m_xml.readElementText(QXmlStreamReader::SkipChildElements);
}

void PartReader::collect(bool on) {
    m_collect = on;
    m_collected.clear();
}

Error PartReader::error() const {
    return m_part && m_part->tooLarge() ? oversizedWorkbook(m_workbook) : damagedWorkbook(m_workbook);
}

} // namespace pathways
