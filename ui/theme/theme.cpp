// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "theme/theme.h"

#include "theme/svgicon.h"

#include <QApplication>
#include <QEvent>
#include <QStyleHints>

#include <algorithm>
#include <array>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

bool paletteIsDark(const QPalette &palette)
{
    return palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
}

Qt::ColorScheme qtScheme(Theme::Scheme scheme)
{
    switch (scheme) {
    case Theme::Scheme::Light:
        return Qt::ColorScheme::Light;
    case Theme::Scheme::Dark:
        return Qt::ColorScheme::Dark;
    case Theme::Scheme::System:
        break;
    }
    return Qt::ColorScheme::Unknown;
}

bool selectionIsReadable(const QPalette &palette)
{
    return std::ranges::all_of(std::array{QPalette::Active, QPalette::Inactive}, [&palette](QPalette::ColorGroup group) {
        return contrastRatio(palette.color(group, QPalette::HighlightedText), palette.color(group, QPalette::Highlight)) >= readableContrast;
    });
}

/// Our colours of what is selected and nothing else: the application's palette takes the rest from the desktop, and follows it.
QPalette selectionPalette(bool dark)
{
    const QPalette own = Theme::ownPalette(dark);
    QPalette palette;
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        for (const auto role : {QPalette::Highlight, QPalette::HighlightedText})
            palette.setColor(group, role, own.color(group, role));
    }
    return palette;
}

} // namespace

Theme::Theme(QObject *parent)
    : QObject(parent)
{
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] { apply(); });
    qApp->installEventFilter(this);
    apply();
}

Theme::~Theme() = default;

void Theme::setScheme(Scheme scheme)
{
    if (m_scheme == scheme)
        return;
    m_scheme = scheme;
    apply();
}

Theme::Scheme Theme::schemeFromText(const QString &text)
{
    if (text == u"light"_s)
        return Scheme::Light;
    return text == u"dark"_s ? Scheme::Dark : Scheme::System;
}

QString Theme::schemeText(Scheme scheme)
{
    switch (scheme) {
    case Scheme::Light:
        return u"light"_s;
    case Scheme::Dark:
        return u"dark"_s;
    case Scheme::System:
        break;
    }
    return u"system"_s;
}

bool Theme::isDark() const
{
    return paletteIsDark(QGuiApplication::palette());
}

QColor Theme::color(ColorRole role) const
{
    return color(role, isDark());
}

QIcon Theme::icon(const QString &name) const
{
    return svgIcon(name);
}

QIcon Theme::icon(const QString &name, ColorRole role) const
{
    return svgIcon(name, [role] { return color(role, paletteIsDark(QGuiApplication::palette())); });
}

void Theme::apply()
{
    if (m_isApplying)
        return;
    m_isApplying = true;
    QGuiApplication::styleHints()->setColorScheme(qtScheme(m_scheme));
    if (m_isOwnPalette) {
        QApplication::setPalette(QPalette());
        m_isOwnPalette = false;
    }
    // A desktop may ask for dark and still bring no dark palette (a bare X server with a settings portal); then ours serves.
    const bool wantsDark = m_scheme == Scheme::Dark || (m_scheme == Scheme::System && QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark);
    const bool wantsLight = m_scheme == Scheme::Light;
    const bool isDarkNow = paletteIsDark(QGuiApplication::palette());
    if ((wantsDark && !isDarkNow) || (wantsLight && isDarkNow)) {
        QApplication::setPalette(ownPalette(wantsDark));
        m_isOwnPalette = true;
    } else if (!selectionIsReadable(QGuiApplication::palette())) {
        // Without a desktop's palette Qt selects in white on a blue that is too bright for it.
        QApplication::setPalette(selectionPalette(isDarkNow));
        m_isOwnPalette = true;
    }
    m_isApplying = false;
    m_announcement.ask();
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == qApp && event->type() == QEvent::ApplicationPaletteChange && !m_isApplying)
        m_announcement.ask();
    return QObject::eventFilter(watched, event);
}

} // namespace slipway
