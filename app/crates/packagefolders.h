// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QMultiHash>
#include <QString>

namespace slipway {

/// The nearest manifest from `folder` up to `top` that has a [workspace]; empty when there is none.
[[nodiscard]] QString workspaceAround(QString folder, const QString &top);

/// The packages in a folder and all below it (a git checkout, a `paths` override): name to folder.
[[nodiscard]] QMultiHash<QString, QString> packagesBelow(const QString &folder);

} // namespace slipway
