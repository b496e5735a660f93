// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/mailchimp_type.h"

#include <QCoreApplication>

namespace pathways::mailchimp {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Mailchimp)
};

QList<PathwayOptionSpec> options() {
    PathwayOptionSpec tag;
    tag.key = kTagOption;
    tag.mark = true;
    tag.label = Texts::tr("Tag");
    tag.hint = Texts::tr("Everyone in the audience has this tag in Mailchimp, and loses it when they leave. Use a name "
                         "of its own, such as the audience’s. Other tags are never changed.");

    PathwayOptionSpec segment;
    segment.key = kSegmentOption;
    segment.mark = true;
    segment.label = Texts::tr("Static segment");
    segment.hint =
        Texts::tr("Everyone in the audience is added to this segment of the list, and removed when they leave. It is "
                  "created if there is none of that name. Use it instead of a tag, or as well.");

    PathwayOptionSpec status;
    status.key = kNewStatusOption;
    status.label = Texts::tr("New people");
    status.hint =
        Texts::tr("Only for people who are not in the list yet. People who are already there keep their own choice.");
    status.defaultValue = QStringLiteral("subscribed");
    status.choices = {QStringLiteral("subscribed"), QStringLiteral("pending")};
    status.choiceLabels = {Texts::tr("Add as subscribed"),
                           Texts::tr("Ask each of them to confirm (Mailchimp sends them an email)")};
    return {tag, segment, status};
}
} // namespace

DestinationType describeType() {
    DestinationType type;
    type.key = kTypeKey;
    type.name = QStringLiteral("Mailchimp");
    type.icon = QStringLiteral("mail");
    type.kind = DestinationKind::Email;
    type.rules = IdentityRules::Mailchimp;
    type.signIn = SignInKind::ApiKey;
    type.secretLabel = Texts::tr("API key");
    type.secretHint =
        Texts::tr("In Mailchimp: your profile picture, Account, Extras, API keys. It ends in a data centre "
                  "such as -us19.");
    SettingSpec url;
    url.key = QStringLiteral("url");
    url.label = Texts::tr("Address");
    url.hint = Texts::tr("Leave blank for Mailchimp itself. Only a practice destination on this computer has one.");
    type.settings = {url};
    type.objectTexts = {Texts::tr("Mailchimp list"), Texts::tr("There is no list in this account yet."),
                        Texts::tr("Name of the new list")};
    type.canReadBack = true;
    type.absence = Absence::ByOthers;
    // Only ad platforms compute lookalikes; a mailing list cannot.
    type.refusesModeled = true;
    for (const SyncMethod method : kSyncMethods) {
        type.methods[method] = MethodSupport{};
    }
    // Archiving is the default: it removes people from the list as Mirror promises, keeps their history and their own
    // choice, and can be undone. Unsubscribing is not offered at all: somebody unsubscribed by a program can hardly
    // ever be subscribed again (contract 1.5-2). Switching the tag off needs a tag, so it cannot be the default.
    type.removalMeanings = {{kArchive, Texts::tr("Archive; the person leaves the list, the history stays"), false},
                            {kTagOff,
                             Texts::tr("Switch the tag off, or remove from the segment; the person stays in the list"),
                             false, true}};
    type.options = options();
    type.limits.peoplePerBatch = 500;
    type.limits.bytesPerBatch = qint64(4) * 1024 * 1024;
    // Ten parallel connections per user over all programs (contract 1.2): leave half to the others.
    type.limits.parallelBatches = 4;
    type.limits.parallelRequests = 5;
    type.limits.requestTimeoutSeconds = 120;
    type.usableAfter = Texts::tr("Ready at once.");
    return type;
}

} // namespace pathways::mailchimp
