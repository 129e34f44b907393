// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// The window for tests that use it as a person does: keys and clicks on what the object names name, over a scripted engine.
#pragma once

#include "plan/codeview.h"
#include "testwindow.h"

#include <QApplication>
#include <QCheckBox>
#include <QTest>
#include <QTranslator>

#include <memory>

namespace slipway::test {

class WindowFixture
{
protected:
    /// Plural forms, as windowMain() has them.
    void translate()
    {
        QVERIFY(m_english.load(u":/i18n/slipway_en.qm"_s));
        QApplication::installTranslator(&m_english);
    }

    /// A new window for each test.
    void begin()
    {
        m_parts = std::make_unique<TestWindow>();
        m_parts->start();
        m_parts->window->resize(1280, 800);
        m_parts->window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_parts->window.get()));
    }

    void open(const QString &name)
    {
        m_parts->window->openPath(m_parts->copyProject(name));
        QTRY_VERIFY_WITH_TIMEOUT(m_parts->session->current() && !m_parts->session->isBusy(), 20'000);
        QTRY_COMPARE(m_parts->window->page(), MainWindow::Page::Plan);
    }

    void waitForEngine()
    {
        m_parts->session->followSetup(m_parts->docker.setupFile());
        QTRY_VERIFY_WITH_TIMEOUT(m_parts->session->engineFacts().isUsable && !m_parts->session->isBusy(), 20'000);
    }

    [[nodiscard]] QString preview() const { return m_parts->find<CodeView>(u"dockerfileView"_s)->toPlainText(); }

    QCheckBox *platform(const QString &name) const
    {
        for (QCheckBox *box : m_parts->find<QWidget>(u"platformList"_s)->findChildren<QCheckBox *>()) {
            if (box->text() == name)
                return box;
        }
        qFatal("There is no platform %s", qPrintable(name));
    }

    std::unique_ptr<TestWindow> m_parts;

private:
    QTranslator m_english;
};

} // namespace slipway::test
