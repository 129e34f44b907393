// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QSignalSpy>
#include <QStyleHints>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestTheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup();
    void textContrast_data();
    void textContrast();
    void shapeContrast_data();
    void shapeContrast();
    void ownPaletteContrast_data();
    void ownPaletteContrast();
    void chosenSchemeHolds_data();
    void chosenSchemeHolds();
    void selectionIsReadable();
    void backToSystem();
    void schemeText();
    void iconsFollowTheScheme();
    void everyIconIsDrawn();
    void unknownIconIsNull();
};

namespace {

// The grounds that text stands on: our panel, our palettes, Fusion's and Breeze's windows and bases.
QList<QColor> grounds(bool dark)
{
    QList<QColor> result{Theme::color(ColorRole::PanelBackground, dark), Theme::ownPalette(dark).color(QPalette::Base),
                         Theme::ownPalette(dark).color(QPalette::Window)};
    const QStringList others =
        dark ? QStringList{u"#323232"_s, u"#242424"_s, u"#202326"_s, u"#141618"_s} : QStringList{u"#ffffff"_s, u"#efefef"_s, u"#eff0f1"_s, u"#fcfcfc"_s};
    for (const QString &name : others)
        result.append(QColor(name));
    return result;
}

QColor sampledColor(const QIcon &icon)
{
    const QImage image = icon.pixmap(QSize(64, 64), 1.0).toImage();
    QColor best = Qt::transparent;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y).alpha() > best.alpha())
                best = image.pixelColor(x, y);
        }
    }
    return best;
}

} // namespace

void TestTheme::cleanup()
{
    QApplication::setPalette(QPalette());
    QGuiApplication::styleHints()->unsetColorScheme();
}

void TestTheme::textContrast_data()
{
    QTest::addColumn<ColorRole>("text");
    QTest::addColumn<QList<QColor>>("on");
    QTest::addColumn<bool>("dark");
    for (const bool dark : {false, true}) {
        const auto row = [dark](const char *name, ColorRole role, const QList<QColor> &on) {
            QTest::addRow("%s, %s", name, dark ? "dark" : "light") << role << on << dark;
        };
        const auto role = [dark](ColorRole of) { return QList<QColor>{Theme::color(of, dark)}; };
        row("link", ColorRole::Accent, grounds(dark));
        row("primary button", ColorRole::AccentText, role(ColorRole::Accent));
        row("subtle", ColorRole::SubtleText, grounds(dark));
        row("good", ColorRole::Good, grounds(dark) + role(ColorRole::GoodBackground));
        row("attention", ColorRole::Attention, grounds(dark) + role(ColorRole::AttentionBackground));
        row("bad", ColorRole::Bad, grounds(dark) + role(ColorRole::BadBackground));
        row("neutral", ColorRole::Neutral, grounds(dark) + role(ColorRole::NeutralBackground));
        row("step running", ColorRole::StepRunning, grounds(dark));
        row("step done", ColorRole::StepDone, grounds(dark));
        row("step cached", ColorRole::StepCached, grounds(dark));
        row("step failed", ColorRole::StepFailed, grounds(dark));
        row("step cancelled", ColorRole::StepCancelled, grounds(dark));
        row("step waiting", ColorRole::StepWaiting, grounds(dark));
        row("line added", ColorRole::DiffAdded, role(ColorRole::DiffAddedBackground));
        row("line removed", ColorRole::DiffRemoved, role(ColorRole::DiffRemovedBackground));
        for (int i = static_cast<int>(ColorRole::LogText); i < colorRoleCount; ++i)
            row(qPrintable(u"log colour %1"_s.arg(i)), static_cast<ColorRole>(i), role(ColorRole::LogBackground));
    }
}

void TestTheme::textContrast()
{
    QFETCH(ColorRole, text);
    QFETCH(QList<QColor>, on);
    QFETCH(bool, dark);
    QVERIFY(!on.isEmpty());
    for (const QColor &ground : on) {
        const double ratio = contrastRatio(Theme::color(text, dark), ground);
        QVERIFY2(ratio >= 4.5, qPrintable(u"%1 on %2"_s.arg(ratio).arg(ground.name())));
    }
}

void TestTheme::shapeContrast_data()
{
    QTest::addColumn<ColorRole>("shape");
    QTest::newRow("tools") << ColorRole::StageTools;
    QTest::newRow("planner") << ColorRole::StagePlanner;
    QTest::newRow("dependencies") << ColorRole::StageDependencies;
    QTest::newRow("build") << ColorRole::StageBuild;
    QTest::newRow("runtime") << ColorRole::StageRuntime;
}

void TestTheme::shapeContrast()
{
    QFETCH(ColorRole, shape);
    for (const bool dark : {false, true}) {
        for (const QColor &ground : grounds(dark))
            QVERIFY2(contrastRatio(Theme::color(shape, dark), ground) >= 3.0, qPrintable(ground.name()));
    }
}

void TestTheme::ownPaletteContrast_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestTheme::ownPaletteContrast()
{
    QFETCH(bool, dark);
    const QPalette palette = Theme::ownPalette(dark);
    using Pair = std::pair<QPalette::ColorRole, QPalette::ColorRole>;
    for (const auto &[text, ground] :
         {Pair{QPalette::WindowText, QPalette::Window}, Pair{QPalette::Text, QPalette::Base}, Pair{QPalette::ButtonText, QPalette::Button},
          Pair{QPalette::HighlightedText, QPalette::Highlight}, Pair{QPalette::ToolTipText, QPalette::ToolTipBase},
          Pair{QPalette::PlaceholderText, QPalette::Base}, Pair{QPalette::Link, QPalette::Base}, Pair{QPalette::LinkVisited, QPalette::Base}})
        QVERIFY2(contrastRatio(palette.color(text), palette.color(ground)) >= 4.5, qPrintable(QString::number(text)));
    for (const ColorRole ground : {ColorRole::HoverBackground, ColorRole::ChangedLine, ColorRole::PanelBackground})
        QVERIFY(contrastRatio(palette.color(QPalette::Text), Theme::color(ground, dark)) >= 4.5);
}

void TestTheme::chosenSchemeHolds_data()
{
    QTest::addColumn<Theme::Scheme>("scheme");
    QTest::addColumn<QPalette>("platform");
    QTest::addColumn<bool>("dark");
    // The offscreen platform brings no theme; a palette set before stands for a platform that ignores the request.
    QTest::newRow("dark on a light platform") << Theme::Scheme::Dark << QPalette() << true;
    QTest::newRow("light on a light platform") << Theme::Scheme::Light << QPalette() << false;
    QTest::newRow("light on a platform that stays dark") << Theme::Scheme::Light << Theme::ownPalette(true) << false;
    QTest::newRow("dark on a platform that stays light") << Theme::Scheme::Dark << Theme::ownPalette(false) << true;
}

void TestTheme::chosenSchemeHolds()
{
    QFETCH(Theme::Scheme, scheme);
    QFETCH(QPalette, platform);
    QFETCH(bool, dark);
    QApplication::setPalette(platform);
    Theme theme;
    QSignalSpy changed(&theme, &Theme::changed);
    theme.setScheme(scheme);
    QCOMPARE(theme.isDark(), dark);
    QCOMPARE(theme.color(ColorRole::LogText), Theme::color(ColorRole::LogText, dark));
    QTRY_COMPARE(changed.count(), 1);
    const QPalette now = QGuiApplication::palette();
    QVERIFY(contrastRatio(now.color(QPalette::WindowText), now.color(QPalette::Window)) >= 4.5);
}

/// A platform whose selection is white on bright blue, as Qt's own is where no desktop brings a palette: from the first moment on.
void TestTheme::selectionIsReadable()
{
    QApplication::setPalette(QPalette());
    const QPalette platform = QGuiApplication::palette();
    QVERIFY2(contrastRatio(platform.color(QPalette::HighlightedText), platform.color(QPalette::Highlight)) < 4.5,
             "Qt's own is readable now: the test shows nothing");
    const Theme theme;
    const QPalette now = QGuiApplication::palette();
    for (const auto group : {QPalette::Active, QPalette::Inactive})
        QVERIFY(contrastRatio(now.color(group, QPalette::HighlightedText), now.color(group, QPalette::Highlight)) >= 4.5);
    for (const auto role : {QPalette::Window, QPalette::Base, QPalette::Text, QPalette::Button})
        QCOMPARE(now.color(role), platform.color(role));
}

void TestTheme::backToSystem()
{
    const QPalette before = QGuiApplication::palette();
    Theme theme;
    theme.setScheme(Theme::Scheme::Dark);
    QVERIFY(theme.isDark());
    theme.setScheme(Theme::Scheme::System);
    QVERIFY(!theme.isDark());
    QCOMPARE(QGuiApplication::palette().color(QPalette::Window), before.color(QPalette::Window));
}

void TestTheme::schemeText()
{
    for (const Theme::Scheme scheme : {Theme::Scheme::System, Theme::Scheme::Light, Theme::Scheme::Dark})
        QCOMPARE(Theme::schemeFromText(Theme::schemeText(scheme)), scheme);
    QCOMPARE(Theme::schemeFromText(u"mauve"_s), Theme::Scheme::System);
}

void TestTheme::iconsFollowTheScheme()
{
    Theme theme;
    theme.setScheme(Theme::Scheme::Light);
    const QIcon plain = theme.icon(u"warning"_s);
    const QIcon colored = theme.icon(u"warning"_s, ColorRole::Bad);
    QCOMPARE(sampledColor(colored), Theme::color(ColorRole::Bad, false));
    const QColor light = sampledColor(plain);
    theme.setScheme(Theme::Scheme::Dark);
    QCOMPARE(sampledColor(colored), Theme::color(ColorRole::Bad, true));
    QVERIFY(sampledColor(plain).lightness() > light.lightness());
}

void TestTheme::everyIconIsDrawn()
{
    Theme theme;
    const QStringList names = QDir(u":/icons"_s).entryList({u"*.svg"_s});
    QVERIFY(names.size() > 20);
    for (const QString &file : names) {
        const QIcon icon = theme.icon(file.chopped(4));
        QVERIFY2(!icon.isNull() && sampledColor(icon).alpha() > 200, qPrintable(file));
        QCOMPARE(icon.pixmap(QSize(16, 16), 2.0).size(), QSize(32, 32));
    }
}

void TestTheme::unknownIconIsNull()
{
    QVERIFY(Theme().icon(u"no-such-icon"_s).isNull());
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
