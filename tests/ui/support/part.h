// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/must.h"

#include <QObject>
#include <QString>

namespace pathways::test {

/// A part of the window, found as a person would name it: by what it is and, where there are several, by its object
/// name. The test ends here when there is none.
template <typename T>
T* part(const QObject& within, const QString& name = {}, const char* file = __builtin_FILE(),
        int line = __builtin_LINE()) {
    T* const found = within.findChild<T*>(name);
    if (found == nullptr) {
        endTest(std::string("There is no ") + T::staticMetaObject.className() + ' ' + name.toStdString(), file, line);
    }
    return found;
}

/// The part that was made last, where earlier ones may still be on their way out (a page that was just replaced).
template <typename T>
T* newestPart(const QObject& within, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    const QList<T*> found = within.findChildren<T*>();
    if (found.isEmpty()) {
        endTest(std::string("There is no ") + T::staticMetaObject.className(), file, line);
    }
    return found.back();
}

} // namespace pathways::test
