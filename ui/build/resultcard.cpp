// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "build/resultcard.h"

#include "base/text.h"
#include "build/buildfailure.h"
#include "plan/optionwords.h"
#include "session/record.h"
#include "widgets/labels.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>

#include <algorithm>
#include <cmath>

namespace slipway {

using namespace Qt::StringLiterals;

struct ResultCard::Shown
{
    BuildResult result;
    Plan plan;
    BuildProblem problem;        ///< the first real error of a build that failed
    bool hasProblem = false;
    int failedStep = -1;
};

namespace {

constexpr int shortDigest = 7 + 12; ///< "sha256:" and twelve digits

/// Whether the registry holds a platform whole, as far as it was asked: only a manifest that was read gives a size, and no problem names a layer of it.
bool isHeld(const PlatformManifest &platform, const QList<Error> &problems)
{
    return platform.bytes > 0 && std::ranges::none_of(problems, [&platform](const Error &problem) {
               return std::ranges::any_of(platform.layers, [&problem](const QString &layer) { return problem.message.contains(layer); });
           });
}

/// What was pushed under a reference, or empty.
QString pushedDigest(const QList<PushedImage> &images, const QString &reference)
{
    const auto found = std::ranges::find_if(images, [&reference](const PushedImage &image) { return image.references.contains(reference); });
    return found == images.end() ? QString() : found->digest;
}

} // namespace

QString resultWords(const BuildResult &result)
{
    QStringList words;
    QString time = durationText(std::chrono::milliseconds(result.outcome.milliseconds));
    if (const QString compared = comparedTime(result.outcome.milliseconds, result.previousMilliseconds); !compared.isEmpty())
        time = ResultCard::tr("%1, %2", "time, compared with the last").arg(time, compared);
    words.append(time);
    words.append(ResultCard::tr("%1 % of the steps from the cache").arg(std::lround(result.record.cachedShare * 100)));
    return words.join(u" · "_s);
}

ResultCard::ResultCard(const Theme *theme, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
{
    setObjectName(u"resultCard"_s);
    setAccessibleName(tr("Result of the build"));
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(theme, &Theme::changed, this, &ResultCard::fill); // icons and colours
}

QSize ResultCard::sizeHint() const
{
    if (!m_body)
        return {0, 0};
    const int height = m_body->hasHeightForWidth() || m_column->hasHeightForWidth() ? m_column->heightForWidth(std::max(200, viewport()->width()))
                                                                                    : m_body->sizeHint().height();
    return {m_body->sizeHint().width(), height};
}

QSize ResultCard::minimumSizeHint() const
{
    // Several images scroll; one is always seen whole.
    return {fontMetrics().height() * 20, std::min(sizeHint().height(), fontMetrics().height() * 11)};
}

bool ResultCard::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_body && (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize))
        updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

void ResultCard::show(const BuildResult &result, const BuildState *state, const Plan &plan)
{
    m_shown = std::make_shared<Shown>();
    m_shown->result = result;
    m_shown->plan = plan;
    if (state) {
        m_shown->failedStep = state->failedStep();
        if (const BuildProblem *problem = firstError(*state)) {
            m_shown->problem = *problem;
            m_shown->hasProblem = true;
        }
    }
    fill();
}

void ResultCard::fill()
{
    if (!m_shown)
        return;
    m_body = new QWidget;
    const int unit = fontMetrics().height();
    auto *column = new QVBoxLayout(m_body);
    column->setContentsMargins(unit, unit * 3 / 4, unit, unit * 3 / 4);
    column->setSpacing(unit / 3);
    m_column = column;
    switch (m_shown->result.outcome.kind) {
    case BuildOutcome::Kind::Done:
        fillGood();
        break;
    case BuildOutcome::Kind::Failed:
        fillFailed();
        break;
    case BuildOutcome::Kind::Cancelled:
        fillCancelled();
        break;
    }
    m_body->installEventFilter(this);
    setWidget(m_body); // the one before is deleted
    updateGeometry();
}

void ResultCard::addTitle(const QString &icon, ColorRole role, const QString &sentence, const QString &words)
{
    const int unit = fontMetrics().height();
    auto *row = new QHBoxLayout;
    row->setSpacing(unit / 2);
    auto *mark = new QLabel(m_body);
    mark->setPixmap(m_theme->icon(icon, role).pixmap(QSize(unit * 5 / 4, unit * 5 / 4), devicePixelRatio()));
    row->addWidget(mark, 0, Qt::AlignTop);
    auto *title = plainLabel(sentence, m_body);
    title->setObjectName(u"resultTitle"_s);
    title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setRelativeFont(title, 115, true);
    row->addWidget(title, 1);
    m_column->addLayout(row);
    if (words.isEmpty())
        return;
    auto *time = new RoleLabel(words, ColorRole::SubtleText, m_theme, m_body);
    time->setObjectName(u"resultWords"_s);
    time->setWordWrap(true);
    m_column->addWidget(time);
}

QWidget *ResultCard::copyRow(const QString &name, const QString &shown, const QString &text, const QString &tip, const QString &done)
{
    const int unit = fontMetrics().height();
    auto *line = new QWidget(m_body);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(unit / 3);
    auto *words = new QLabel(line);
    words->setTextFormat(Qt::PlainText);
    words->setText(shown);
    words->setAccessibleName(text);
    words->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (shown != text)
        words->setToolTip(text.toHtmlEscaped());
    row->addWidget(words);
    auto *copy = new QToolButton(line);
    copy->setObjectName(name);
    copy->setIcon(m_theme->icon(u"copy"_s));
    copy->setAccessibleName(tr("Copy %1").arg(text));
    copy->setToolTip(tip);
    copy->setAutoRaise(true);
    copy->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(copy);
    row->addStretch(1);
    connect(copy, &QToolButton::clicked, this, [this, text, done] {
        QGuiApplication::clipboard()->setText(text);
        Q_EMIT copied(done);
    });
    return line;
}

QString ResultCard::runCommand(const QString &reference) const
{
    QString command = u"docker run --rm"_s;
    for (const QString &port : m_shown->plan.ports) {
        if (!port.contains(u'/'))
            command += u" -p %1:%1"_s.arg(port);
    }
    return command + u' ' + reference;
}

QWidget *ResultCard::platformRow(const ImageReport &report)
{
    const int unit = fontMetrics().height();
    auto *line = new QWidget(m_body);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(unit / 3);
    for (const PlatformManifest &platform : report.platforms) {
        const bool isThere = isHeld(platform, report.problems);
        auto *mark = new QLabel(line);
        mark->setObjectName(u"platformMark"_s);
        mark->setPixmap(
            m_theme->icon(isThere ? u"check"_s : u"cross"_s, isThere ? ColorRole::Good : ColorRole::Bad).pixmap(QSize(unit, unit), devicePixelRatio()));
        mark->setAccessibleName(isThere ? tr("in the registry") : tr("not whole in the registry"));
        row->addWidget(mark);
        auto *name = new QLabel(line);
        name->setTextFormat(Qt::PlainText);
        name->setText(platform.bytes > 0 ? tr("%1, %2", "platform, size").arg(displayText(platform.platform), bytesText(platform.bytes))
                                         : displayText(platform.platform));
        const QString tip =
            isThere ? tr("The registry was asked: it holds this platform as %1.") : tr("The registry was asked: it does not hold all of this platform, %1.");
        name->setToolTip(tip.arg(displayText(platform.digest)).toHtmlEscaped());
        row->addWidget(name);
        row->addSpacing(unit / 2);
    }
    row->addStretch();
    return line;
}

/// Each sentence once: a registry that does not answer says the same of each tag.
void ResultCard::addProblems()
{
    QStringList said;
    for (const ImageReport &report : m_shown->result.reports) {
        for (const Error &problem : report.problems) {
            if (said.contains(problem.message))
                continue;
            said.append(problem.message);
            auto *words = new RoleLabel(displayText(problem.message), ColorRole::Bad, m_theme, m_body);
            words->setObjectName(u"resultProblem"_s);
            words->setWordWrap(true);
            m_column->addWidget(words);
        }
    }
}

// One image has the room to be told in full; several share it, a grid of two lines each, their digests shortened as registries do. What is
// copied is whole.
void ResultCard::addImages(const QList<Image> &images)
{
    const int unit = fontMetrics().height();
    const bool isOnly = images.size() == 1;
    m_column->addSpacing(unit / 6);
    QGridLayout *grid = nullptr;
    if (!isOnly) {
        grid = new QGridLayout;
        grid->setHorizontalSpacing(unit * 3 / 2);
        grid->setVerticalSpacing(unit / 4);
        grid->setColumnStretch(1, 1);
    }
    for (const Image &image : images) {
        auto *name = new QLabel(m_body);
        name->setTextFormat(Qt::PlainText);
        name->setText(displayText(image.reference));
        name->setObjectName(u"resultReference"_s);
        name->setTextInteractionFlags(Qt::TextSelectableByMouse);
        QFont bold = name->font();
        bold.setBold(true);
        name->setFont(bold);
        QWidget *platforms = image.report ? platformRow(*image.report) : new QWidget(m_body);
        const QString shown = isOnly ? image.digest : QString(image.digest.left(shortDigest) + u'…');
        QWidget *digest = image.digest.isEmpty() ? new QWidget(m_body)
                                                 : copyRow(u"digestCopy"_s, shown, image.reference + u'@' + image.digest,
                                                           tr("Copies the reference with its digest: it names exactly this image, for ever."),
                                                           tr("The reference with its digest is in the clipboard."));
        const QString command = runCommand(image.reference);
        // Nobody should run what is not there whole.
        QWidget *run = image.report && !image.report->problems.isEmpty()
                           ? new QWidget(m_body)
                           : copyRow(u"runCopy"_s, command, command, tr("Copies the command that runs this image."), tr("The command is in the clipboard."));
        if (isOnly) {
            auto *first = new QHBoxLayout;
            first->setSpacing(unit);
            first->addWidget(name);
            first->addWidget(platforms, 1);
            m_column->addLayout(first);
            m_column->addWidget(digest);
            m_column->addWidget(run);
        } else {
            const int row = grid->rowCount();
            grid->addWidget(name, row, 0);
            grid->addWidget(platforms, row, 1);
            grid->addWidget(digest, row + 1, 0);
            grid->addWidget(run, row + 1, 1);
        }
    }
    if (grid)
        m_column->addLayout(grid);
    addProblems();
}

void ResultCard::fillGood()
{
    const BuildResult &result = m_shown->result;
    const bool wasAsked = !result.reports.isEmpty();
    // What a registry does not hold is another thing than a registry that did not answer.
    const bool isMissing = std::ranges::any_of(result.reports, [](const ImageReport &report) {
        return std::ranges::any_of(report.problems, [](const Error &problem) { return problem.code == ErrorCode::Verification; });
    });
    if (wasAsked && result.isVerified)
        addTitle(u"check"_s, ColorRole::Good, tr("Pushed, and the registry has it all"), resultWords(result));
    else if (isMissing)
        addTitle(u"warning"_s, ColorRole::Attention, tr("Pushed, but the registry does not have what was pushed"), resultWords(result));
    else if (wasAsked)
        addTitle(u"warning"_s, ColorRole::Attention, tr("Pushed, but the registry could not be asked"), resultWords(result));
    else
        addTitle(u"check"_s, ColorRole::Good, tr("Built"), resultWords(result));
    QList<Image> images;
    for (const ImageReport &report : result.reports) {
        const QString digest = pushedDigest(result.outcome.images, report.reference);
        images.append({report.reference, digest.isEmpty() ? report.digest : digest, &report});
    }
    if (!wasAsked) {
        for (const PushedImage &image : result.outcome.images) {
            for (const QString &reference : image.references)
                images.append({reference, image.digest, nullptr});
        }
    }
    addImages(images);
}

void ResultCard::fillFailed()
{
    const BuildResult &result = m_shown->result;
    const BuildProblem &problem = m_shown->problem;
    addTitle(u"error"_s, ColorRole::Bad, displayText(m_shown->hasProblem ? problem.message : result.outcome.error.message),
             tr("Failed after %1").arg(durationText(std::chrono::milliseconds(result.outcome.milliseconds))));
    const QString meaning = m_shown->hasProblem && !problem.meaning.isEmpty() ? problem.meaning
                            : m_shown->hasProblem                             ? result.outcome.error.message
                                                                              : QString();
    if (!meaning.isEmpty()) {
        auto *words = plainLabel(displayText(meaning), m_body);
        words->setObjectName(u"resultMeaning"_s);
        m_column->addWidget(words);
    }
    auto *row = new QHBoxLayout;
    row->setSpacing(fontMetrics().height() / 2);
    if (const OptionInfo *option = optionByName(problem.fixKey); m_shown->hasProblem && option) {
        auto *fix = new QPushButton(tr("Mend i&t"), m_body);
        fix->setObjectName(u"mendButton"_s);
        fix->setToolTip(tr("Sets “%1” to %2.").arg(optionLabel(option->key), optionValueText(option->key, problem.fixValue, nullptr)).toHtmlEscaped());
        connect(fix, &QPushButton::clicked, this, [this] { Q_EMIT optionSuggested(m_shown->problem.fixKey, m_shown->problem.fixValue); });
        row->addWidget(fix);
    }
    if (m_shown->hasProblem && problem.dockerfileLine > 0) {
        auto *line = new QPushButton(tr("Show li&ne %1 of the Dockerfile").arg(problem.dockerfileLine), m_body);
        line->setObjectName(u"showLineButton"_s);
        line->setToolTip(tr("Goes to the instruction that failed, and why it is there."));
        connect(line, &QPushButton::clicked, this, [this] { Q_EMIT lineActivated(m_shown->problem.dockerfileLine); });
        row->addWidget(line);
    }
    if (m_shown->failedStep >= 0) {
        auto *log = new QPushButton(tr("Show its lo&g"), m_body);
        log->setObjectName(u"showLogButton"_s);
        log->setToolTip(tr("Goes to the error in the log of the step that failed."));
        connect(log, &QPushButton::clicked, this, [this] { Q_EMIT logRequested(m_shown->failedStep); });
        row->addWidget(log);
    }
    auto *again = new QPushButton(tr("Build &again"), m_body);
    again->setObjectName(u"againButton"_s);
    again->setToolTip(tr("Builds once more; what was done is taken from the cache."));
    connect(again, &QPushButton::clicked, this, &ResultCard::againRequested);
    row->addWidget(again);
    row->addStretch();
    m_column->addLayout(row);
}

void ResultCard::fillCancelled()
{
    addTitle(u"cancel"_s, ColorRole::Attention, tr("Cancelled after %1").arg(durationText(std::chrono::milliseconds(m_shown->result.outcome.milliseconds))),
             tr("What was done stays in the builder's cache: the next build goes on from there."));
    auto *again = new QPushButton(tr("Build &again"), m_body);
    again->setObjectName(u"againButton"_s);
    again->setToolTip(tr("Builds once more; what was done is taken from the cache."));
    connect(again, &QPushButton::clicked, this, &ResultCard::againRequested);
    m_column->addWidget(again, 0, Qt::AlignLeft);
}

} // namespace slipway
