// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/planmaker.h"

#include "base/text.h"

#include <QRegularExpression>
#include <QVersionNumber>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// The first BuildKit whose exporters know rewrite-timestamp (moby/buildkit, release notes of 0.13).
const QVersionNumber rewritingBuildKit(0, 13);

/// An instruction that puts files into an image, rather than saying something of it.
bool writesFiles(const QString &line)
{
    static const QStringList words{u"RUN "_s, u"COPY "_s, u"ADD "_s, u"WORKDIR "_s};
    return std::ranges::any_of(words, [&](const QString &word) { return line.startsWith(word); });
}

} // namespace

void PlanMaker::settleReproducible()
{
    m_plan.isReproducible = settle(OptionKey::Reproducible, false, u"An image says when it was built, unless it is asked not to."_s).toBool();
    if (!m_plan.isReproducible)
        return;
    static const QRegularExpression seconds(QRegularExpression::anchoredPattern(u"[0-9]{1,11}"_s));
    const QString &epoch = m_input.facts.sourceDateEpoch;
    m_plan.sourceDateEpoch = seconds.match(epoch).hasMatch() ? epoch : u"0"_s;
    if (!epoch.isEmpty() && m_plan.sourceDateEpoch != epoch) {
        find(u"epoch-unreadable"_s, Finding::Severity::Warning,
             u"SOURCE_DATE_EPOCH is \"%1\", which is no number of seconds since 1970; the image gets the times of 1970."_s.arg(displayText(epoch.left(40))),
             u"Set it to a number, such as what `git log -1 --format=%ct` says."_s);
    }
    QStringList bases{m_plan.toolsImage.isEmpty() ? m_plan.builder.reference : m_plan.toolsImage};
    if (!isScratchBase())
        bases.append(m_plan.runtime.reference);
    bases.removeIf([this](const QString &reference) { return reference.contains(u'@') || m_plan.pins.contains(reference); });
    if (!bases.isEmpty()) {
        find(u"reproducible-by-tag"_s, Finding::Severity::Note, u"%1 may change behind its tag, and the image with it."_s.arg(joined(bases)),
             u"Pin the base images by digest."_s);
    }
    if (m_plan.buildEnvironment.value(u"CARGO_INCREMENTAL"_s) == "1"_L1) {
        Finding &finding = find(u"reproducible-incremental"_s, Finding::Severity::Warning,
                                u"A program that was compiled incrementally hangs on the builds before; the same source may give another one."_s,
                                u"Switch incremental off."_s);
        finding.fixKey = u"incremental"_s;
        finding.fixValue = false;
    }
    settleTimes();
}

/// Everything that Slipway puts into an image comes with its times set. What the user's own lines write has the time of
/// the build, and only an exporter can change that; Docker's own builder cannot, as it unpacks what it exports
/// (docker/cli#5256, moby/buildkit#4230).
void PlanMaker::settleTimes()
{
    const Facts &facts = m_input.facts;
    if (facts.builderDriver.isEmpty() || std::ranges::none_of(m_plan.runtimeLines, writesFiles))
        return;
    const QVersionNumber version = QVersionNumber::fromString(facts.buildkit.startsWith(u'v') ? facts.buildkit.mid(1) : facts.buildkit);
    // Debian's says v0.0.0+unknown; the oldest that is supported can.
    const bool isOld = !version.isNull() && version < rewritingBuildKit && version != QVersionNumber(0, 0, 0);
    m_plan.rewritesTimes = facts.builderDriver != "docker"_L1 && !isOld;
    if (m_plan.rewritesTimes)
        return;
    const QString builder = facts.builderDriver == "docker"_L1 ? u"Docker's own builder"_s : u"BuildKit "_s + facts.buildkit;
    find(u"own-times"_s, Finding::Severity::Warning,
         u"What your own lines put into the image keeps the times of the build, as %1 cannot set them: the image differs each time."_s.arg(builder),
         u"Take a builder of the driver docker-container with BuildKit 0.13 or newer (docker buildx create --use), or do without image.lines."_s);
}

} // namespace slipway
