// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "checks.h"
#include "stations.h"

#include <QApplication>
#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPixmap>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTableWidget>
#include <QTest>
#include <QVBoxLayout>

#include <cstdio>

namespace slipway::test {

using namespace Qt::StringLiterals;

namespace {

/// A widget of each kind, with words of a colour on a ground.
std::unique_ptr<QWidget> sampler(const QColor &ink, const QColor &ground)
{
    auto window = std::make_unique<QWidget>();
    QPalette palette;
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText, QPalette::HighlightedText})
        palette.setColor(role, ink);
    for (const auto role : {QPalette::Window, QPalette::Base, QPalette::AlternateBase, QPalette::Button, QPalette::Highlight})
        palette.setColor(role, ground);
    window->setPalette(palette);
    auto *column = new QVBoxLayout(window.get());
    const QString words = u"Words to read"_s;
    auto *list = new QListWidget;
    list->addItem(words);
    auto *table = new QTableWidget(1, 1);
    table->setItem(0, 0, new QTableWidgetItem(words));
    table->horizontalHeader()->hide();
    table->verticalHeader()->hide();
    auto *tabs = new QTabBar;
    tabs->addTab(words);
    const QList<QWidget *> kinds{new QLabel(words),        new QLineEdit(words), new QPushButton(words), new QCheckBox(words), tabs, list, table,
                                 new QPlainTextEdit(words)};
    for (QWidget *widget : kinds) {
        widget->setObjectName(QString::fromLatin1(widget->metaObject()->className()));
        column->addWidget(widget);
    }
    window->resize(400, 600);
    return window;
}

QStringList unread(const QColor &ink, const QColor &ground)
{
    const std::unique_ptr<QWidget> window = sampler(ink, ground);
    window->show();
    if (!QTest::qWaitForWindowExposed(window.get()))
        return {};
    const QImage picture = window->grab().toImage();
    QStringList kinds;
    for (const QWidget *widget : window->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
        if (!contrastProblems(window.get(), widget, picture).isEmpty())
            kinds.append(widget->objectName());
    }
    return kinds;
}

} // namespace

int checkTheChecks()
{
    const QStringList all{u"QLabel"_s,  u"QLineEdit"_s,   u"QPushButton"_s,  u"QCheckBox"_s,
                          u"QTabBar"_s, u"QListWidget"_s, u"QTableWidget"_s, u"QPlainTextEdit"_s};
    int missed = 0;
    const QStringList faint = unread(QColor(0x99, 0x99, 0x99), QColor(0xdd, 0xdd, 0xdd));
    for (const QString &kind : all) {
        if (!faint.contains(kind)) {
            std::printf("words that cannot be read are not seen in %s\n", qPrintable(kind));
            ++missed;
        }
    }
    for (const QString &kind : unread(Qt::black, Qt::white)) {
        std::printf("black on white is called hard to read in %s\n", qPrintable(kind));
        ++missed;
    }
    std::printf("%lld kinds of widgets, %d problems\n", static_cast<long long>(all.size()), missed);
    return missed;
}

} // namespace slipway::test
