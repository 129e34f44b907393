// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/planmaker.h"

#include "base/text.h"

#include <QDir>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// The folder that holds both, both absolute.
QString commonFolder(const QString &a, const QString &b)
{
    const QStringList left = a.split(u'/', Qt::SkipEmptyParts);
    const QStringList right = b.split(u'/', Qt::SkipEmptyParts);
    QString common;
    for (qsizetype i = 0; i < qMin(left.size(), right.size()) && left.at(i) == right.at(i); ++i)
        common += u'/' + left.at(i);
    return common;
}

bool isPlainPlace(const QString &path)
{
    return path.isEmpty() || (isPlainPath(path) && !path.contains(u' '));
}

} // namespace

/// Folders beside the project stand in the builder as far from it as they do here, below the folder that holds them all: so every relative path
/// leads to the same place, those from one of them to another included.
void PlanMaker::settleOutside()
{
    if (m_project.outsideFolders.isEmpty())
        return;
    QString common = m_project.root;
    for (const OutsideFolder &outside : m_project.outsideFolders)
        common = commonFolder(common, outside.folder);
    const auto placeOf = [&](const QString &folder) { return folder.mid(common.size() + 1); };
    const auto refuse = [&](const QString &path) {
        find(u"folder-name"_s, Finding::Severity::Error, u"The path %1 cannot be named in a Dockerfile."_s.arg(displayText(path)),
             u"Give its folders names of letters, digits, dots, dashes and underscores."_s);
    };
    if (!isPlainPlace(placeOf(m_project.root))) {
        refuse(m_project.root);
        return;
    }
    if (const QString place = placeOf(m_project.root); !place.isEmpty())
        m_plan.buildFolder = u"/app/"_s + place;
    for (const OutsideFolder &outside : m_project.outsideFolders) {
        OutsideSource source;
        source.folder = outside.folder;
        source.relative = QDir::cleanPath(QDir(m_project.root).relativeFilePath(outside.folder));
        const QString place = placeOf(outside.folder);
        source.place = place.isEmpty() ? u"/app"_s : u"/app/"_s + place;
        source.files = outside.files;
        source.folders = outside.folders;
        const QStringList names = outside.files + outside.folders;
        const auto odd = std::ranges::find_if(names, [](const QString &name) { return !isPlainPlace(name); });
        if (!isPlainPlace(place) || odd != names.end()) {
            refuse(odd == names.end() ? outside.folder : outside.folder + u'/' + *odd);
            continue;
        }
        // A context takes the place of a stage of its name, so it has a name that no stage has.
        source.context = u"outside-"_s + namePart(place.isEmpty() ? u"root"_s : place.section(u'/', -1));
        for (int i = 2; m_plan.namedContexts.contains(source.context); ++i)
            source.context = u"outside-%1-%2"_s.arg(namePart(place.section(u'/', -1))).arg(i);
        m_plan.namedContexts.insert(source.context, source.folder);
        m_plan.outside.append(source);
    }
    for (const Package &package : m_project.packages) {
        if (!package.folder.startsWith(m_project.root + u'/') && package.folder != m_project.root)
            m_plan.localNames.append(package.name);
    }
}

} // namespace slipway
