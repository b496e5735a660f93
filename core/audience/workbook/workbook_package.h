// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QIODevice>
#include <QString>

#include <memory>

struct archive;

namespace pathways {

/// One part of a workbook, unpacked while it is read and never written anywhere. Fails if the part is larger than in
/// any usual workbook (fault F59): more than a hundred times its packed size, or a gigabyte.
class WorkbookPart final : public QIODevice {
public:
    /// Null if the workbook has no such part.
    [[nodiscard]] static std::unique_ptr<WorkbookPart> open(const QString& path, const QString& name);
    ~WorkbookPart() override;

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] bool atEnd() const override { return m_atEnd || m_broken; }
    /// Reading failed: the part is too large, damaged or encrypted.
    [[nodiscard]] bool broken() const { return m_broken; }
    /// It broke off because it is larger, or more tightly packed, than in any usual workbook.
    [[nodiscard]] bool tooLarge() const { return m_tooLarge; }
    /// Bytes unpacked so far.
    [[nodiscard]] qint64 unpacked() const { return m_unpacked; }

protected:
    qint64 readData(char* data, qint64 size) override;
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    struct Closer {
        void operator()(archive* handle) const;
    };
    WorkbookPart() = default;

    std::unique_ptr<archive, Closer> m_archive;
    qint64 m_packed = 0; ///< Of the whole file.
    qint64 m_unpacked = 0;
    bool m_atEnd = false;
    bool m_broken = false;
    bool m_tooLarge = false;
};

/// The formats of workbooks that can be read.
enum class WorkbookFormat {
    Xlsx, ///< Office Open XML, transitional or strict (ECMA-376).
    Ods   ///< OpenDocument.
};

/// The format of a packed file that is a workbook. The error says what it is instead, or what is wrong with it: another
/// kind of document, encrypted, damaged, too many parts.
[[nodiscard]] Result<WorkbookFormat> workbookFormatOf(const QString& path);

/// A file that only its password opens.
[[nodiscard]] Error lockedWorkbook(const QString& path);
/// The workbook cannot be read, for a reason that nobody can name.
[[nodiscard]] Error damagedWorkbook(const QString& path);
/// The workbook goes beyond what is read safely.
[[nodiscard]] Error oversizedWorkbook(const QString& path);

} // namespace pathways
