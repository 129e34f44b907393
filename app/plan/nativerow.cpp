// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/nativerow.h"

#include "project/requirement.h"

namespace slipway {

bool isForVersion(const NativeLibraryInfo &row, const QString &version)
{
    if (row.versions.isEmpty())
        return true;
    const auto requirement = reading::VersionRequirement::parse(row.versions);
    auto number = reading::SemanticVersion::parse(version);
    if (!requirement || !number)
        return false;
    number->prerelease.clear();
    return requirement->matches(*number);
}

const NativeLibraryInfo *nativeRow(const Knowledge &knowledge, const QString &crate, const QString &version)
{
    const QList<const NativeLibraryInfo *> rows = knowledge.nativeRows(crate);
    for (const NativeLibraryInfo *row : rows) {
        if (isForVersion(*row, version))
            return row;
    }
    return rows.isEmpty() ? nullptr : rows.constFirst();
}

} // namespace slipway
