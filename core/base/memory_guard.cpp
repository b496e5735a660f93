// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/memory_guard.h"

#include <QCoreApplication>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(MemoryGuard)
public:
    static QString meaning(InterruptedWork work) {
        switch (work) {
        case InterruptedWork::Reading:
            return tr("Nothing was lost.");
        case InterruptedWork::Connection:
            return tr(
                "Pathways could not finish talking to the platform. What is stored of the connection is unchanged.");
        case InterruptedWork::Preview:
            return tr("The file was only read; nothing in it was changed.");
        case InterruptedWork::Plan:
            return tr("No plan was made, and nobody was added, changed or removed.");
        case InterruptedWork::Push:
            return tr("Nothing was lost; the push keeps its place.");
        }
        return {};
    }
    static QString remedy(InterruptedWork work) {
        switch (work) {
        case InterruptedWork::Reading:
        case InterruptedWork::Connection:
        case InterruptedWork::Preview:
            return tr("Close other programs, then try again.");
        case InterruptedWork::Plan:
            return tr("Close other programs, then plan again.");
        case InterruptedWork::Push:
            return tr("Close other programs, then continue the push.");
        }
        return {};
    }
};

} // namespace

Error outOfMemory(InterruptedWork work, const QString& detail) noexcept {
    try {
        return Error{ErrorKind::Storage, Texts::tr("The computer has run out of memory."), Texts::meaning(work),
                     Texts::remedy(work), detail};
    } catch (const std::bad_alloc&) {
        // A text of the program itself, for which nothing is allocated.
        return Error{ErrorKind::Storage, QStringLiteral("The computer has run out of memory."), {}, {}, detail};
    }
}

} // namespace pathways
