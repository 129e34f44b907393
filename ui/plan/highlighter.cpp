// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/highlighter.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <KSyntaxHighlighting/Theme>

#include <QTextDocument>

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

private:
    void follow(const Theme *theme)
    {
        const bool dark = theme->isDark();
        KSyntaxHighlighting::Theme colors = m_repository->theme(dark ? u"GitHub Dark"_s : u"GitHub Light"_s);
        if (!colors.isValid())
            colors = m_repository->defaultTheme(dark ? KSyntaxHighlighting::Repository::DarkTheme : KSyntaxHighlighting::Repository::LightTheme);
        setTheme(colors);
        rehighlight();
    }

    std::unique_ptr<KSyntaxHighlighting::Repository> m_repository;
};

} // namespace

void highlightDockerfile(QTextDocument *document, const Theme *theme)
{
    new DockerfileHighlighter(document, theme);
}

} // namespace slipway
