// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "timeline/timeline.h"

#include "base/text.h"

#include <QBuffer>
#include <QXmlStreamWriter>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr double pageWidth = 1200;
constexpr double titleHeight = 40;
constexpr double fontSize = 11;

/// A generous mean of a sans-serif face: a drawing has no fonts to ask.
double textWidth(const QString &text)
{
    return static_cast<double>(text.size()) * fontSize * 0.58;
}

QString number(double value)
{
    return QString::number(value, 'f', 2);
}

QString elided(const QString &text, double width)
{
    const auto most = static_cast<qsizetype>(std::max(1.0, width / textWidth(u"x"_s)));
    return text.size() <= most ? text : QString(text.left(most - 1) + u'…');
}

QString colour(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return u"#6b7280"_s;
    case StepState::Running:
        return u"#0a63c9"_s;
    case StepState::Done:
    case StepState::Cached:
        return u"#1f7a3d"_s;
    case StepState::Failed:
        return u"#b3261e"_s;
    case StepState::Cancelled:
        return u"#59616c"_s;
    }
    return {};
}

class Drawing
{
public:
    explicit Drawing(QByteArray *bytes)
        : m_buffer(bytes)
        , m_xml(&m_buffer)
    {
        m_buffer.open(QIODevice::WriteOnly);
        m_xml.setAutoFormatting(true);
        m_xml.setAutoFormattingIndent(1);
    }

    void begin(double height, const QString &title)
    {
        m_xml.writeStartDocument();
        m_xml.writeStartElement(u"svg"_s);
        m_xml.writeDefaultNamespace(u"http://www.w3.org/2000/svg"_s);
        attributes({{u"width"_s, number(pageWidth)}, {u"height"_s, number(height)}, {u"viewBox"_s, u"0 0 "_s + number(pageWidth) + u' ' + number(height)}});
        attributes({{u"font-family"_s, u"sans-serif"_s}, {u"font-size"_s, number(fontSize)}, {u"role"_s, u"img"_s}});
        m_xml.writeTextElement(u"title"_s, title);
        hatching();
        element(u"rect"_s, {{u"width"_s, u"100%"_s}, {u"height"_s, u"100%"_s}, {u"fill"_s, u"#ffffff"_s}});
    }

    QByteArray end(QByteArray *bytes)
    {
        m_xml.writeEndDocument();
        m_buffer.close();
        return *bytes;
    }

    void text(double x, double y, const QString &text, const QString &fill, bool isBold = false)
    {
        m_xml.writeStartElement(u"text"_s);
        attributes({{u"x"_s, number(x)}, {u"y"_s, number(y)}, {u"fill"_s, fill}});
        if (isBold)
            m_xml.writeAttribute(u"font-weight"_s, u"bold"_s);
        m_xml.writeCharacters(text);
        m_xml.writeEndElement();
    }

    void line(double x1, double y1, double x2, double y2)
    {
        element(u"line"_s, {{u"x1"_s, number(x1)}, {u"y1"_s, number(y1)}, {u"x2"_s, number(x2)}, {u"y2"_s, number(y2)}, {u"stroke"_s, u"#d8dce2"_s}});
    }

    void band(const QRectF &rect) { element(u"rect"_s, position(rect) + Attributes{{u"fill"_s, u"#f1f3f6"_s}}); }

    /// State is never colour alone: dashed outline for cached, hatching for cancelled, a cross in the label of what failed.
    void bar(const QRectF &rect, StepState state, const QString &hint)
    {
        m_xml.writeStartElement(u"rect"_s);
        attributes(position(rect));
        m_xml.writeAttribute(u"rx"_s, u"2"_s);
        if (state == StepState::Cached)
            attributes({{u"fill"_s, u"none"_s}, {u"stroke"_s, colour(state)}, {u"stroke-dasharray"_s, u"3 2"_s}});
        else
            m_xml.writeAttribute(u"fill"_s, state == StepState::Cancelled ? u"url(#cancelled)"_s : colour(state));
        m_xml.writeTextElement(u"title"_s, hint);
        m_xml.writeEndElement();
    }

private:
    using Attributes = QList<std::pair<QString, QString>>;

    void attributes(const Attributes &list)
    {
        for (const auto &[name, value] : list)
            m_xml.writeAttribute(name, value);
    }

    void element(const QString &name, const Attributes &list)
    {
        m_xml.writeEmptyElement(name);
        attributes(list);
    }

    static Attributes position(const QRectF &rect)
    {
        return {{u"x"_s, number(rect.x())}, {u"y"_s, number(rect.y())}, {u"width"_s, number(rect.width())}, {u"height"_s, number(rect.height())}};
    }

    void hatching()
    {
        m_xml.writeStartElement(u"pattern"_s);
        attributes({{u"id"_s, u"cancelled"_s}, {u"width"_s, u"6"_s}, {u"height"_s, u"6"_s}, {u"patternUnits"_s, u"userSpaceOnUse"_s}});
        element(u"path"_s, {{u"d"_s, u"M0 6L6 0"_s}, {u"stroke"_s, colour(StepState::Cancelled)}, {u"stroke-width"_s, u"2"_s}});
        m_xml.writeEndElement();
    }

    QBuffer m_buffer;
    QXmlStreamWriter m_xml;
};

} // namespace

QByteArray timelineSvg(const QList<TimelineRow> &rows, qint64 origin, qint64 end, const QString &title)
{
    const TimelineMetrics metrics;
    const qint64 last = std::max(end, origin + 1'000'000'000);
    const TimelineRange range{origin, last};
    TimelineLayout layout;
    layout.build(rows, range, pageWidth - 10, metrics, end, textWidth);

    QByteArray bytes;
    Drawing drawing(&bytes);
    const QString heading = displayText(title);
    drawing.begin(titleHeight + layout.height() + 10, heading);
    drawing.text(10, 24, heading, u"#1b1f24"_s, true);
    const auto down = [](const QRectF &rect) { return rect.translated(0, titleHeight); };
    for (qsizetype at = 0; at < rows.size(); ++at) {
        if (rows.at(at).isGroup)
            drawing.band(down(layout.rowRect(static_cast<int>(at))));
    }
    const QList<TimelineTick> ticks = timelineTicks(range, origin, pageWidth - 10 - metrics.labelWidth, 60);
    for (const TimelineTick &tick : ticks) {
        const double x = metrics.labelWidth + tick.x;
        drawing.line(x, titleHeight, x, titleHeight + layout.height());
        if (x + textWidth(tick.label) < pageWidth)
            drawing.text(x + 3, titleHeight + metrics.axisHeight - 8, tick.label, u"#59616c"_s);
    }
    for (qsizetype at = 0; at < rows.size(); ++at) {
        const TimelineRow &row = rows.at(at);
        const QRectF rect = down(layout.rowRect(static_cast<int>(at)));
        const double x = 10 + row.depth * 12.0;
        drawing.text(x, rect.center().y() + 4, elided(row.label, metrics.labelWidth - x - 6),
                     row.state == StepState::Waiting && !row.isGroup ? u"#59616c"_s : u"#1b1f24"_s, row.isGroup);
    }
    for (const TimelineBar &bar : layout.bars()) {
        drawing.bar(down(bar.rect), bar.state, rows.at(bar.row).label + (bar.label.isEmpty() ? QString() : QString(u": "_s + bar.label)));
        if (bar.labelRect.isEmpty())
            continue;
        const QRectF place = down(bar.labelRect);
        // A bar holds its own label only where there is no room beside it; there it is light on dark.
        const bool isInside = bar.state != StepState::Cached && bar.state != StepState::Cancelled && bar.rect.contains(bar.labelRect);
        drawing.text(place.x(), place.center().y() + 4, bar.label, isInside ? u"#ffffff"_s : colour(bar.state));
    }
    return drawing.end(&bytes);
}

} // namespace slipway
