// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "stations.h"

#include "build/buildview.h"
#include "replay.h"

namespace slipway::test {

using namespace Qt::StringLiterals;

namespace {

/// The build page's parts over a recorded or made-up stream.
class BuildStation : public Station
{
public:
    BuildStation(const QString &name, Theme::Scheme scheme)
        : m_replay(shopDockerfile(), {u"linux/amd64"_s, u"linux/arm64"_s})
    {
        m_theme.setScheme(scheme);
        m_view = std::make_unique<BuildView>(&m_theme);
        if (name == "failed"_L1)
            m_replay.play(u"fail-run.rawjson"_s);
        else
            playShop(m_replay, name != "building"_L1);
        m_view->setSource({&m_replay.state, &m_replay.log, shopPlan(), shopDockerfile(), u"linux/amd64"_s, [this] { return m_replay.state.lastEvent; }});
        if (name == "building"_L1) {
            m_view->setRunning(true);
            m_view->showProgress(buildProgress(m_replay.state, shopPlan(), m_replay.state.lastEvent, 240'000));
        } else {
            m_view->setRunning(false);
            m_view->showResult(result(name));
        }
    }
    QWidget *window() override { return m_view.get(); }

private:
    static BuildResult result(const QString &name)
    {
        BuildResult result;
        if (name == "failed"_L1) {
            result.outcome.kind = BuildOutcome::Kind::Failed;
            result.outcome.error = {ErrorCode::Build, u"A step of the build failed."_s, {}, {}, 0};
            result.outcome.milliseconds = 3'400;
            return result;
        }
        result.outcome.milliseconds = 209'500;
        result.previousMilliseconds = 246'000;
        result.record.cachedShare = 0.18;
        result.isVerified = true;
        for (const QString &image : {u"shop-api"_s, u"shop-worker"_s}) {
            ImageReport report;
            report.reference = u"registry.example/shop/"_s + image + u":1.4.0"_s;
            report.digest = u"sha256:"_s + QString(image == "shop-api"_L1 ? u"4f1ab0c9"_s : u"c07d22e1"_s).repeated(8);
            report.platforms = {{u"linux/amd64"_s, u"sha256:1"_s, 31'400'000, {}}, {u"linux/arm64"_s, u"sha256:2"_s, 29'900'000, {}}};
            result.reports.append(report);
        }
        return result;
    }

    Theme m_theme;
    Replay m_replay;
    std::unique_ptr<BuildView> m_view;
};

} // namespace

QStringList stationNames()
{
    return {u"building"_s, u"failed"_s, u"result"_s};
}

std::unique_ptr<Station> makeStation(const QString &name, Theme::Scheme scheme)
{
    return std::make_unique<BuildStation>(name, scheme);
}

} // namespace slipway::test
