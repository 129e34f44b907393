// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/latercall.h"

#include <QColor>
#include <QIcon>
#include <QObject>
#include <QPalette>

namespace slipway {

/// What a colour is for. Each has a light and a dark value whose contrast against the palette's base is tested (WCAG AA).
// clang-format off
enum class ColorRole {
    Accent, AccentText, SubtleText, Separator, PanelBackground, HoverBackground, ChangedLine,
    Good, GoodBackground, Attention, AttentionBackground, Bad, BadBackground, Neutral, NeutralBackground,
    StageTools, StagePlanner, StageDependencies, StageBuild, StageRuntime,
    StepRunning, StepDone, StepCached, StepFailed, StepCancelled, StepWaiting,
    DiffAdded, DiffAddedBackground, DiffRemoved, DiffRemovedBackground,
    LogBackground, LogText, LogError, LogWarning, LogTime,
    Ansi0, Ansi1, Ansi2, Ansi3, Ansi4, Ansi5, Ansi6, Ansi7, Ansi8, Ansi9, Ansi10, Ansi11, Ansi12, Ansi13, Ansi14, Ansi15,
};
// clang-format on
inline constexpr int colorRoleCount = static_cast<int>(ColorRole::Ansi15) + 1;

/// The contrast of two opaque colours, 1 to 21 (WCAG 2.2, "contrast ratio").
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);
inline constexpr double readableContrast = 4.5; ///< of text on its ground, at least (WCAG 2.2, AA)

/// Colours and icons for the current colour scheme; one object for the window, handed to views. Emits changed() when the scheme
/// (system or chosen) changes; views then drop their caches.
class Theme : public QObject
{
    Q_OBJECT
public:
    enum class Scheme { System, Light, Dark };
    explicit Theme(QObject *parent = nullptr);
    ~Theme() override;
    /// Sets the application's colour scheme. Where the platform has no say in it (Xvfb, offscreen, old desktops) the application gets a
    /// palette of ours, so that the choice holds everywhere. Where only the selection of the platform's palette cannot be read (WCAG AA),
    /// that alone is ours.
    void setScheme(Scheme scheme);
    [[nodiscard]] Scheme scheme() const { return m_scheme; }
    /// "system", "light" or "dark", as the settings keep it; anything else is System.
    [[nodiscard]] static Scheme schemeFromText(const QString &text);
    [[nodiscard]] static QString schemeText(Scheme scheme);
    /// True when the palette that is in use has light text on a dark ground.
    [[nodiscard]] bool isDark() const;
    [[nodiscard]] QColor color(ColorRole role) const;
    [[nodiscard]] static QColor color(ColorRole role, bool dark);
    /// An SVG icon of resources/icons/<name>.svg in the palette's text colour; follows palette and scale by itself.
    [[nodiscard]] QIcon icon(const QString &name) const;
    /// The same in the colour of a role.
    [[nodiscard]] QIcon icon(const QString &name, ColorRole role) const;
    /// The palette that is set where the platform brings none.
    [[nodiscard]] static QPalette ownPalette(bool dark);

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();

    Scheme m_scheme = Scheme::System;
    bool m_isOwnPalette = false;
    bool m_isApplying = false;
    LaterCall m_announcement{this, [this] { Q_EMIT changed(); }}; ///< one signal for the several events of one switch
};

} // namespace slipway
