// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "theme/theme.h"

#include <array>
#include <cmath>

namespace slipway {

namespace {

struct ColorRow
{
    ColorRole role;
    QRgb light;
    QRgb dark;
};

using enum ColorRole;

// tests/gui/theme holds: text roles reach 4.5 : 1 on the grounds they stand on, shapes 3 : 1.
constexpr std::array<ColorRow, colorRoleCount> rows{{
    {Accent, 0xff0a5fc4, 0xff7ab6ff},
    {AccentText, 0xffffffff, 0xff0a1929},
    {SubtleText, 0xff57606a, 0xffb1b8c1},
    {Separator, 0xffd5dae0, 0xff484c52},
    {PanelBackground, 0xfff6f8fa, 0xff282b2f},
    {HoverBackground, 0xffe6eef8, 0xff364252},
    {ChangedLine, 0xffd6efff, 0xff1f4262},
    {Good, 0xff16652c, 0xff6fd98a},
    {GoodBackground, 0xffd9f7e0, 0xff173a22},
    {Attention, 0xff764900, 0xfff0c050},
    {AttentionBackground, 0xfffff3bf, 0xff40330c},
    {Bad, 0xffb3141f, 0xffff9c96},
    {BadBackground, 0xffffe5e3, 0xff4a1b1c},
    {Neutral, 0xff4a525b, 0xffbcc4ce},
    {NeutralBackground, 0xffe7ebf0, 0xff3b4047},
    {StageTools, 0xff8250df, 0xffb68cff},
    {StagePlanner, 0xff57606a, 0xff9aa4af},
    {StageDependencies, 0xffa87300, 0xffe0b040},
    {StageBuild, 0xff0a5fc4, 0xff58a6ff},
    {StageRuntime, 0xff1a7f37, 0xff4ac26b},
    {StepRunning, 0xff0a5fc4, 0xff7ab6ff},
    {StepDone, 0xff16652c, 0xff6fd98a},
    {StepCached, 0xff57606a, 0xffb1b8c1},
    {StepFailed, 0xffb3141f, 0xffff9c96},
    {StepCancelled, 0xff764900, 0xfff0c050},
    {StepWaiting, 0xff5c646d, 0xffabb3bd},
    {DiffAdded, 0xff0f5323, 0xff8aeb9d},
    {DiffAddedBackground, 0xffdcf9e3, 0xff12361d},
    {DiffRemoved, 0xff82071e, 0xffffb0a8},
    {DiffRemovedBackground, 0xffffebe9, 0xff4b1717},
    {LogBackground, 0xffffffff, 0xff191b1e},
    {LogText, 0xff1f2328, 0xffe6e8eb},
    {LogError, 0xffb3141f, 0xffff9c96},
    {LogWarning, 0xff764900, 0xffe8b84a},
    {LogTime, 0xff57606a, 0xff9aa4af},
    {Ansi0, 0xff24292f, 0xff8b949e},
    {Ansi1, 0xffb3141f, 0xffff7b72},
    {Ansi2, 0xff116329, 0xff5fd07a},
    {Ansi3, 0xff764900, 0xffe3b341},
    {Ansi4, 0xff0a4fb3, 0xff79b8ff},
    {Ansi5, 0xff7b30c4, 0xffd2a8ff},
    {Ansi6, 0xff0b5f6e, 0xff56d4dd},
    {Ansi7, 0xff57606a, 0xffd0d7de},
    {Ansi8, 0xff5c646d, 0xff9aa4af},
    {Ansi9, 0xffc0141f, 0xffffa198},
    {Ansi10, 0xff1a6b30, 0xff7ee787},
    {Ansi11, 0xff7d5200, 0xfff2cc60},
    {Ansi12, 0xff0a5fc4, 0xffa5d6ff},
    {Ansi13, 0xff8b3fd6, 0xffe2c5ff},
    {Ansi14, 0xff1b6b7a, 0xffb3f0ff},
    {Ansi15, 0xff3b434b, 0xffffffff},
}};

constexpr bool rowsAreInOrder()
{
    for (int i = 0; i < colorRoleCount; ++i) {
        if (static_cast<int>(rows[static_cast<size_t>(i)].role) != i)
            return false;
    }
    return true;
}
static_assert(rowsAreInOrder(), "a row per role, in the roles' order");

double luminance(const QColor &color)
{
    const auto linear = [](double channel) { return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor Theme::color(ColorRole role, bool dark)
{
    const ColorRow &row = rows[static_cast<size_t>(role)];
    return QColor::fromRgb(dark ? row.dark : row.light);
}

QPalette Theme::ownPalette(bool dark)
{
    const auto rgb = [](QRgb value) { return QColor::fromRgb(value); };
    const QColor text = dark ? rgb(0xffe8eaed) : rgb(0xff1f2328);
    const QColor faint = dark ? rgb(0xff8b929a) : rgb(0xff868e97);
    QPalette palette(dark ? rgb(0xff3a3e43) : rgb(0xfff3f5f7), dark ? rgb(0xff2d3034) : rgb(0xfff3f5f7));
    palette.setColor(QPalette::Base, dark ? rgb(0xff1f2124) : rgb(0xffffffff));
    palette.setColor(QPalette::AlternateBase, dark ? rgb(0xff26292d) : rgb(0xfff6f8fa));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, text);
    palette.setColor(QPalette::ToolTipBase, dark ? rgb(0xff33373c) : rgb(0xffffffff));
    palette.setColor(QPalette::PlaceholderText, color(ColorRole::SubtleText, dark));
    palette.setColor(QPalette::Highlight, dark ? rgb(0xff1f5fa8) : rgb(0xff0a5fc4));
    palette.setColor(QPalette::HighlightedText, rgb(0xffffffff));
    palette.setColor(QPalette::Accent, color(ColorRole::Accent, dark));
    palette.setColor(QPalette::Link, color(ColorRole::Accent, dark));
    palette.setColor(QPalette::LinkVisited, color(ColorRole::StageTools, dark));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, dark ? rgb(0xff484c52) : rgb(0xffd5dae0));
    return palette;
}

} // namespace slipway
