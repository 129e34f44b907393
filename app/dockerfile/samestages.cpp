// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "dockerfile/writer.h"

namespace slipway {

using namespace Qt::StringLiterals;

/// For what is compiled apart from the project's own code: with a moment that follows the commits, each of them would
/// compile all dependencies anew.
QStringList DockerfileWriter::constant() const
{
    return m_plan.isReproducible ? QStringList{u"export SOURCE_DATE_EPOCH=0"_s} : QStringList();
}

/// The modes that a checkout with umask 022 has; programs can hold them (macros that take folders in), and images do.
QStringList DockerfileWriter::settledModes() const
{
    if (!m_plan.isReproducible)
        return {};
    return {u"find /app -path %1/target -prune -o ! -type l -exec chmod u=rwX,go=rX {} +"_s.arg(m_plan.buildFolder)};
}

/// The moment that the project's own code takes for now. With cache mounts there is one call for all, and what it
/// compiled for an earlier moment stays.
void DockerfileWriter::writeEpoch()
{
    if (!m_plan.isReproducible || m_plan.cache == CacheMethod::Mounts)
        return;
    m_out.because(u"epoch"_s, u"The moment that your own code takes for now, such as C's __DATE__. It stands below the "
                              u"dependencies, so that another moment compiles none of "
                              u"them again."_s);
    m_out.line(u"ARG SOURCE_DATE_EPOCH=0"_s);
}

/// One folder for each image and platform with all that goes into it. Copied as a whole it brings its times along,
/// those of the folders that the base has too included; single files would leave these at the time of the build, which
/// not every builder can set afterwards.
QStringList DockerfileWriter::layoutCommands() const
{
    QStringList lines{u"mkdir -p \"$root/usr/local/bin\" || exit 1"_s};
    if (fillsRoot())
        lines.append(u"cp -a \"/out/root/$platform/.\" \"$root/\" || exit 1"_s);
    if (isScratch())
        lines.append(u"cp -a /base/. \"$root/\" || exit 1"_s);
    else if (!m_plan.runtime.hasCertificates)
        lines.append(u"install -D -m 644 /etc/ssl/certs/ca-certificates.crt \"$root/etc/ssl/certs/ca-certificates.crt\" || exit 1"_s);
    lines.append(u"for name in \"$@\"; do cp \"/out/$platform/$name\" \"$root/usr/local/bin/\" || exit 1; done"_s);
    const QString inside = u"\"$root\""_s;
    if (!m_plan.workingDirectory.isEmpty())
        lines.append(u"mkdir -p "_s + inside + shellWord(m_plan.workingDirectory) + u" || exit 1"_s);
    for (QString folder : m_plan.assets) {
        if (folder.endsWith(u'/'))
            folder.chop(1);
        const QString parent = m_plan.workingDirectory + (folder.contains(u'/') ? u'/' + folder.section(u'/', 0, -2) : QString()) + u'/';
        lines.append(u"mkdir -p %1 && cp -aH %2 %1 || exit 1"_s.arg(inside + shellWord(parent), shellWord(folder)));
    }
    const QString owner = m_plan.user.section(u':', 0, 0);
    const QString group = m_plan.user.contains(u':') ? m_plan.user.section(u':', 1, 1) : owner;
    for (const QString &folder : m_plan.volumes)
        lines.append(u"install -d -o %1 -g %2 %3 || exit 1"_s.arg(owner, group, inside + shellWord(folder)));
    lines.append(u"find \"$root\" -exec touch -h -d \"@$SOURCE_DATE_EPOCH\" {} +"_s);
    return lines;
}

void DockerfileWriter::writeLayout()
{
    if (!m_plan.isReproducible)
        return;
    m_out.because(u"layout"_s, u"Lays out what goes into each image, all of it with the same times: the same source gives the same image."_s);
    if (m_plan.cache == CacheMethod::Mounts)
        m_out.line(u"ARG SOURCE_DATE_EPOCH=0"_s);
    QStringList commands{u"lay() { root=/out/images/$1/$2; platform=$2; shift 2;\n  "_s + layoutCommands().join(u";\n  "_s) + u"; }"_s};
    for (const PlannedImage &image : m_plan.images) {
        QStringList words;
        for (const QString &binary : image.binaries)
            words.append(fileName(binary));
        const QString call = u"lay "_s + image.stage + u" %1 "_s + words.join(u' ');
        if (runsOnTarget()) {
            commands.append(call.arg(u"\"$TARGETPLATFORM\""_s));
            continue;
        }
        for (const PlanTarget &target : m_plan.targets)
            commands.append(call.arg(target.platform));
    }
    m_out.run(commands);
}

} // namespace slipway
