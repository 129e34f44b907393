// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "knowledge/knowledge.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>

#include <toml++/toml.hpp>

#include <algorithm>
#include <string_view>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 currentSchema = 1;

/// Reads one table's rows and remembers the first thing that is wrong with it.
class TableReader
{
public:
    TableReader(const QString &folder, const QString &name)
        : m_name(name)
    {
        QFile file(folder + name + u".toml"_s);
        if (!file.open(QIODevice::ReadOnly)) {
            complain(u"it is not in the program"_s, 0);
            return;
        }
        const QByteArray bytes = file.readAll();
        try {
            m_table = toml::parse(std::string_view(bytes.constData(), size_t(bytes.size())));
        } catch (const toml::parse_error &error) {
            complain(QString::fromUtf8(error.description()), int(error.source().begin.line));
            return;
        }
        if (m_table["schema"].value_or(qint64(0)) != currentSchema)
            complain(u"its schema is not known"_s, 1);
    }

    template <typename Function>
    void rows(const char *key, Function read)
    {
        const toml::array *rows = m_table[key].as_array();
        if (!rows)
            return complain(u"it has no rows"_s, 0);
        for (const toml::node &node : *rows) {
            m_row = node.as_table();
            if (!m_row)
                return complain(u"a row is not a table"_s, int(node.source().begin.line));
            read(*this);
        }
    }

    QString text(const char *key, bool isRequired = false)
    {
        const toml::node *node = m_row->get(key);
        if (!node || !node->is_string()) {
            if (node || isRequired)
                complain(u"a row has no text "_s + QLatin1StringView(key), int(m_row->source().begin.line));
            return {};
        }
        return QString::fromStdString(node->as_string()->get());
    }

    bool flag(const char *key) const { return (*m_row)[key].value_or(false); }
    qint64 number(const char *key) const { return (*m_row)[key].value_or(qint64(0)); }
    QStringList list(const char *key) { return list(m_row->get(key)); }
    QMap<QString, QString> map(const char *key) { return map(m_row->get(key)); }

    QStringList list(const char *table, const char *key)
    {
        const toml::table *inner = (*m_row)[table].as_table();
        return inner ? list(inner->get(key)) : QStringList();
    }

    QMap<QString, QString> map(const char *table, const char *key)
    {
        const toml::table *inner = (*m_row)[table].as_table();
        return inner ? map(inner->get(key)) : QMap<QString, QString>();
    }

    QString problem; ///< empty: nothing is wrong

private:
    QStringList list(const toml::node *node)
    {
        QStringList words;
        if (!node)
            return words;
        const toml::array *array = node->as_array();
        for (size_t i = 0; array && i < array->size(); ++i) {
            if (const auto *word = array->get_as<std::string>(i))
                words.append(QString::fromStdString(word->get()));
        }
        if (!array || size_t(words.size()) != array->size())
            complain(u"a list does not hold texts only"_s, int(node->source().begin.line));
        return words;
    }

    QMap<QString, QString> map(const toml::node *node)
    {
        QMap<QString, QString> entries;
        if (!node)
            return entries;
        const toml::table *table = node->as_table();
        if (!table) {
            complain(u"a map is not a table"_s, int(node->source().begin.line));
            return entries;
        }
        for (const auto &[key, value] : *table) {
            const std::string_view name = key.str();
            entries.insert(QString::fromUtf8(name.data(), qsizetype(name.size())), QString::fromStdString(value.value_or(std::string())));
        }
        return entries;
    }

    void complain(const QString &what, int line)
    {
        if (problem.isEmpty())
            problem = u"%1.toml:%2: %3"_s.arg(m_name).arg(line).arg(what);
    }

    QString m_name;
    toml::table m_table;
    const toml::table *m_row = nullptr;
};

PlatformInfo readPlatform(TableReader &row)
{
    PlatformInfo info;
    info.platform = row.text("platform", true);
    info.gnuTarget = row.text("gnu", true);
    info.muslTarget = row.text("musl", true);
    info.debianArch = row.text("debian", true);
    info.multiarch = row.text("multiarch", true);
    info.gccPackage = row.text("gcc", true);
    info.gxxPackage = row.text("gxx", true);
    info.gccPrefix = row.text("prefix", true);
    info.elfMachine = row.text("elf", true);
    info.qemu = row.text("qemu", true);
    info.sources = row.list("sources");
    return info;
}

BaseImageInfo readBase(TableReader &row)
{
    BaseImageInfo info;
    info.key = row.text("key", true);
    info.role = row.text("role", true) == u"builder"_s ? BaseImageInfo::Role::Builder : BaseImageInfo::Role::Runtime;
    info.reference = row.text("reference", true);
    info.title = row.text("title", true);
    info.libc = row.text("libc", true);
    info.glibc = row.text("glibc");
    info.platforms = row.list("platforms");
    info.hasCertificates = row.flag("certificates");
    info.hasShell = row.flag("shell");
    info.hasCargoChef = row.flag("cargo-chef");
    info.packageManager = row.text("package-manager");
    info.user = row.text("user");
    info.chefImage = row.text("chef");
    info.packages = row.list("packages");
    info.bytes = row.number("megabytes") * 1'000'000;
    info.sources = row.list("sources");
    return info;
}

NativeLibraryInfo readNative(TableReader &row)
{
    NativeLibraryInfo info;
    info.crate = row.text("crate", true);
    info.versions = row.text("versions");
    info.alsoCrates = row.list("also");
    info.library = row.text("library", true);
    info.links = row.text("links");
    info.language = row.text("language", true);
    info.bundled = row.text("bundled", true);
    info.bundledCrate = row.text("bundled-crate");
    info.bundledFeatures = row.list("bundled-features");
    info.systemFeatures = row.list("system-features");
    info.linkedFeatures = row.list("linked-features");
    info.loadedFeatures = row.list("loaded", "features");
    info.loadedLibraries = row.list("loaded", "libraries");
    info.makesShared = row.flag("makes-shared");
    info.staticFeatures = row.list("static-features");
    info.sharedFeatures = row.list("shared-features");
    info.strategy = row.text("strategy", true);
    info.tools = row.list("tools");
    info.bundledTools = row.list("bundled-tools");
    info.bundledDev = row.list("bundled-dev");
    info.debianDev = row.list("debian-dev");
    info.exclusive = row.list("exclusive");
    info.debianRuntime = row.list("debian-runtime");
    info.hasAlternatives = row.flag("alternatives");
    info.alpineDev = row.list("alpine-dev");
    info.alpineRuntime = row.list("alpine-runtime");
    info.runtimeFiles = row.list("runtime-files");
    info.plainCompiler = row.flag("plain-compiler");
    info.environment = row.map("environment");
    info.zigEnvironment = row.map("zig-environment");
    info.staticPackages = row.list("static", "packages");
    info.staticLibraries = row.list("static", "libraries");
    info.staticHeaders = row.list("static", "headers");
    info.staticEnvironment = row.map("static", "environment");
    info.source.crates = row.list("source", "crates");
    info.source.needs = row.list("source", "needs");
    info.source.libraries = row.list("source", "libraries");
    info.source.headers = row.list("source", "headers");
    info.source.pkgConfig = row.map("source", "pkg-config");
    info.source.pkgConfigNeeds = row.list("source", "pkg-config-needs");
    info.source.buildEnvironment = row.map("source", "build-environment");
    info.source.environment = row.map("source", "environment");
    info.notOn = row.map("not-on");
    info.advice = row.text("advice", true);
    info.sources = row.list("sources");
    return info;
}

NativeEvidence readEvidence(TableReader &row)
{
    NativeEvidence info;
    info.probe = row.text("probe", true);
    info.crate = row.text("crate", true);
    info.strategy = row.text("strategy", true);
    info.outcome = row.text("outcome", true);
    info.reason = row.text("reason");
    info.method = row.text("method");
    info.version = row.text("version");
    info.library = row.text("library");
    info.date = row.text("date", true);
    info.image = row.text("image");
    info.log = row.text("log");
    info.platforms = row.list("platforms");
    return info;
}

DiagnosticInfo readDiagnostic(TableReader &row)
{
    return {row.text("code", true), row.text("pattern", true), row.text("sample", true), row.text("message", true), row.text("key"), row.text("value")};
}

EmbedderInfo readEmbedder(TableReader &row)
{
    return {row.text("crate", true), row.text("attribute"), row.text("macro"), row.list("sources")};
}

FileServerInfo readFileServer(TableReader &row)
{
    return {row.text("crate", true), row.list("calls"), row.list("mount-calls"), row.list("sources")};
}

FrontEndToolInfo readFrontEndTool(TableReader &row)
{
    return {row.text("program", true), row.list("packages"), row.text("manifest"), row.text("build"), row.list("sources")};
}

} // namespace

Result<Knowledge> Knowledge::load(const QString &folder)
{
    Knowledge knowledge;
    TableReader platforms(folder, u"platforms"_s);
    platforms.rows("platform", [&](TableReader &row) { knowledge.platforms.append(readPlatform(row)); });
    TableReader bases(folder, u"bases"_s);
    bases.rows("base", [&](TableReader &row) { knowledge.bases.append(readBase(row)); });
    TableReader natives(folder, u"native"_s);
    natives.rows("native", [&](TableReader &row) { knowledge.nativeLibraries.append(readNative(row)); });
    TableReader evidence(folder, u"native-evidence"_s);
    evidence.rows("build", [&](TableReader &row) { knowledge.nativeEvidence.append(readEvidence(row)); });
    TableReader diagnostics(folder, u"diagnostics"_s);
    diagnostics.rows("diagnostic", [&](TableReader &row) { knowledge.diagnostics.append(readDiagnostic(row)); });
    TableReader tools(folder, u"tools"_s);
    tools.rows("tool", [&](TableReader &row) { knowledge.tools.append({row.text("name", true), row.text("version", true), row.text("source", true)}); });
    TableReader pairs(folder, u"pairs"_s);
    pairs.rows("pair", [&](TableReader &row) {
        knowledge.pairs.append({row.text("crate", true), row.text("before", true), row.text("same"), row.text("rust", true), row.text("why", true)});
    });
    TableReader mentions(folder, u"mentions"_s);
    mentions.rows("embedder", [&](TableReader &row) { knowledge.embedders.append(readEmbedder(row)); });
    mentions.rows("server", [&](TableReader &row) { knowledge.fileServers.append(readFileServer(row)); });
    mentions.rows("tool", [&](TableReader &row) { knowledge.frontEndTools.append(readFrontEndTool(row)); });
    for (const TableReader *reader : {&platforms, &bases, &natives, &evidence, &diagnostics, &tools, &pairs, &mentions}) {
        if (!reader->problem.isEmpty())
            return fail(ErrorCode::Internal, QCoreApplication::translate("Knowledge", "A table of this program is broken; please report it."), reader->problem);
    }
    for (qsizetype i = 0; i < knowledge.nativeLibraries.size(); ++i) {
        const NativeLibraryInfo &row = knowledge.nativeLibraries.at(i);
        knowledge.m_nativeByCrate[row.crate].append(i);
        for (const QString &crate : row.alsoCrates)
            knowledge.m_nativeByCrate[crate].append(i);
    }
    return knowledge;
}

const PlatformInfo *Knowledge::platform(const QString &name) const
{
    // OCI leaves the variant out where there is only one in use; arm without one means v7 here.
    const QString wanted = name == u"linux/arm"_s ? u"linux/arm/v7"_s : name == u"linux/arm64/v8"_s ? u"linux/arm64"_s : name;
    for (const PlatformInfo &row : platforms) {
        if (row.platform == wanted)
            return &row;
    }
    return nullptr;
}

const BaseImageInfo *Knowledge::base(const QString &keyOrReference) const
{
    for (const BaseImageInfo &row : bases) {
        if (row.key == keyOrReference || row.reference == keyOrReference)
            return &row;
    }
    return nullptr;
}

const NativeLibraryInfo *Knowledge::nativeLibrary(const QString &crate) const
{
    const auto found = m_nativeByCrate.constFind(crate);
    return found == m_nativeByCrate.cend() ? nullptr : &nativeLibraries.at(found->constFirst());
}

QList<const NativeLibraryInfo *> Knowledge::nativeRows(const QString &crate) const
{
    QList<const NativeLibraryInfo *> rows;
    for (const qsizetype i : m_nativeByCrate.value(crate))
        rows.append(&nativeLibraries.at(i));
    return rows;
}

const NativeEvidence *Knowledge::evidence(const QString &crate, const QString &method, const QString &strategy, const VersionFilter &isMeant) const
{
    const NativeEvidence *found = nullptr;
    for (const NativeEvidence &row : nativeEvidence) {
        if (row.crate != crate || row.method != method || row.strategy != strategy || (isMeant && !isMeant(row.version)))
            continue;
        if (!found || (found->outcome != "built"_L1 && row.outcome == "built"_L1))
            found = &row;
    }
    return found;
}

bool Knowledge::wasBuilt(const QString &crate, const QString &strategy, const VersionFilter &isMeant) const
{
    return std::ranges::any_of(nativeEvidence, [&](const NativeEvidence &row) {
        return row.crate == crate && row.strategy == strategy && row.outcome == "built"_L1 && (!isMeant || isMeant(row.version));
    });
}

QString Knowledge::toolVersion(const QString &name) const
{
    for (const ToolInfo &tool : tools) {
        if (tool.name == name)
            return tool.version;
    }
    return {};
}

std::optional<DiagnosticInfo> diagnose(const Knowledge &knowledge, const QString &line)
{
    // A build can print lines of megabytes; what an error says stands at its start.
    const QString head = line.left(4000);
    for (const DiagnosticInfo &row : knowledge.diagnostics) {
        const QRegularExpressionMatch match = QRegularExpression(row.pattern).match(head);
        if (!match.hasMatch())
            continue;
        DiagnosticInfo found = row;
        for (int i = 1; i <= 9; ++i)
            found.message.replace(u'%' + QString::number(i), match.captured(i));
        return found;
    }
    return std::nullopt;
}

} // namespace slipway
