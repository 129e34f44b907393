// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "stations.h"

#include "build/buildpage.h"
#include "build/buildview.h"
#include "records.h"
#include "replay.h"
#include "samples.h"
#include "testwindow.h"

#include <QDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeView>

namespace slipway::test {

namespace {

/// The whole window, with a project or without one.
class WindowStation : public Station
{
public:
    WindowStation(const QString &name, Theme::Scheme scheme)
        : m_name(name)
    {
        m_parts.settings.setValue(SettingKey::Theme, Theme::schemeText(scheme));
        const bool isStart = name == "start"_L1;
        const QString project = m_parts.copyProject(name == "findings"_L1 ? u"openssl"_s : u"workspace"_s);
        if (isStart) {
            m_parts.settings.addRecentProject(u"/home/ferris/src/shop"_s);
            m_parts.settings.addRecentProject(u"/home/ferris/src/guestbook"_s);
        }
        if (name == "findings"_L1)
            writeFile(project, u"rust-toolchain.toml"_s, "[toolchain]\nchannel = \"nightly-2026-01-15\"\n");
        if (name == "diff"_L1)
            writeFile(project, u"Dockerfile"_s,
                      "FROM rust:1 AS build\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n\nFROM debian:trixie-slim\n"
                      "COPY --from=build /app/target/release/shop-api /usr/local/bin/\nCMD [\"shop-api\"]\n");
        writeShopRecords(m_parts.history, project);
        m_parts.start();
        m_parts.session->followSetup(m_parts.docker.setupFile());
        if (!isStart)
            m_parts.window->openPath(project);
    }
    QWidget *window() override { return m_parts.window.get(); }
    bool isSettled() override
    {
        const bool isThere = m_parts.session->engineFacts().isUsable && !m_parts.session->isBusy() && (m_name == "start"_L1 || m_parts.session->current());
        if (isThere && !m_isArranged) {
            m_isArranged = true;
            arrange();
            return false;
        }
        return isThere;
    }

protected:
    void showCrates()
    {
        m_parts.find<QTabWidget>(u"generatedTabs"_s)->setCurrentIndex(3);
        auto *tree = m_parts.find<QTreeView>(u"crateTree"_s);
        tree->expandToDepth(1);
        QModelIndex index = tree->model()->index(0, 0);
        while (tree->model()->rowCount(index) > 0 && tree->isExpanded(index))
            index = tree->model()->index(0, 0, index);
        tree->setCurrentIndex(index);
    }
    virtual void arrange()
    {
        if (m_name == "diff"_L1)
            m_parts.find<QTabWidget>(u"generatedTabs"_s)->setCurrentIndex(1);
        else if (m_name == "ignore"_L1)
            m_parts.find<QTabWidget>(u"generatedTabs"_s)->setCurrentIndex(2);
        else if (m_name == "crates"_L1)
            showCrates();
        else if (m_name == "history"_L1)
            m_parts.window->showPage(MainWindow::Page::History);
        else if (m_name == "preferences"_L1)
            m_parts.window->showPage(MainWindow::Page::Preferences);
    }
    QString m_name;
    TestWindow m_parts;
    bool m_isArranged = false;
};

/// The window at its build page, over a recorded or made-up stream.
class BuildStation : public WindowStation
{
public:
    BuildStation(const QString &name, Theme::Scheme scheme)
        : WindowStation(name, scheme)
        , m_replay(shopDockerfile(), {u"linux/amd64"_s, u"linux/arm64"_s})
    {
        const bool isCut = name == "building"_L1 || name == "cancelled"_L1;
        if (name == "failed"_L1)
            m_replay.play(u"fail-run.rawjson"_s);
        else
            playShop(m_replay, !isCut);
        if (name != "building"_L1)
            m_replay.state.finish(m_replay.state.lastEvent, name == "cancelled"_L1);
    }

protected:
    void arrange() override
    {
        m_parts.window->showPage(MainWindow::Page::Build);
        BuildView *view = m_parts.find<BuildPage>(u"buildPage"_s)->view();
        view->setSource({&m_replay.state, &m_replay.log, shopPlan(), shopDockerfile(), u"linux/amd64"_s, [this] { return m_replay.state.lastEvent; }});
        view->setRunning(m_name == "building"_L1);
        if (m_name == "building"_L1)
            view->showProgress(buildProgress(m_replay.state, shopPlan(), m_replay.state.lastEvent, 240'000));
        else
            view->showResult(result());
    }

private:
    /// What a registry may answer instead.
    void spoil(BuildResult &result) const
    {
        ImageReport &last = result.reports.last();
        if (m_name == "unverified"_L1) {
            const QString sentence = u"The index of %1 names linux/arm64, but registry.example does not hold its manifest sha256:%2: push again."_s;
            last.platforms.last().bytes = 0;
            last.problems = {{ErrorCode::Verification, sentence.arg(last.reference, QString(64, u'7')), {}, {}, 0}};
        } else if (m_name == "unasked"_L1) {
            const QString sentence = u"registry.example cannot be reached: nothing answers there. Check the name and the port, and that the registry runs."_s;
            for (ImageReport &report : result.reports) {
                result.outcome.images.append({u"runtime"_s, {report.reference}, report.digest});
                report.digest.clear();
                report.platforms.clear();
                report.problems = {{ErrorCode::Network, sentence, {}, {}, 0}};
            }
        }
    }
    [[nodiscard]] BuildResult result() const
    {
        BuildResult result;
        if (m_name == "failed"_L1) {
            result.outcome.kind = BuildOutcome::Kind::Failed;
            result.outcome.error = {ErrorCode::Build, u"A step of the build failed."_s, {}, {}, 0};
            result.outcome.milliseconds = 3'400;
            return result;
        }
        result.outcome.milliseconds = 209'500;
        if (m_name == "cancelled"_L1) {
            result.outcome.kind = BuildOutcome::Kind::Cancelled;
            return result;
        }
        result.previousMilliseconds = 246'000;
        result.record.cachedShare = 0.18;
        result.isVerified = m_name == "result"_L1 || m_name == "single"_L1;
        const QStringList images = m_name == "single"_L1 ? QStringList{u"shop-api"_s} : QStringList{u"shop-api"_s, u"shop-worker"_s};
        for (const QString &image : images) {
            ImageReport report;
            report.reference = u"registry.example/shop/"_s + image + u":1.4.0"_s;
            report.digest = u"sha256:"_s + QString(image == "shop-api"_L1 ? u"4f1ab0c9"_s : u"c07d22e1"_s).repeated(8);
            report.platforms = {{u"linux/amd64"_s, u"sha256:1"_s, 31'400'000, {}}, {u"linux/arm64"_s, u"sha256:2"_s, 29'900'000, {}}};
            result.reports.append(report);
        }
        spoil(result);
        return result;
    }

    Replay m_replay;
};

/// The log-in dialog after a registry that did not answer.
class LoginStation : public WindowStation
{
public:
    using WindowStation::WindowStation;
    QWidget *subject() override { return m_parts.find<QDialog>(u"loginDialog"_s); }

protected:
    void arrange() override
    {
        Q_EMIT m_parts.session->loginNeeded(host);
        m_parts.find<QLineEdit>(u"loginUser"_s)->setText(u"ferris"_s);
        m_parts.find<QLineEdit>(u"loginSecret"_s)->setText(u"not the real one"_s);
        m_parts.find<QPushButton>(u"loginButton"_s)->click();
        const QString sentence = u"%1 refused this log-in: check the name, and that the token is valid and may push."_s.arg(host);
        Q_EMIT m_parts.session->loginDone(host, fail(ErrorCode::Credentials, sentence), std::nullopt);
    }

private:
    /// Nothing answers there, and nobody else is asked.
    const QString host = u"127.0.0.1:1"_s;
};

/// The question before a window is closed in which a build runs.
class CloseStation : public WindowStation
{
public:
    using WindowStation::WindowStation;
    QWidget *subject() override { return question(); }
    bool isSettled() override
    {
        if (!WindowStation::isSettled())
            return false;
        if (!question() && m_parts.session->phase() == Session::Phase::Building)
            m_parts.window->close();
        return question() && question()->isVisible();
    }

protected:
    void arrange() override
    {
        m_parts.docker.setBuild(recordedStream(u"ok-multiplatform.rawjson"_s));
        m_parts.docker.setHeld(true);
        Session::BuildWish wish;
        wish.output = BuildOutput::CacheOnly;
        m_parts.session->build(wish);
    }

private:
    [[nodiscard]] QMessageBox *question() const { return m_parts.window->findChild<QMessageBox *>(u"closeQuestion"_s); }
};

const QStringList windowStations{u"start"_s, u"plan"_s, u"findings"_s, u"diff"_s, u"ignore"_s, u"crates"_s, u"history"_s, u"preferences"_s};
const QStringList buildStations{u"building"_s, u"failed"_s, u"cancelled"_s, u"result"_s, u"single"_s, u"unverified"_s, u"unasked"_s};
const QStringList dialogStations{u"login"_s, u"closing"_s};

} // namespace

QStringList stationNames()
{
    return windowStations + buildStations + dialogStations;
}

std::unique_ptr<Station> makeStation(const QString &name, Theme::Scheme scheme)
{
    if (buildStations.contains(name))
        return std::make_unique<BuildStation>(name, scheme);
    if (name == "login"_L1)
        return std::make_unique<LoginStation>(name, scheme);
    if (name == "closing"_L1)
        return std::make_unique<CloseStation>(name, scheme);
    return std::make_unique<WindowStation>(name, scheme);
}

} // namespace slipway::test
