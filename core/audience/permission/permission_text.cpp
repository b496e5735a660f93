// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/permission/permission_text.h"

#include <QCoreApplication>

namespace pathways::permission {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Permission)
};

bool speaksOfEmail(const PermissionColumn& column) {
    return column.sense.channel == Channel::Any || column.sense.channel == Channel::Email;
}

} // namespace

QString leftOutText(const PermissionColumn& column, qint64 people) {
    const auto count = int(people);
    switch (column.sense.means) {
    case Means::Death:
        return Texts::tr("“%1”: %Ln people have died and are left out.", nullptr, count).arg(column.name);
    case Means::Consent:
        return Texts::tr("“%1”: %Ln people have not said yes and are left out.", nullptr, count).arg(column.name);
    default:
        return column.sense.polarity == Polarity::YesMeansNo
                   ? Texts::tr("“%1”: %Ln people say yes and are left out.", nullptr, count).arg(column.name)
                   : Texts::tr("“%1”: %Ln people are not to be emailed and are left out.", nullptr, count)
                         .arg(column.name);
    }
}

QString heldText(const PermissionColumn& column, qint64 people) {
    const auto count = int(people);
    if (column.contrary) {
        return Texts::tr("“%1” says the opposite of what it was chosen for. %Ln people stay as they are until you say "
                         "what it means.",
                         nullptr, count)
            .arg(column.name);
    }
    if (column.sense.means == Means::Bounce) {
        return Texts::tr("“%1”: email to %Ln people does not arrive. They stay as they are.", nullptr, count)
            .arg(column.name);
    }
    if (column.sense.certainty == Certainty::Certain) {
        return Texts::tr("“%1”: for %Ln people it is not clear whether they may be emailed. They stay as they are.",
                         nullptr, count)
            .arg(column.name);
    }
    return column.sense.means == Means::Consent
               ? Texts::tr("“%1” may say who agreed to be emailed. %Ln people stay as they are until you say what it "
                           "means.",
                           nullptr, count)
                     .arg(column.name)
               : Texts::tr("“%1” may say who is not to be emailed. %Ln people stay as they are until you say what it "
                           "means.",
                           nullptr, count)
                     .arg(column.name);
}

QString ruleText(const PermissionColumn& column) {
    if (column.choice.use == PermissionUse::Ignored) {
        return Texts::tr("“%1” is ignored: it leaves nobody out.").arg(column.name);
    }
    if (column.contrary) {
        return Texts::tr("“%1” says the opposite of what it was chosen for. What does it mean?").arg(column.name);
    }
    if (!speaksOfEmail(column)) {
        return Texts::tr("“%1” says nothing about email.").arg(column.name);
    }
    if (column.sense.means == Means::Bounce) {
        return Texts::tr("“%1”: whose email does not arrive stays as they are.").arg(column.name);
    }
    if (column.sense.certainty == Certainty::Ask) {
        return column.sense.means == Means::Consent
                   ? Texts::tr("Does “%1” say who agreed to be emailed?").arg(column.name)
                   : Texts::tr("Does “%1” say who is not to be emailed?").arg(column.name);
    }
    switch (column.sense.means) {
    case Means::Death:
        return Texts::tr("“%1”: whoever has died is left out.").arg(column.name);
    case Means::Consent:
        return Texts::tr("“%1”: whoever has not said yes is left out.").arg(column.name);
    default:
        return column.sense.polarity == Polarity::YesMeansNo
                   ? Texts::tr("“%1”: whoever says yes is left out.").arg(column.name)
                   : Texts::tr("“%1”: whoever is not to be emailed is left out.").arg(column.name);
    }
}

QString heldAdvice(const PermissionColumn& column) {
    return Texts::tr("They are neither added, changed nor removed. Choose in the audience what “%1” means.")
        .arg(column.name);
}

QString contraryText(const QString& column, PermissionUse use) {
    return use == PermissionUse::Consent
               ? Texts::tr("“%1” cannot be used as consent: its words say that a yes there is no agreement to be "
                           "emailed. Used so, exactly the wrong people would be written to.")
                     .arg(column)
               : Texts::tr("“%1” cannot be used as a refusal: its words say that a yes there is an agreement. Used so, "
                           "exactly the wrong people would be left out.")
                     .arg(column);
}

QString nothingSaidText() {
    return Texts::tr("No column says who is not to be emailed, so nobody is left out for it.");
}

} // namespace pathways::permission
