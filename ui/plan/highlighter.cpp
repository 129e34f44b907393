// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/highlighter.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <KSyntaxHighlighting/Theme>

#include <QGuiApplication>
#include <QHash>
#include <QTextDocument>

#include <algorithm>
#include <memory>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

class DockerfileHighlighter : public KSyntaxHighlighting::SyntaxHighlighter
{
public:
    DockerfileHighlighter(QTextDocument *document, const Theme *theme)
        : KSyntaxHighlighting::SyntaxHighlighter(document)
        , m_repository(std::make_unique<KSyntaxHighlighting::Repository>())
    {
        setDefinition(m_repository->definitionForName(u"Dockerfile"_s));
        follow(theme);
        connect(theme, &Theme::changed, this, [this, theme] { follow(theme); });
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &style) override
    {
        KSyntaxHighlighting::SyntaxHighlighter::applyFormat(offset, length, style);
        QTextCharFormat shown = format(offset);
        const QColor ink = shown.foreground().color();
        if (length <= 0 || shown.foreground().style() == Qt::NoBrush || readable(ink) == ink)
            return;
        shown.setForeground(readable(ink));
        setFormat(offset, length, shown);
    }

private:
    /// Some colours of the themes are below AA on their own ground, and more on a line that is marked: they go as far towards the text's as it takes.
    QColor readable(const QColor &ink)
    {
        const auto known = m_inks.constFind(ink.rgb());
        if (known != m_inks.cend())
            return *known;
        QColor best = ink;
        for (int percent = 0; percent <= 100; percent += 5) {
            const auto mixed = [percent](int from, int to) { return from + (to - from) * percent / 100; };
            best = QColor(mixed(ink.red(), m_text.red()), mixed(ink.green(), m_text.green()), mixed(ink.blue(), m_text.blue()));
            if (std::ranges::all_of(m_grounds, [&best](const QColor &ground) { return contrastRatio(best, ground) >= readableContrast; }))
                break;
        }
        return *m_inks.insert(ink.rgb(), best);
    }

    void follow(const Theme *theme)
    {
        const bool dark = theme->isDark();
        const QPalette palette = QGuiApplication::palette();
        m_inks.clear();
        m_text = palette.color(QPalette::Text);
        m_grounds = {palette.color(QPalette::Base), theme->color(ColorRole::HoverBackground), theme->color(ColorRole::ChangedLine)};
        KSyntaxHighlighting::Theme colors = m_repository->theme(dark ? u"GitHub Dark"_s : u"GitHub Light"_s);
        if (!colors.isValid())
            colors = m_repository->defaultTheme(dark ? KSyntaxHighlighting::Repository::DarkTheme : KSyntaxHighlighting::Repository::LightTheme);
        setTheme(colors);
        rehighlight();
    }

    std::unique_ptr<KSyntaxHighlighting::Repository> m_repository;
    QColor m_text;
    QList<QColor> m_grounds;        ///< that a line may stand on
    QHash<QRgb, QColor> m_inks;     ///< of the syntax theme -> as shown
};

} // namespace

void highlightDockerfile(QTextDocument *document, const Theme *theme)
{
    new DockerfileHighlighter(document, theme);
}

} // namespace slipway
