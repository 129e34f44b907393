// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QColor>
#include <QIcon>
#include <QObject>

namespace slipway {

/// What a colour is for. Each has a light and a dark value whose contrast against the palette's base is tested (WCAG AA).
enum class ColorRole {
    Accent, AccentText, SubtleText, Separator, PanelBackground, HoverBackground, ChangedLine,
    Good, GoodBackground, Attention, AttentionBackground, Bad, BadBackground, Neutral, NeutralBackground,
    StageTools, StagePlanner, StageDependencies, StageBuild, StageRuntime,
    StepRunning, StepDone, StepCached, StepFailed, StepCancelled, StepWaiting,
    DiffAdded, DiffAddedBackground, DiffRemoved, DiffRemovedBackground,
    LogBackground, LogText, LogError, LogWarning, LogTime,
    Ansi0, Ansi1, Ansi2, Ansi3, Ansi4, Ansi5, Ansi6, Ansi7, Ansi8, Ansi9, Ansi10, Ansi11, Ansi12, Ansi13, Ansi14, Ansi15,
};

/// Colours and icons for the current colour scheme; one object for the window, handed to views. Emits changed() when the scheme
/// (system or chosen) changes; views then drop their caches.
class Theme : public QObject
{
    Q_OBJECT
public:
    enum class Scheme { System, Light, Dark };
    explicit Theme(QObject *parent = nullptr);
    void setScheme(Scheme scheme);       ///< sets the application's colour scheme
    [[nodiscard]] bool isDark() const;
    [[nodiscard]] QColor color(ColorRole role) const;
    [[nodiscard]] static QColor color(ColorRole role, bool dark);
    /// An SVG icon of resources/icons/<name>.svg in the palette's text colour.
    [[nodiscard]] QIcon icon(const QString &name) const;

Q_SIGNALS:
    void changed();
};

} // namespace slipway
