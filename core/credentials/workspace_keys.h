// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/workspace/workspace.h"

#include <functional>

class QObject;

namespace pathways {

class CredentialStore;
class Database;

enum class KeySource {
    Keychain,
    PracticeFile ///< practice.key in the workspace's folder: see loadWorkspaceKeys().
};

/// The keys of a workspace, and where they came from.
struct LoadedKeys {
    WorkspaceKeys keys;
    KeySource source = KeySource::Keychain;
};

using KeysCallback = std::function<void(Result<LoadedKeys>)>;

/// Loads the workspace's keys from the keychain (item "workspace-<id>"), or makes them when the workspace is new. Calls
/// back once, from the event loop, unless the receiver is gone; GUI thread. The database must outlive the call.
///
/// Where no keychain can be used, a workspace that holds only practice connections gets its keys from the file
/// practice.key (0600) in its folder instead. Such a file does not protect from anybody who can read the folder.
/// Made-up donors need no more, but an audience may be real even where its destination is a practice one; so the file
/// is private to the user, is moved into the keychain and wiped as soon as there is one, and is never created once a
/// real connection exists.
///
/// A fingerprint of the keys is kept in the workspace: lost or foreign keys are reported (kind NeedsDecision) and never
/// silently replaced, because every snapshot would become unreadable and everybody look new. Errors: Keychain,
/// NeedsDecision, Storage.
void loadWorkspaceKeys(CredentialStore& store, const Workspace& workspace, Database& database, QObject* receiver,
                       KeysCallback done);

/// The way out when the keys are lost for good, after asking: makes new ones and marks every pathway's snapshot
/// doubtful, so that the next pushes add and update but remove nobody. Row details kept under the old keys stay
/// unreadable.
void replaceWorkspaceKeys(CredentialStore& store, const Workspace& workspace, Database& database, QObject* receiver,
                          KeysCallback done);

/// Before a real connection is stored: keys that lie in practice.key move into the keychain, and the file is wiped.
/// Without such a file it is done already. Calls back once; GUI thread. Errors: Keychain (the keys stay where they
/// are), Storage.
void guardWorkspaceKeys(CredentialStore& store, const Workspace& workspace, QObject* receiver,
                        std::function<void(const Result<void>&)> done);

/// "This time only", where no keychain can be used: new keys that live until the program ends, and are temporary in the
/// sense of WorkspaceKeys. Pushes add and update but remove nobody; the workspace stays as it was for the keys it has.
[[nodiscard]] WorkspaceKeys keysForThisTime();

/// The keys of a rehearsal are given up, after asking, as a real connection comes and there is no keychain:
/// practice.key is wiped, and every snapshot is marked doubtful. With a keychain, the workspace takes the keys that are
/// there then. GUI thread.
[[nodiscard]] Result<void> giveUpPracticeKeys(const Workspace& workspace, Database& database);

/// Whether all connections of the workspace, those in the bin too, are practice ones (true when there are none).
[[nodiscard]] Result<bool> holdsOnlyPractice(Database& database);

} // namespace pathways
