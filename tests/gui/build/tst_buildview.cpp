// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/buildhead.h"
#include "build/buildtables.h"
#include "build/buildview.h"
#include "build/resultcard.h"
#include "build/stepmodel.h"
#include "log/logpanel.h"
#include "log/logview.h"
#include "replay.h"
#include "timeline/timelineview.h"

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace slipway::test;

class TestBuildView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void emptyPageSaysWhatToDo();
    void selectionIsOne_data();
    void selectionIsOne();
    void selectionIsKeptWhileStepsCome();
    void cancelAsksOnce();
    void cardOfAFailure();
    void errorsComeFirst();
    void cardOfAPush();
    void cardOfAMissingPlatform();
    void cardOfAMissingManifest();
    void cardOfASilentRegistry();
    void cardOfACancel();
    void progress_data();
    void progress();
    void findIsInTheLog();

private:
    void show(const QString &stream, double share);
    template <typename T>
    T *find(const QString &name)
    {
        T *found = m_view->findChild<T *>(name);
        Q_ASSERT(found);
        return found;
    }
    Theme m_theme;
    std::unique_ptr<Replay> m_replay;
    std::unique_ptr<BuildView> m_view;
};

void TestBuildView::init()
{
    m_replay = std::make_unique<Replay>(shopDockerfile(), QStringList{u"linux/amd64"_s, u"linux/arm64"_s});
    m_view = std::make_unique<BuildView>(&m_theme);
    m_view->resize(1200, 800);
}

void TestBuildView::cleanup()
{
    m_view.reset();
    m_replay.reset();
}

void TestBuildView::show(const QString &stream, double share)
{
    if (stream.isEmpty())
        playShop(*m_replay, share >= 1);
    else
        m_replay->play(stream, share);
    m_view->setSource({&m_replay->state, &m_replay->log, shopPlan(), shopDockerfile(), u"linux/amd64"_s, {}});
    m_view->showProgress(buildProgress(m_replay->state, shopPlan(), m_replay->state.lastEvent, 0));
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TestBuildView::emptyPageSaysWhatToDo()
{
    m_view->showEmpty(u"No build yet."_s);
    m_view->show();
    QVERIFY(find<QLabel>(u"buildEmpty"_s)->isVisible());
    QVERIFY(!find<QPushButton>(u"cancelButton"_s)->isVisible());
}

void TestBuildView::selectionIsOne_data()
{
    QTest::addColumn<QString>("from");
    QTest::newRow("timeline") << u"timelineView"_s;
    QTest::newRow("step table") << u"stepTable"_s;
    QTest::newRow("crate table") << u"crateTable"_s;
    QTest::newRow("log line") << u"logView"_s;
    QTest::newRow("line of the plan's Dockerfile") << u"dockerfile"_s;
}

void TestBuildView::selectionIsOne()
{
    QFETCH(QString, from);
    show({}, 1);
    int cook = -1;
    for (int i = 0; i < m_replay->state.steps.size(); ++i) {
        if (m_replay->state.steps[i].name.contains("chef cook"_L1))
            cook = i;
    }
    QVERIFY(cook >= 0);
    auto *timeline = find<TimelineView>(u"timelineView"_s);
    auto *table = find<QTreeView>(u"stepTable"_s);
    auto *log = find<LogView>(u"logView"_s);
    if (from == "timelineView"_L1) {
        timeline->chooseItem(timeline->itemOf(cook));
    } else if (from == "stepTable"_L1) {
        table->setFocus();
        for (int i = 0; i <= m_replay->state.steps.size() && m_view->selection()->step() != cook; ++i)
            QTest::keyClick(table, Qt::Key_Down);
    } else if (from == "dockerfile"_L1) {
        m_view->selectDockerfileLine(0); // above the first instruction: nobody's
        QCOMPARE(m_view->selection()->step(), -1);
        m_view->selectDockerfileLine(m_replay->state.steps[cook].dockerfileLine);
    } else if (from == "crateTable"_L1) {
        QTest::keyClick(find<QTreeView>(u"crateTable"_s), Qt::Key_Down);
    } else {
        QTest::mouseClick(log->viewport(), Qt::LeftButton, {}, QPoint(200, log->viewport()->height() / 2));
        cook = m_replay->log.line(log->currentLine()).step; // whatever step has spoken there
    }
    QCOMPARE(m_view->selection()->step(), cook);
    QCOMPARE(table->currentIndex().data(StepModel::StepRole).toInt(), cook);
    if (from != "logView"_L1) {
        QCOMPARE(log->step(), cook);
        QCOMPARE(find<QComboBox>(u"logStep"_s)->currentData().toInt(), cook);
    } else {
        QCOMPARE(log->step(), -1); // a line chosen in the whole log does not take the rest away
    }
}

void TestBuildView::selectionIsKeptWhileStepsCome()
{
    m_replay->play(u"ok-multiplatform.rawjson"_s, 0.5);
    m_view->setSource({&m_replay->state, &m_replay->log, shopPlan(), {}, u"linux/amd64"_s, {}});
    m_view->showProgress({});
    m_view->show();
    m_view->selection()->selectStep(1);
    auto *table = find<QTreeView>(u"stepTable"_s);
    const int before = table->model()->rowCount();
    m_view->stepsChanged(m_replay->play(u"fail-run.rawjson"_s)); // other digests: other steps
    QVERIFY(table->model()->rowCount() > before);
    QCOMPARE(table->currentIndex().data(StepModel::StepRole).toInt(), 1);
}

void TestBuildView::cancelAsksOnce()
{
    show({}, 0.5);
    auto *cancel = find<QPushButton>(u"cancelButton"_s);
    QSignalSpy wanted(m_view.get(), &BuildView::cancelRequested);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    QVERIFY(!cancel->isEnabled());
}

void TestBuildView::cardOfAFailure()
{
    show(u"fail-run.rawjson"_s, 1);
    const int failed = m_replay->state.failedStep();
    QVERIFY(failed >= 0);
    BuildResult result;
    result.outcome.kind = BuildOutcome::Kind::Failed;
    result.outcome.error = {ErrorCode::Build, u"A step failed."_s, {}, {}, 0};
    result.outcome.milliseconds = 3400;
    m_view->setRunning(false);
    m_view->showResult(result);
    QVERIFY(!find<QPushButton>(u"cancelButton"_s)->isVisible());
    QCOMPARE(m_view->selection()->step(), failed); // the error is shown without a click
    QVERIFY(!find<QLabel>(u"resultTitle"_s)->text().isEmpty());
    QSignalSpy again(m_view.get(), &BuildView::againRequested);
    QTest::mouseClick(find<QPushButton>(u"againButton"_s), Qt::LeftButton);
    QCOMPARE(again.count(), 1);
    auto *log = find<LogView>(u"logView"_s);
    QTest::mouseClick(find<QPushButton>(u"showLogButton"_s), Qt::LeftButton);
    QCOMPARE(log->step(), failed);
}

// What ended the build is on top, whenever it was said.
void TestBuildView::errorsComeFirst()
{
    using Kind = BuildProblem::Kind;
    show(u"fail-run.rawjson"_s, 1);
    m_replay->state.problems.clear();
    for (const auto &[kind, message] :
         {std::pair(Kind::Note, u"a note"_s), {Kind::Warning, u"a warning"_s}, {Kind::Error, u"the end"_s}, {Kind::Error, u"a later one"_s}}) {
        BuildProblem problem;
        problem.kind = kind;
        problem.message = message;
        m_replay->state.problems.append(problem);
    }
    m_view->setSource({&m_replay->state, &m_replay->log, shopPlan(), {}, u"linux/amd64"_s, {}});
    const auto *list = find<QListView>(u"problemList"_s);
    QStringList rows;
    for (int row = 0; row < list->model()->rowCount(); ++row)
        rows.append(list->model()->index(row, 0).data(ProblemModel::MessageRole).toString());
    QCOMPARE(rows, QStringList({u"the end"_s, u"a later one"_s, u"a warning"_s, u"a note"_s}));
    find<BuildTables>(u"buildTables"_s)->showProblems();
    QCOMPARE(list->currentIndex().data(ProblemModel::MessageRole).toString(), u"the end"_s);
}

static BuildResult pushed(bool isVerified)
{
    BuildResult result;
    result.outcome.milliseconds = 38'000;
    result.previousMilliseconds = 50'000;
    result.record.cachedShare = 0.82;
    result.isVerified = isVerified;
    ImageReport report;
    report.reference = u"registry.example/shop/shop-api:1.4.0"_s;
    report.digest = u"sha256:"_s + QString(64, u'a');
    report.platforms = {{u"linux/amd64"_s, u"sha256:1"_s, 12'400'000, {}}, {u"linux/arm64"_s, u"sha256:2"_s, 11'900'000, {}}};
    result.reports = {report};
    return result;
}

void TestBuildView::cardOfAPush()
{
    show({}, 1);
    m_view->showResult(pushed(true));
    const QString words = find<QLabel>(u"resultWords"_s)->text();
    QVERIFY2(words.contains("38 s"_L1) && words.contains("12 s faster"_L1) && words.contains("82 %"_L1), qPrintable(words));
    QTest::mouseClick(find<QToolButton>(u"digestCopy"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"registry.example/shop/shop-api:1.4.0@sha256:"_s + QString(64, u'a'));
    QTest::mouseClick(find<QToolButton>(u"runCopy"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"docker run --rm -p 8080:8080 registry.example/shop/shop-api:1.4.0"_s);
}

void TestBuildView::cardOfAMissingPlatform()
{
    show({}, 1);
    BuildResult result = pushed(false);
    result.reports[0].platforms.removeLast();
    result.reports[0].problems = {{ErrorCode::Verification, u"linux/arm64 is not in the registry."_s, {}, {}, 0}};
    m_view->showResult(result);
    bool isSaid = false;
    for (const QLabel *label : m_view->findChild<ResultCard *>()->findChildren<QLabel *>())
        isSaid = isSaid || label->text() == u"linux/arm64 is not in the registry."_s;
    QVERIFY(isSaid);
    QVERIFY(!m_view->findChild<QToolButton *>(u"runCopy"_s));
    QVERIFY(find<QLabel>(u"resultTitle"_s)->text().contains(u"does not have"_s));
}

// The index names a platform whose manifest is not there: no tick says that it is.
void TestBuildView::cardOfAMissingManifest()
{
    show({}, 1);
    BuildResult result = pushed(false);
    result.reports[0].platforms[0].layers = {u"sha256:there"_s};
    result.reports[0].platforms[1].bytes = 0;
    result.reports[0].platforms.append({u"linux/riscv64"_s, u"sha256:3"_s, 10'000'000, {u"sha256:lost"_s}});
    result.reports[0].problems = {{ErrorCode::Verification, u"The index names linux/arm64, but its manifest is not there."_s, {}, {}, 0},
                                  {ErrorCode::Verification, u"The layer sha256:lost is not in the registry: push again."_s, {}, {}, 0}};
    m_view->showResult(result);
    QStringList marks;
    for (const QLabel *mark : m_view->findChildren<QLabel *>(u"platformMark"_s))
        marks.append(mark->accessibleName());
    QCOMPARE(marks, QStringList({u"in the registry"_s, u"not whole in the registry"_s, u"not whole in the registry"_s}));
}

// Nothing is known of what it holds, so nothing is said of it; what was pushed is known all the same.
void TestBuildView::cardOfASilentRegistry()
{
    show({}, 1);
    BuildResult result = pushed(false);
    const QString sentence = u"registry.example cannot be reached: nothing answers there."_s;
    result.reports = {ImageReport{}, ImageReport{}};
    const QStringList names{u"registry.example/shop:1.4.0"_s, u"registry.example/shop:latest"_s};
    for (int i = 0; i < 2; ++i) {
        result.reports[i].reference = names[i];
        result.reports[i].problems = {{ErrorCode::Network, sentence, {}, {}, 0}};
    }
    result.outcome.images = {{u"runtime"_s, names, u"sha256:"_s + QString(64, u'b')}};
    m_view->showResult(result);
    QCOMPARE(find<QLabel>(u"resultTitle"_s)->text(), u"Pushed, but the registry could not be asked"_s);
    const auto problems = m_view->findChildren<QLabel *>(u"resultProblem"_s);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.constFirst()->text(), sentence);
    QCOMPARE(m_view->findChildren<QToolButton *>(u"digestCopy"_s).size(), 2);
}

void TestBuildView::cardOfACancel()
{
    BuildResult result; // before anything was started: there is no state
    result.outcome.kind = BuildOutcome::Kind::Cancelled;
    result.outcome.milliseconds = 12'000;
    m_view->setSource({});
    m_view->showResult(result);
    m_view->show();
    QVERIFY(find<QLabel>(u"resultTitle"_s)->text().contains(u"12 s"_s));
}

void TestBuildView::progress_data()
{
    QTest::addColumn<bool>("isDone");
    QTest::addColumn<qint64>("expected");
    QTest::addColumn<QString>("doing");
    QTest::newRow("dependencies, first build") << false << qint64(0) << u"compiling dependencies: "_s;
    QTest::newRow("dependencies, known time") << false << qint64(240'000) << u"compiling dependencies: "_s;
    QTest::newRow("over") << true << qint64(0) << QString();
}

void TestBuildView::progress()
{
    QFETCH(bool, isDone);
    QFETCH(qint64, expected);
    QFETCH(QString, doing);
    playShop(*m_replay, isDone);
    const BuildProgress progress = buildProgress(m_replay->state, shopPlan(), m_replay->state.lastEvent, expected);
    QVERIFY2(progress.doing.startsWith(doing), qPrintable(progress.doing));
    QVERIFY(progress.share > 0 && progress.share < 1);
    if (expected > 0)
        QVERIFY(std::abs(progress.share - 132.0 / 240.0) < 0.01);
    QCOMPARE(progress.title, u"Building shop-api, shop-worker for 2 platforms"_s);
}

void TestBuildView::findIsInTheLog()
{
    show({}, 1);
    m_view->find();
    auto *text = find<QLineEdit>(u"logFind"_s);
    QVERIFY(text->hasFocus());
    QTest::keyClicks(text, u"unused variable"_s);
    QTRY_COMPARE(find<LogView>(u"logView"_s)->search()->lines().size(), size_t(1));
    QTest::keyClick(text, Qt::Key_Return);
    auto *log = find<LogView>(u"logView"_s);
    QVERIFY(m_replay->log.line(log->currentLine()).text.contains("unused variable"_L1));
    QTest::keyClick(text, Qt::Key_Escape);
    QVERIFY(!text->isVisible());
    QVERIFY(log->search()->text().isEmpty());
}

QTEST_MAIN(TestBuildView)
#include "tst_buildview.moc"
