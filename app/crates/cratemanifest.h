// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "crates/cratefacts.h"

#include <functional>

namespace slipway {

/// The facts in the manifest of somebody else's crate, more forgiving than what a project is read with: what Cargo has accepted once is not
/// questioned again. `hasFile` answers for paths relative to the crate's folder. Null when it is no manifest of a package.
[[nodiscard]] std::shared_ptr<const CrateFacts> factsFromManifest(const QByteArray &bytes, const QString &path,
                                                                  const std::function<bool(const QString &)> &hasFile);

/// The same for a .crate file, and for its bytes (`shownPath` is for nothing but messages).
[[nodiscard]] std::shared_ptr<const CrateFacts> factsFromCrateFile(const QString &path);
[[nodiscard]] std::shared_ptr<const CrateFacts> factsFromCrate(const QByteArray &bytes, const QString &shownPath);

/// The same for a Cargo.toml on disk; `workspaceManifest` is where its `workspace = true` keys come from, or empty.
[[nodiscard]] std::shared_ptr<const CrateFacts> factsFromFolder(const QString &folder, const QString &workspaceManifest = {});

/// The facts of a version in a file of the sparse index's cache (cargo 1.95: sources/registry/index/cache.rs), or in a page of the sparse index
/// itself, where each line is such a version. Whether it is a proc macro or has a build script is not in there. Null when the version is not.
[[nodiscard]] std::shared_ptr<const CrateFacts> factsFromIndexCache(const QByteArray &bytes, const QString &version);
[[nodiscard]] std::shared_ptr<const CrateFacts> factsFromIndexPage(const QByteArray &bytes, const QString &version);

/// Where a crate's page lies in a sparse index: 1/a, 2/ab, 3/a/abc, ab/cd/abcd (Cargo reference, "Index Format").
[[nodiscard]] QString indexPath(const QString &name);
/// The folders of it, in the name's own letters.
[[nodiscard]] QString indexPrefix(const QString &name);

/// The checksum (SHA-256, hexadecimal) that a page of the sparse index gives for a version; empty without one.
[[nodiscard]] QString checksumInIndexPage(const QByteArray &bytes, const QString &version);

} // namespace slipway
