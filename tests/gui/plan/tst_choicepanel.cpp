// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "../shell/windowfixture.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace slipway;
using namespace slipway::test;

/// What can be chosen in the plan, and what a plan forbids: the reason, and the nearest thing that works in one click.
class TestChoicePanel : public QObject, private WindowFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { translate(); }
    void init() { begin(); }
    void cleanup() { m_parts.reset(); }
    void greyPlatformHasItsNearest();
    void greyBaseHasItsNearest();
    void baseOfThePlanCanBecomeGrey();
    void greyIsTakenBack();
    void stopSignalIsEditedAndReset();

private:
    void choose(const Options &options)
    {
        m_parts->session->setUserOptions(options);
        QTRY_VERIFY(!m_parts->session->isBusy());
    }
    [[nodiscard]] QComboBox *bases() const { return m_parts->find<QComboBox>(u"runtimeImage"_s); }
    [[nodiscard]] QString tip(const QString &base) const { return bases()->itemData(bases()->findData(base), Qt::ToolTipRole).toString(); }
    [[nodiscard]] const Plan &plan() const { return m_parts->session->current()->plan; }
    void pick(const QString &base) const
    {
        bases()->setCurrentIndex(bases()->findData(base));
        Q_EMIT bases()->activated(bases()->currentIndex());
    }
};

void TestChoicePanel::greyPlatformHasItsNearest()
{
    open(u"hello"_s);
    QVERIFY(platform(u"linux/386"_s)->isEnabled());
    Options options;
    options.set(OptionKey::RuntimeImage, u"distroless-cc"_s);
    choose(options);
    QCheckBox *box = platform(u"linux/386"_s);
    QTRY_VERIFY(!box->isEnabled() && box->toolTip().contains("has no image for it"_L1));
    auto *fix = m_parts->find<QToolButton>(u"platformFix:linux/386"_s);
    QVERIFY(fix->isVisibleTo(m_parts->window.get()));
    QVERIFY2(fix->text().contains("Debian 13 slim"_L1), qPrintable(fix->text()));
    QTest::mouseClick(fix, Qt::LeftButton);
    QTRY_VERIFY(!m_parts->session->isBusy() && plan().runtime.key == "debian-slim"_L1);
    QVERIFY(plan().chosenPlatforms().contains(u"linux/386"_s));
    QVERIFY(plan().isBuildable());
    QTRY_VERIFY(box->isEnabled() && box->isChecked());
    QTest::keyClick(m_parts->window.get(), Qt::Key_Z, Qt::ControlModifier); // one wish, one step
    QTRY_VERIFY(m_parts->session->options().user == options);
}

void TestChoicePanel::greyBaseHasItsNearest()
{
    open(u"hello"_s);
    Options options;
    options.set(OptionKey::Libc, u"gnu"_s);
    choose(options);
    QTRY_VERIFY2(tip(u"scratch"_s).contains("has no glibc"_L1), qPrintable(tip(u"scratch"_s)));
    QVERIFY(tip(u"debian-slim"_s).isEmpty());
    const QString shown = bases()->currentText();
    pick(u"scratch"_s);
    QCOMPARE(bases()->currentText(), shown); // nothing was chosen
    QVERIFY(m_parts->session->options().user == options);
    auto *fix = m_parts->find<QToolButton>(u"runtimeFix"_s);
    QVERIFY(fix->isVisibleTo(m_parts->window.get()));
    QVERIFY(m_parts->find<QLabel>(u"runtimeReason"_s)->text().contains("has no glibc"_L1));
    QTest::mouseClick(fix, Qt::LeftButton);
    QTRY_VERIFY(!m_parts->session->isBusy() && plan().runtime.key == "scratch"_L1);
    QCOMPARE(plan().libc, Libc::Musl);
    QVERIFY(plan().isBuildable());
    QTRY_VERIFY(tip(u"scratch"_s).isEmpty());
    QTRY_VERIFY(!m_parts->find<QWidget>(u"runtimeAdvice"_s)->isVisible());
    QTest::keyClick(m_parts->window.get(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY(m_parts->session->options().user == options);
}

void TestChoicePanel::baseOfThePlanCanBecomeGrey()
{
    open(u"hello"_s);
    Options options;
    options.set(OptionKey::RuntimeImage, u"distroless-cc"_s);
    options.set(OptionKey::Platforms, QStringList{u"linux/386"_s});
    choose(options);
    auto *fix = m_parts->find<QToolButton>(u"runtimeFix"_s);
    QTRY_VERIFY(fix->isVisibleTo(m_parts->window.get())); // without being asked: it is what the plan has
    QCOMPARE(fix->text(), u"Use Debian 13 slim"_s);
    QTest::mouseClick(fix, Qt::LeftButton);
    QTRY_VERIFY(!m_parts->session->isBusy() && plan().runtime.key == "debian-slim"_L1 && plan().isBuildable());
    QTRY_VERIFY(!fix->isVisibleTo(m_parts->window.get()));
}

void TestChoicePanel::greyIsTakenBack()
{
    open(u"hello"_s);
    Options options;
    options.set(OptionKey::Libc, u"gnu"_s);
    choose(options);
    QTRY_VERIFY(!tip(u"alpine"_s).isEmpty());
    choose({});
    QTRY_VERIFY(tip(u"alpine"_s).isEmpty());
    pick(u"alpine"_s);
    QTRY_VERIFY(!m_parts->session->isBusy() && plan().runtime.key == "alpine"_L1);
}

void TestChoicePanel::stopSignalIsEditedAndReset()
{
    open(u"hello"_s);
    m_parts->find<QToolButton>(u"moreImages"_s)->setChecked(true);
    auto *field = m_parts->find<QLineEdit>(u"imageStopSignal"_s);
    auto *reset = m_parts->find<QToolButton>(u"imageStopSignalReset"_s);
    QVERIFY(field->isVisibleTo(m_parts->window.get()) && !reset->isVisible());
    field->setFocus();
    QTest::keyClicks(field, u"SIGINT"_s);
    QTRY_VERIFY(preview().contains("STOPSIGNAL SIGINT\n"_L1));
    QTRY_VERIFY(reset->isVisibleTo(m_parts->window.get()));
    QVERIFY(!m_parts->find<QLabel>(u"imageStopSignalProblem"_s)->isVisible());
    QTest::keyClicks(field, u" or so"_s);
    QVERIFY(m_parts->find<QLabel>(u"imageStopSignalProblem"_s)->isVisibleTo(m_parts->window.get()));
    QTest::mouseClick(reset, Qt::LeftButton);
    QTRY_VERIFY(!preview().contains("STOPSIGNAL"_L1));
    QVERIFY(m_parts->session->options().user.isEmpty() && !m_parts->find<QLabel>(u"imageStopSignalProblem"_s)->isVisible());
}

QTEST_MAIN(TestChoicePanel)
#include "tst_choicepanel.moc"
