// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "theme/svgicon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

// The resource is compiled into a static library: without this its objects would not be linked. Outside any namespace, as Qt asks.
static void initialiseIcons()
{
    Q_INIT_RESOURCE(slipway_icons);
}

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

class SvgIconEngine : public QIconEngine
{
public:
    SvgIconEngine(QString name, QByteArray svg, std::function<QColor()> color)
        : m_name(std::move(name))
        , m_svg(std::move(svg))
        , m_color(std::move(color))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        painter->drawPixmap(rect, scaledPixmap(rect.size(), mode, state, painter->device()->devicePixelRatio()));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override { return scaledPixmap(size, mode, state, 1.0); }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        const QColor color = colorOf(mode);
        // Since Qt 6.8 the size is in device independent pixels (QIcon::pixmap).
        const QSize device = (QSizeF(size) * scale).toSize();
        const QString key = u"slipway-icon/"_s + m_name + u'/' + color.name(QColor::HexArgb) + u'/' + QString::number(size.width()) + u'x'
                            + QString::number(size.height()) + u'@' + QString::number(scale);
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        QByteArray svg = m_svg;
        svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
        QSvgRenderer renderer(svg);
        QImage image(device, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        renderer.render(&painter, QRectF(QPointF(0, 0), QSizeF(device)));
        painter.end();
        pixmap = QPixmap::fromImage(image);
        pixmap.setDevicePixelRatio(scale);
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    [[nodiscard]] QString key() const override { return u"slipway-svg"_s; }
    [[nodiscard]] QIconEngine *clone() const override { return new SvgIconEngine(*this); }
    QString iconName() override { return m_name; }
    bool isNull() override { return m_svg.isEmpty(); }

private:
    [[nodiscard]] QColor colorOf(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        if (mode == QIcon::Selected)
            return palette.color(QPalette::HighlightedText);
        return m_color ? m_color() : palette.color(QPalette::ButtonText);
    }

    QString m_name;
    QByteArray m_svg;
    std::function<QColor()> m_color;
};

} // namespace

QIcon svgIcon(const QString &name, std::function<QColor()> color)
{
    initialiseIcons();
    QFile file(u":/icons/"_s + name + u".svg"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new SvgIconEngine(name, file.readAll(), std::move(color)));
}

} // namespace slipway
