// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "project/manifest.h"
#include "project/requirement.h"

namespace slipway::reading {

using namespace Qt::StringLiterals;

namespace {

/// Reads the dependency tables of one manifest.
class DependencyReader
{
public:
    DependencyReader(const Folder &folder, const Manifest &manifest, const Inheritance &inheritance)
        : m_folder(folder)
        , m_manifest(manifest)
        , m_inheritance(inheritance)
    {
    }

    /// The three tables at the top or below [target.…]; the spelling with an underscore is the old one (gone in edition 2024).
    Result<void> readTables(const TomlValue &table, const QString &target)
    {
        struct Kind
        {
            QStringView key;
            QStringView oldKey;
            Dependency::Kind kind;
        };
        for (const Kind &kind : {Kind{u"dependencies", {}, Dependency::Kind::Normal}, Kind{u"dev-dependencies", u"dev_dependencies", Dependency::Kind::Dev},
                                 Kind{u"build-dependencies", u"build_dependencies", Dependency::Kind::Build}}) {
            const TomlValue &dependencies = table[kind.key].exists() || kind.oldKey.isEmpty() ? table[kind.key] : table[kind.oldKey];
            for (const TomlEntry &entry : dependencies.entries) {
                auto dependency = read(entry);
                if (!dependency)
                    return std::unexpected(dependency.error());
                dependency->kind = kind.kind;
                dependency->target = target;
                m_dependencies.append(*dependency);
            }
        }
        return {};
    }

    [[nodiscard]] QList<Dependency> take() { return std::move(m_dependencies); }

private:
    std::unexpected<Error> complain(const QString &sentence, const TomlEntry &entry) const
    {
        return refuse(sentence.arg(displayText(entry.key), m_folder.shown(m_manifest.path)), m_manifest.path, entry.line);
    }

    Result<Dependency> read(const TomlEntry &entry) const
    {
        if (entry.value[u"workspace"].flag() == true)
            return inherit(entry);
        return readOne(entry, m_manifest.folder);
    }

    /// A dependency as written; `folder` is what its path starts from.
    Result<Dependency> readOne(const TomlEntry &entry, const QString &folder) const
    {
        Dependency dependency;
        dependency.name = entry.key;
        dependency.package = entry.key;
        dependency.requirement = u"*"_s;
        dependency.line = entry.line;
        const TomlValue &value = entry.value;
        if (!value.isText() && !value.isTable())
            return complain(u"The dependency \"%1\" in %2 must be a version or a table; write one such as \"1.2\"."_s, entry);
        const TomlValue &version = value.isText() ? value : value[u"version"];
        if (version.isText())
            dependency.requirement = version.text.trimmed();
        if (!VersionRequirement::parse(dependency.requirement))
            return complain(u"The version that \"%1\" in %2 asks for is none that Cargo understands; write one such as \"1.2\"."_s, entry);
        if (value[u"artifact"].exists())
            return complain(u"The dependency \"%1\" in %2 asks for an artifact, which stable Cargo cannot build; take out its key artifact."_s, entry);
        if (value[u"package"].isText())
            dependency.package = value[u"package"].text;
        dependency.isOptional = value[u"optional"].isTrue;
        dependency.defaultFeatures = defaultFeatures(value).value_or(true);
        dependency.features = value[u"features"].texts();
        dependency.git = value[u"git"].text;
        dependency.registry = value[u"registry"].isText() ? value[u"registry"].text : value[u"registry-index"].text;
        dependency.isPathAbsolute = value[u"path"].isText() && value[u"path"].text.startsWith(u'/');
        if (value[u"path"].isText())
            dependency.path = normalPath(value[u"path"].text.startsWith(u'/') ? value[u"path"].text : folder + u'/' + value[u"path"].text);
        return dependency;
    }

    static std::optional<bool> defaultFeatures(const TomlValue &value)
    {
        const TomlValue &flag = value[u"default-features"];
        return flag.exists() ? flag.flag() : value[u"default_features"].flag();
    }

    /// `name.workspace = true`: features add up, a switched-off default comes back on request, only `optional` is the member's own (Cargo
    /// reference, "Inheriting a dependency from a workspace").
    Result<Dependency> inherit(const TomlEntry &entry) const
    {
        if (!m_inheritance.root)
            return complain(u"The dependency \"%1\" in %2 is taken from a workspace, but there is none around it; write it out."_s, entry);
        const TomlValue &table = m_inheritance.root->workspace()[u"dependencies"][entry.key];
        if (!table.exists())
            return complain(QString(u"The dependency \"%1\" in %2 is taken from the workspace, but "_s + m_inheritance.shownRoot
                                    + u" has no such workspace.dependencies; add it there."),
                            entry);
        auto dependency = readOne({entry.key, entry.line, table}, m_inheritance.root->folder);
        if (!dependency)
            return dependency;
        dependency->isOptional = entry.value[u"optional"].isTrue;
        const QStringList own = entry.value[u"features"].texts();
        for (const QString &feature : own) {
            if (!dependency->features.contains(feature))
                dependency->features.append(feature);
        }
        if (defaultFeatures(entry.value) == true)
            dependency->defaultFeatures = true;
        return dependency;
    }

    const Folder &m_folder;
    const Manifest &m_manifest;
    const Inheritance &m_inheritance;
    QList<Dependency> m_dependencies;
};

} // namespace

Result<QList<Dependency>> readDependencies(const Folder &folder, const Manifest &manifest, const Inheritance &inheritance)
{
    DependencyReader reader(folder, manifest, inheritance);
    if (auto read = reader.readTables(manifest.document, {}); !read)
        return std::unexpected(read.error());
    for (const TomlEntry &target : manifest.document[u"target"].entries) {
        if (auto read = reader.readTables(target.value, target.key); !read)
            return std::unexpected(read.error());
    }
    return reader.take();
}

} // namespace slipway::reading
