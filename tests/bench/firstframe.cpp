// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// The window program with an eye on its first frame: linked from the same library, started in the same way. Once the window has painted and the
// display server has the picture, the time goes to standard output and the program ends.

#include "shell/windowmain.h"

#include <QApplication>
#include <QEvent>
#include <QScreen>
#include <QWidget>
#include <QWindow>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

class FirstFrame : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Paint || m_isSeen || !watched->isWidgetType())
            return false;
        auto *widget = static_cast<QWidget *>(watched);
        if (!widget->isWindow() || !widget->windowHandle() || !widget->windowHandle()->isExposed())
            return false;
        m_isSeen = true;
        // Queued: when it comes, the whole window has painted, and the frame was handed to the display server.
        QMetaObject::invokeMethod(
            widget,
            [widget] {
            // Reading it back takes until the server has it.
                const QImage back = widget->screen()->grabWindow(widget->winId(), 0, 0, 8, 8).toImage();
                const auto now = std::chrono::steady_clock::now().time_since_epoch();
                std::printf("%lld %d\n", static_cast<long long>(std::chrono::nanoseconds(now).count()), back.width());
                std::fflush(stdout);
                std::_Exit(0);
            },
            Qt::QueuedConnection);
        return false;
    }

private:
    bool m_isSeen = false;
};

void watch()
{
    qApp->installEventFilter(new FirstFrame(qApp));
}

} // namespace

Q_COREAPP_STARTUP_FUNCTION(watch)

int main(int argc, char *argv[])
{
    return slipway::windowMain(argc, argv);
}
