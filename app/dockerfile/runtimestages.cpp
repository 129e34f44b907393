// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"
#include "dockerfile/writer.h"
#include "plan/planmaker.h"

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

QString labelLine(const QString &key, const QString &value)
{
    return key + u'=' + dockerfileQuote(value);
}

QString whatRuns(const Plan &plan)
{
    const bool hasRun = std::ranges::any_of(plan.runtimeLines, [](const QString &line) { return line.startsWith("RUN "_L1); });
    return hasRun ? u"The RUN lines that you added run in this stage, on each platform: one that is not the builder's own is emulated for them."_s
                  : u"Nothing runs in this stage, so no platform has to be emulated."_s;
}

QString whoRuns(const Plan &plan)
{
    return plan.user.section(u':', 0, 0).toULongLong() == 0 ? u"Root, as you chose: who takes the program over has all rights in the container."_s
                                                            : u"Not root."_s;
}

QString copied(const QString &from, const QString &to)
{
    // The exec form takes blanks in names; neither has quotes, `$` or wildcards, the plan sees to that.
    const bool hasBlank = from.contains(u' ') || to.contains(u' ');
    return u"COPY "_s + (hasBlank ? jsonArray({from, to}) : QString(from + u' ' + to));
}

} // namespace

void DockerfileWriter::writeRuntime(const PlannedImage &image)
{
    m_out.startStage(image.stage);
    m_out.because(u"runtime:"_s + image.stage, u"%1: the image that is pushed. %2"_s.arg(m_plan.runtime.title, whatRuns(m_plan)));
    m_out.line(u"FROM "_s + pinned(m_plan.runtime.reference) + u" AS "_s + image.stage);
    if (m_plan.isReproducible) {
        m_out.because(u"platform:"_s + image.stage, u"BuildKit sets it to the platform of each image."_s);
        m_out.line(u"ARG TARGETPLATFORM"_s);
        m_out.because(u"contents:"_s + image.stage, u"All that the image adds to its base on this platform, out of the one build."_s);
        m_out.line(u"COPY --from=build /out/images/%1/${TARGETPLATFORM}/ /"_s.arg(image.stage));
    } else {
        writeContents(image);
    }
    if (!m_plan.workingDirectory.isEmpty()) {
        m_out.because(u"folder:"_s + image.stage, u"The folder that the program starts in."_s);
        m_out.line(u"WORKDIR "_s
                   + (isPlainName(QString(m_plan.workingDirectory).remove(u'/')) ? m_plan.workingDirectory : dockerfileQuote(m_plan.workingDirectory)));
    }
    if (!m_plan.assets.isEmpty() && !m_plan.isReproducible) {
        m_out.because(u"assets:"_s + image.stage, u"Folders of the project that the program reads at run time."_s);
        for (const QString &folder : m_plan.assets)
            m_out.line(copied(folder, m_plan.workingDirectory + u'/' + folder));
    }
    if (!m_plan.volumes.isEmpty()) {
        m_out.because(u"volumes:"_s + image.stage,
                      u"Folders that the program writes to: they belong to its user, and Docker keeps them apart from the image."_s);
        for (const QString &folder : m_plan.isReproducible ? QStringList() : m_plan.volumes)
            m_out.line(u"COPY --from=build --chown=%1 /out/empty/ %2/"_s.arg(m_plan.user, folder));
        m_out.line(u"VOLUME "_s + jsonArray(m_plan.volumes));
    }
    writeImageConfig(image);
}

/// Certificates, libraries and binaries.
void DockerfileWriter::writeContents(const PlannedImage &image)
{
    const QString certificates = u"/etc/ssl/certs/ca-certificates.crt"_s;
    if (isScratch()) {
        m_out.because(u"scratch-copy:"_s + image.stage, u"Certificates, /tmp and the user's name."_s);
        m_out.line(u"COPY --from=tools /base/ /"_s);
    } else if (!m_plan.runtime.hasCertificates) {
        m_out.because(u"certificates:"_s + image.stage, u"The base has no certificates of authorities; without them no TLS connection can be made."_s);
        m_out.line(u"COPY --from=tools %1 %1"_s.arg(certificates));
    }
    m_out.because(u"platform:"_s + image.stage, u"BuildKit sets it to the platform of each image."_s);
    m_out.line(u"ARG TARGETPLATFORM"_s);
    if (fillsRoot()) {
        m_out.because(u"libraries:"_s + image.stage, u"The shared libraries and package files of this platform, below /usr as the base has it."_s);
        m_out.line(u"COPY --from=build /out/root/${TARGETPLATFORM}/ /"_s);
    }
    m_out.because(u"binary:"_s + image.stage, u"The program for this platform, out of the one build."_s);
    for (const QString &binary : image.binaries)
        m_out.line(u"COPY --from=build /out/${TARGETPLATFORM}/%1 /usr/local/bin/%1"_s.arg(fileName(binary)));
}

void DockerfileWriter::writeImageConfig(const PlannedImage &image)
{
    if (!m_plan.environment.isEmpty()) {
        m_out.because(u"environment:"_s + image.stage, u"Variables that the program starts with."_s);
        QStringList words;
        for (auto entry = m_plan.environment.cbegin(); entry != m_plan.environment.cend(); ++entry)
            words.append(entry.key() + u'=' + dockerfileQuote(entry.value()));
        words.first().prepend("ENV "_L1);
        m_out.instruction(words);
    }
    if (!m_plan.runtimeLines.isEmpty()) {
        m_out.because(u"image-lines:"_s + image.stage, u"Added by you."_s);
        for (const QString &line : m_plan.runtimeLines)
            m_out.line(line);
    }
    if (!image.labels.isEmpty()) {
        m_out.because(u"labels:"_s + image.stage, u"Says what this image is, in the words of the OCI image specification."_s);
        QStringList words;
        for (auto entry = image.labels.cbegin(); entry != image.labels.cend(); ++entry)
            words.append(labelLine(entry.key(), entry.value()));
        words.first().prepend("LABEL "_L1);
        m_out.instruction(words);
    }
    if (!m_plan.ports.isEmpty()) {
        m_out.because(u"ports:"_s + image.stage, u"Ports that the program listens on."_s);
        m_out.line(u"EXPOSE "_s + m_plan.ports.join(u' '));
    }
    if (!m_plan.stopSignal.isEmpty()) {
        m_out.because(u"stop-signal:"_s + image.stage, u"The signal by which the program is asked to end."_s);
        m_out.line(u"STOPSIGNAL "_s + m_plan.stopSignal);
    }
    if (!m_plan.healthcheck.isEmpty()) {
        m_out.because(u"healthcheck:"_s + image.stage, u"Docker runs it from time to time, without a shell; exit code 0 means that the program is well."_s);
        m_out.line(u"HEALTHCHECK CMD "_s + jsonArray(m_plan.healthcheck));
    }
    m_out.because(u"user:"_s + image.stage, u"%1 As a number, so that Kubernetes can check it and no user list is needed."_s.arg(whoRuns(m_plan)));
    m_out.line(u"USER "_s + m_plan.user);
    m_out.because(u"entrypoint:"_s + image.stage, u"The program itself, without a shell: it gets the signals, and what `docker run` is given as arguments."_s);
    m_out.line(u"ENTRYPOINT "_s + jsonArray({u"/usr/local/bin/"_s + fileName(image.entrypoint)}));
    if (!m_plan.arguments.isEmpty()) {
        m_out.because(u"arguments:"_s + image.stage, u"What the program is given when `docker run` gives nothing."_s);
        m_out.line(u"CMD "_s + jsonArray(m_plan.arguments));
    }
}

} // namespace slipway
