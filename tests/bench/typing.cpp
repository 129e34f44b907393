// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "bench.h"
#include "fixtures.h"

#include "session/session.h"
#include "shell/mainwindow.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

namespace slipway::bench {

using namespace Qt::StringLiterals;

namespace {

/// Sees when the preview has painted a text.
class Painted : public QObject
{
public:
    Painted(QPlainTextEdit *view, Session *session)
        : m_view(view)
        , m_session(session)
    {
        view->viewport()->installEventFilter(this);
    }
    void expect(const QString &user)
    {
        m_user = user;
        m_isSeen = false;
    }
    [[nodiscard]] bool isSeen() const { return m_isSeen; }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_session->current() && m_session->current()->plan.user == m_user)
            m_isSeen = m_view->toPlainText().trimmed() == m_session->current()->document.text().trimmed();
        return false;
    }

private:
    QPlainTextEdit *m_view;
    Session *m_session;
    QString m_user;
    bool m_isSeen = false;
};

} // namespace

QList<Figure> measureTyping(int runs)
{
    QTemporaryDir folder;
    writeLargeProject(folder.path(), 700);
    Window window;
    window.show();
    Session *session = window.session();
    session->open(folder.path());
    waitFor(u"plan"_s, [&] { return session->current() != nullptr; });
    auto *field = window.window()->findChild<QLineEdit *>(u"imageUser"_s);
    auto *view = window.window()->findChild<QPlainTextEdit *>(u"dockerfileView"_s);
    if (!field || !view)
        giveUp(u"The plan page has no field for the user or no preview."_s);
    waitFor(u"preview"_s, [&] { return view->isVisible() && !view->document()->isEmpty(); });
    field->setFocus();
    Painted painted(view, session);
    // USER stands at the end of the Dockerfile: there the change is seen.
    view->moveCursor(QTextCursor::End);

    QList<Milliseconds> times;
    for (int run = -1; run < runs; ++run) {
        field->selectAll();
        QString typed;
        const QString keys = QString::number(1000000 + run * 37);
        for (const QChar key : keys) {
            typed = typed.isEmpty() ? QString(key) : QString(typed + key);
            painted.expect(typed);
            QElapsedTimer timer;
            timer.start();
            QTest::keyClick(field, key.toLatin1());
            (void)timeUntil(u"preview of the key press"_s, [&] { return painted.isSeen(); });
            if (run >= 0)
                times.append(timer.durationElapsed());
        }
    }
    Figure figure = medianFigure(u"key press to current preview"_s, times, Milliseconds(50));
    figure.statistic = u"p95 of %1"_s.arg(times.size());
    figure.value = quantile(times, 0.95);
    figure.remark = u"700 packages, preview painted; median %1 ms"_s.arg(quantile(times, 0.5).count(), 0, 'f', 1);
    return {figure};
}

} // namespace slipway::bench
