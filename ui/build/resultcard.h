// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "session/session.h"
#include "theme/theme.h"

#include <QScrollArea>

class QBoxLayout;

namespace slipway {

/// What a build gave: references with digests, platforms as the registry has them, size, time, share from the cache and the command that
/// runs it; or the first real error, where it stands, what it means, and the button that mends it. Takes the place of the head.
class ResultCard : public QScrollArea
{
    Q_OBJECT
public:
    explicit ResultCard(const Theme *theme, QWidget *parent = nullptr);
    /// `state` may be null (cancelled before it started), `plan` is the one that was built.
    void show(const BuildResult &result, const BuildState *state, const Plan &plan);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void lineActivated(int line);
    void logRequested(int step);
    void optionSuggested(const QString &key, const QString &value);
    void againRequested();
    void copied(const QString &what);        ///< a sentence for the status line

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Shown;                            ///< what was given to show(), to fill again when the theme changes
    void fill();
    void fillGood();
    void fillFailed();
    void fillCancelled();
    struct Image
    {
        QString reference;
        QString digest;
        const ImageReport *report;           ///< null: the registry was not asked
    };
    void addImages(const QList<Image> &images);
    void addProblems();
    QWidget *platformRow(const ImageReport &report);
    void addTitle(const QString &icon, ColorRole role, const QString &sentence, const QString &words);
    QWidget *copyRow(const QString &name, const QString &shown, const QString &text, const QString &tip, const QString &done);
    [[nodiscard]] QString runCommand(const QString &reference) const;
    const Theme *m_theme;
    QWidget *m_body = nullptr;
    QBoxLayout *m_column = nullptr;
    std::shared_ptr<Shown> m_shown;
};

/// "38 s, 12 s faster than last time · 82 % from the cache". Pure.
[[nodiscard]] QString resultWords(const BuildResult &result);

} // namespace slipway
