// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sftp/sftp_connector.h"

#include "core/destinations/sftp/drop_access.h"
#include "core/destinations/sftp/sftp_session.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace pathways {

namespace {

constexpr int kPeoplePerBatch = 20'000;
constexpr int kFurtherColumns = 10;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SftpConnector)
};

QList<PathwayOptionSpec> options() {
    return {
        {QStringLiteral("file"),
         Texts::tr("File name"),
         Texts::tr("The file in the folder that is kept up to date."),
         QStringLiteral("people.csv"),
         {},
         {},
         true},
        {QStringLiteral("content"),
         Texts::tr("What the file holds"),
         {},
         QStringLiteral("whole"),
         {QStringLiteral("whole"), QStringLiteral("changes")},
         {Texts::tr("Everyone, as they are now"), Texts::tr("Only the changes, one new file per push")},
         false},
        {QStringLiteral("spreadsheet_safe"),
         Texts::tr("Safe for spreadsheets"),
         Texts::tr("Puts an apostrophe in front of values that a spreadsheet would treat as a formula."),
         QStringLiteral("yes"),
         {QStringLiteral("yes"), QStringLiteral("no")},
         {Texts::tr("Yes"), Texts::tr("No")},
         false},
    };
}

DestinationType describe() {
    DestinationType type;
    type.key = QStringLiteral("sftp");
    type.name = Texts::tr("File drop (SFTP)");
    type.icon = QStringLiteral("folder");
    type.kind = DestinationKind::FilesAndDatabases;
    type.rules = IdentityRules::Plain;
    type.signIn = SignInKind::UserAndPassword;
    type.secretLabel = Texts::tr("Password, or passphrase of the key file");
    type.secretHint = Texts::tr("Leave blank for a key file without a passphrase.");
    type.settings = {
        {QStringLiteral("host"), Texts::tr("Host"), {}, QStringLiteral("files.example.org"), true, {}},
        {QStringLiteral("port"), Texts::tr("Port"), Texts::tr("Leave blank for the usual one."), {}, false, {}},
        {QStringLiteral("user"), Texts::tr("User"), {}, {}, true, {}},
        {QStringLiteral("folder"), Texts::tr("Folder"), {}, QStringLiteral("/incoming"), true, {}},
        {QStringLiteral("host_key"),
         Texts::tr("Fingerprint"),
         Texts::tr("The fingerprint of the server’s key, from whoever runs the server. It begins with SHA256."),
         {},
         false,
         {}},
        {QStringLiteral("key_file"), Texts::tr("Key file"), Texts::tr("Instead of a password."), {}, false, {}},
    };
    type.objectTexts = {Texts::tr("Folder for the file drop"), Texts::tr("There is no folder on this server yet."),
                        Texts::tr("Name of the new folder")};
    type.canReadBack = true;
    type.absence = Absence::Accident;
    type.writesAtEnd = true;
    type.oneKey = true;
    for (const SyncMethod method : kSyncMethods) {
        type.methods.emplace(method, MethodSupport{});
    }
    type.options = options();
    type.partOption = QStringLiteral("file");
    type.limits.peoplePerBatch = kPeoplePerBatch;
    type.limits.parallelBatches = 1;
    type.usableAfter = Texts::tr("Ready at once.");
    return type;
}

FieldSpec field(const char* id, const QString& label, FieldKind kind, bool identifier = false, bool hashed = false) {
    FieldSpec spec;
    spec.id = QString::fromLatin1(id);
    spec.label = label;
    spec.kind = kind;
    spec.identifier = identifier;
    spec.required = identifier;
    spec.hashed = hashed;
    spec.alternatives = identifier ? QStringLiteral("person") : QString();
    return spec;
}

QList<FieldSpec> columns() {
    QList<FieldSpec> fields{
        field("PERSON_ID", Texts::tr("Your donor ID"), FieldKind::ExternalId, true),
        field("EMAIL", Texts::tr("Email address"), FieldKind::Email, true),
        field("PHONE", Texts::tr("Phone"), FieldKind::Phone, true),
        field("EMAIL_SHA256", Texts::tr("Email address, scrambled"), FieldKind::Email, true, true),
        field("PHONE_SHA256", Texts::tr("Phone, scrambled"), FieldKind::Phone, true, true),
        field("FIRST_NAME", Texts::tr("First name"), FieldKind::FirstName),
        field("LAST_NAME", Texts::tr("Last name"), FieldKind::LastName),
        field("STREET", Texts::tr("Street"), FieldKind::Street),
        field("CITY", Texts::tr("City"), FieldKind::City),
        field("REGION", Texts::tr("Region"), FieldKind::Region),
        field("POSTAL_CODE", Texts::tr("Postal code"), FieldKind::PostalCode),
        field("COUNTRY", Texts::tr("Country"), FieldKind::Country),
        field("BIRTH_DATE", Texts::tr("Date of birth"), FieldKind::BirthDate),
        field("LANGUAGE", Texts::tr("Language"), FieldKind::Language),
    };
    for (int i = 1; i <= kFurtherColumns; ++i) {
        FieldSpec further = field("", Texts::tr("Further column %1").arg(i), FieldKind::Text);
        further.id = QStringLiteral("COLUMN_%1").arg(i);
        fields << further;
    }
    return fields;
}

} // namespace

SftpConnector::SftpConnector()
    : m_type(describe()) {}

Result<AccountInfo> SftpConnector::validate(const CallContext& context) const {
    auto link = SftpLink::open(context.connection, context.secret);
    if (!link) {
        return fail(link.error());
    }
    const QMap<QString, QString>& settings = context.connection.settings;
    if (auto listed = (*link)->list(settings.value(QStringLiteral("folder"))); !listed) {
        return fail(listed.error());
    }
    AccountInfo account;
    account.name = Texts::tr("%1 on %2", "a user and a host")
                       .arg(settings.value(QStringLiteral("user")), settings.value(QStringLiteral("host")));
    account.id = settings.value(QStringLiteral("user")) + u'@' + settings.value(QStringLiteral("host")) + u':' +
                 settings.value(QStringLiteral("port"));
    account.detail = settings.value(QStringLiteral("folder"));
    return account;
}

Result<QList<DestinationObject>> SftpConnector::listObjects(const CallContext& context) const {
    auto link = SftpLink::open(context.connection, context.secret);
    if (!link) {
        return fail(link.error());
    }
    const auto base = (*link)->canonical(context.connection.settings.value(QStringLiteral("folder")));
    auto entries = base ? (*link)->list(*base) : fail(base.error());
    if (!entries) {
        return fail(entries.error());
    }
    auto folder = [](const QString& path, const QString& name) {
        DestinationObject object;
        object.id = path;
        object.name = name;
        object.kind = Texts::tr("Folder");
        return object;
    };
    QList<DestinationObject> objects{folder(*base, *base)};
    for (const SftpLink::Entry& entry : *entries) {
        if (entry.folder && !entry.name.startsWith(u'.')) {
            objects << folder(*base + u'/' + entry.name, entry.name);
        }
    }
    return objects;
}

Result<QList<FieldSpec>> SftpConnector::fields(const CallContext&, const DestinationObject&) const {
    return columns();
}

Result<QList<Finding>> SftpConnector::check(const CallContext& context, const PushTarget& target) const {
    auto link = SftpLink::open(context.connection, context.secret);
    if (!link) {
        return fail(link.error());
    }
    return lookAtDrop(**link, target);
}

Result<std::unique_ptr<PushSession>> SftpConnector::beginPush(const CallContext& context, PushTarget target) const {
    if (target.identifiers.empty()) {
        return fail(ErrorKind::Input, Texts::tr("No mapped column tells one person from another."),
                    Texts::tr("Nobody can be kept up to date there."),
                    Texts::tr("Map your donor ID, the email address or the phone."));
    }
    static const QRegularExpression plain(QStringLiteral("^[^/\\\\.][^/\\\\]*$"));
    if (!plain.match(target.options.value(QStringLiteral("file"))).hasMatch()) {
        return fail(ErrorKind::Input, Texts::tr("This is not a name for a file."), Texts::tr("Nobody was sent."),
                    Texts::tr("Choose a name without slashes that does not begin with a dot, such as people.csv."));
    }
    if (target.method == SyncMethod::UpdateOnly && target.fields[target.identifiers.front()].hashed) {
        return fail(ErrorKind::Input, Texts::tr("Update Only cannot work on scrambled keys."),
                    Texts::tr("Pathways cannot tell who is already there."),
                    Texts::tr("Map your donor ID, or choose Update or Create."));
    }
    if (auto link = SftpLink::open(context.connection, context.secret); !link) {
        return fail(link.error());
    }
    return std::unique_ptr<PushSession>(std::make_unique<SftpSession>(context, std::move(target)));
}

} // namespace pathways
