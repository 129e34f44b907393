// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/cratenotes.h"
#include "plan/cratepanel.h"
#include "samples.h"
#include "session/session.h"
#include "smallregistry.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestCratePanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void searchShowsWhy();
    void filterByKind();
    void placeSurvivesAChange();
    void hiddenTakesNothingUp();
    void strangeHostIsAskedOnAWord();

private:
    [[nodiscard]] QTreeView *tree() const { return m_panel->findChild<QTreeView *>(u"crateTree"_s); }
    [[nodiscard]] QString words() const { return m_panel->findChild<QPlainTextEdit *>(u"crateWords"_s)->toPlainText(); }
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<CratePanel> m_panel;
};

namespace {

std::shared_ptr<CrateGraph> sample(const QString &version)
{
    auto graph = std::make_shared<CrateGraph>();
    const auto add = [&](const QString &name, const QString &number, const QList<int> &dependencies, bool forHost) {
        CrateRow row;
        row.name = name;
        row.version = number;
        row.forHost = forHost;
        row.dependencies = dependencies;
        if (!forHost)
            row.targets = QStringList{u"x86_64-unknown-linux-gnu"_s};
        graph->rows.append(row);
    };
    add(u"app"_s, version, {1}, false);
    add(u"serde"_s, u"1.0.2"_s, {2}, false);
    add(u"serde_derive"_s, u"1.0.2"_s, {}, true);
    graph->rows[0].isRoot = graph->rows[0].isMember = true;
    graph->isExact = true;
    return graph;
}

} // namespace

void TestCratePanel::init()
{
    m_theme = std::make_unique<Theme>();
    m_panel = std::make_unique<CratePanel>(m_theme.get());
    m_panel->resize(600, 500);
    m_panel->QWidget::show();
    QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    m_panel->show(sample(u"0.1.0"_s));
}

void TestCratePanel::cleanup()
{
    m_panel.reset();
    m_theme.reset();
}

void TestCratePanel::searchShowsWhy()
{
    m_panel->find();
    QTest::keyClicks(m_panel->findChild<QLineEdit *>(u"crateSearch"_s), u"derive"_s);
    QCOMPARE(tree()->model()->rowCount(), 1);
    QVERIFY2(words().contains(u"app → serde → serde_derive"_s), qPrintable(words()));
    QTest::keyClick(m_panel->findChild<QLineEdit *>(u"crateSearch"_s), Qt::Key_Escape);
    QCOMPARE(tree()->currentIndex(), QModelIndex());
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"app 0.1.0"_s);
    QVERIFY(tree()->isExpanded(tree()->model()->index(0, 0)));
    QTest::keyClicks(m_panel->findChild<QLineEdit *>(u"crateSearch"_s), u"tokio"_s);
    QCOMPARE(words(), u"No crate is like that."_s);
}

void TestCratePanel::filterByKind()
{
    auto *choice = m_panel->findChild<QComboBox *>(u"crateFilter"_s);
    QCOMPARE(choice->count(), 3); // nothing is only possible
    QCOMPARE(choice->itemText(2), u"For the builder (1)"_s);
    choice->setCurrentIndex(2);
    QCOMPARE(tree()->model()->rowCount(), 1);
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"serde_derive 1.0.2"_s);
    auto unsure = sample(u"0.1.0"_s);
    unsure->rows[1].isCertain = false;
    m_panel->show(unsure);
    QCOMPARE(choice->count(), 4);
    QCOMPARE(choice->currentIndex(), 2);
    choice->setCurrentIndex(3);
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"serde 1.0.2 (possible)"_s);
    m_panel->show(sample(u"0.1.0"_s)); // and then all is certain: the choice goes, and all is shown
    QCOMPARE(choice->currentIndex(), 0);
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"app 0.1.0"_s);
}

void TestCratePanel::placeSurvivesAChange()
{
    const QModelIndex app = tree()->model()->index(0, 0);
    tree()->expand(tree()->model()->index(0, 0, app));
    m_panel->show(sample(u"0.1.0"_s)); // equal: nothing moves
    QVERIFY(tree()->isExpanded(tree()->model()->index(0, 0, tree()->model()->index(0, 0))));
    auto other = sample(u"0.1.0"_s);
    other->rows[2].version = u"1.0.3"_s;
    m_panel->show(other);
    const QModelIndex serde = tree()->model()->index(0, 0, tree()->model()->index(0, 0));
    QVERIFY(tree()->isExpanded(serde));
    QCOMPARE(tree()->model()->index(0, 0, serde).data().toString(), u"serde_derive 1.0.3"_s);
}

void TestCratePanel::hiddenTakesNothingUp()
{
    m_panel->hide();
    m_panel->show(sample(u"0.2.0"_s));
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"app 0.1.0"_s);
    m_panel->QWidget::show();
    QCOMPARE(tree()->model()->index(0, 0).data().toString(), u"app 0.2.0"_s);
}

void TestCratePanel::strangeHostIsAskedOnAWord()
{
    QTemporaryDir folder;
    const QString root = folder.filePath(u"project"_s);
    qputenv("CARGO_HOME", QFile::encodeName(folder.filePath(u"home"_s)));
    qputenv("SLIPWAY_CACHE", QFile::encodeName(folder.filePath(u"cache"_s)));
    qunsetenv("CARGO_NET_OFFLINE");
    test::SmallRegistry registry;
    registry.writeProject(root);
    test::writeFile(root + u"/.cargo"_s, u"config.toml"_s, registry.configuration());
    Settings settings(folder.filePath(u"settings.ini"_s));
    Result<Knowledge> knowledge = Knowledge::load();
    QVERIFY(knowledge);
    Session::Services services;
    services.knowledge = std::make_shared<const Knowledge>(std::move(*knowledge));
    services.settings = &settings;
    Session session(services);
    QWidget window;
    CrateNotes notes(&session, m_theme.get(), &window);
    QVERIFY(notes.isHidden());
    session.open(root);
    QTRY_VERIFY(notes.findChild<QToolButton *>(u"allowCrateHost"_s));
    QVERIFY(!notes.isHidden());
    QCOMPARE(registry.server.lines(), QStringList());
    notes.findChild<QToolButton *>(u"allowCrateHost"_s)->click();
    QTRY_VERIFY(session.current()->plan.crates.isExact && !session.isFetchingCrates() && !session.isBusy());
    QCOMPARE(settings.crateHosts(), QStringList{registry.server.host()});
    QTRY_VERIFY(notes.isHidden());
}

QTEST_MAIN(TestCratePanel)
#include "tst_cratepanel.moc"
