// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/planpage.h"

#include "plan/choicepanel.h"
#include "plan/codeview.h"
#include "plan/cratenotes.h"
#include "plan/findinglist.h"
#include "plan/generatedpanel.h"
#include "plan/nativelist.h"
#include "plan/optioneditor.h"
#include "plan/origintitle.h"
#include "plan/projectpanel.h"
#include "plan/savedockerfile.h"
#include "session/session.h"
#include "widgets/labels.h"

#include <QApplication>
#include <QClipboard>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

struct PlanPage::Private
{
    PlanPage *page = nullptr;
    WindowServices services;
    OptionEditor *editor = nullptr;
    const Theme *theme = nullptr;
    QSplitter *splitter = nullptr;
    QSplitter *side = nullptr;    ///< right: what can be chosen, in a narrow window below what was found
    QWidget *left = nullptr;
    QScrollArea *found = nullptr; ///< in one of the two
    OriginTitle *binaryTitle = nullptr;
    ProjectTree *tree = nullptr;
    QWidget *nativeHead = nullptr;
    RoleLabel *nativeCount = nullptr;
    NativeList *natives = nullptr;
    FindingList *findings = nullptr;
    GeneratedPanel *generated = nullptr;
    ChoicePanel *choices = nullptr;
    QString shownRoot;
    bool wasShown = false;

    void makeFound();
    [[nodiscard]] bool isNarrow() const;
    void arrange();
    void share();
    void show();
    void showFindings();
    [[nodiscard]] QString root() const;
};

PlanPage::PlanPage(const WindowServices &services, OptionEditor *editor, const Theme *theme, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>())
{
    d->page = this;
    d->services = services;
    d->editor = editor;
    d->theme = theme;
    setObjectName(u"planPage"_s);
    setAccessibleName(tr("Plan"));
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    d->splitter = new QSplitter(Qt::Horizontal, this);
    d->splitter->setObjectName(u"planSplitter"_s);
    d->splitter->setChildrenCollapsible(false);
    whole->addWidget(d->splitter);
    d->left = new QWidget(d->splitter);
    auto *around = new QVBoxLayout(d->left);
    around->setContentsMargins(0, 0, 0, 0);
    d->makeFound();
    around->addWidget(d->found);
    d->splitter->addWidget(d->left);
    d->generated = new GeneratedPanel(theme, d->splitter);
    d->splitter->addWidget(d->generated);
    d->side = new QSplitter(Qt::Vertical, d->splitter);
    d->side->setChildrenCollapsible(false); // without a name: where it stands is not kept, since it seldom has two parts
    d->choices = new ChoicePanel(services, editor, theme, d->side);
    d->side->addWidget(d->choices);
    d->splitter->addWidget(d->side);
    d->splitter->setStretchFactor(0, 0);
    d->splitter->setStretchFactor(1, 1);
    d->splitter->setStretchFactor(2, 0);

    connect(services.session, &Session::planChanged, this, [this] { d->show(); });
    // Later: the tick whose wish came to nothing is still being set.
    connect(
        editor, &OptionEditor::nothingChanged, this,
        [this] {
            if (!d->services.session->isBusy()) // else the plan to come is shown
                d->show();
        },
        Qt::QueuedConnection);
    connect(services.session, &Session::buildFinished, this, &PlanPage::reloadHistory);
    connect(d->generated, &GeneratedPanel::copyRequested, this, &PlanPage::copyDockerfile);
    connect(d->generated, &GeneratedPanel::saveRequested, this, &PlanPage::saveDockerfile);
    connect(d->generated, &GeneratedPanel::dockerfileLineChosen, this, &PlanPage::dockerfileLineChosen);
    connect(d->findings, &FindingList::fixRequested, this, [this](const Finding &finding) {
        const OptionInfo *option = optionByName(finding.fixKey);
        if (option && !finding.fixValue.isValid()) {
            d->editor->setAutomatic(option->key);
        } else if (option) {
            if (const Result<void> done = d->editor->set(option->key, finding.fixValue); !done)
                Q_EMIT notice(done.error().message);
        }
    });
    connect(d->findings, &FindingList::ignoreRequested, this, [this](const QString &code) {
        QStringList codes = d->services.settings->ignoredFindings(d->root());
        if (!codes.contains(code))
            codes.append(code);
        d->services.settings->setIgnoredFindings(d->root(), codes);
        d->showFindings();
    });
    connect(d->findings, &FindingList::ignoredShown, this, [this] {
        d->services.settings->setIgnoredFindings(d->root(), {});
        d->showFindings();
    });
    if (services.session->current())
        d->show();
}

PlanPage::~PlanPage() = default;

// Only now the splitter has its width; sizes given before are squeezed to the minimum and the rest goes to the middle.
void PlanPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (d->wasShown)
        return;
    d->wasShown = true;
    QMetaObject::invokeMethod(this, [this] { d->share(); }, Qt::QueuedConnection);
}

void PlanPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->arrange();
}

// The choices want more than they can do with: below that, names of images are cut.
bool PlanPage::Private::isNarrow() const
{
    const int wanted = page->fontMetrics().height() * 22;
    return page->width() < found->minimumWidth() + generated->minimumSizeHint().width() + wanted + 2 * splitter->handleWidth();
}

void PlanPage::Private::arrange()
{
    const bool isNarrowNow = isNarrow();
    if (isNarrowNow == (found->parentWidget() == side))
        return;
    QWidget *focus = page->isAncestorOf(QApplication::focusWidget()) ? QApplication::focusWidget() : nullptr;
    left->setVisible(!isNarrowNow);
    if (isNarrowNow)
        side->insertWidget(0, found);
    else
        left->layout()->addWidget(found);
    found->show();
    share();
    if (focus) // a part that moves loses it
        focus->setFocus();
}

void PlanPage::Private::share()
{
    const int unit = page->fontMetrics().height();
    const bool isStacked = found->parentWidget() == side;
    const int first = isStacked ? 0 : unit * (page->width() > unit * 90 ? 20 : 18);
    const int room = page->width() - first - 2 * splitter->handleWidth();
    const int last = std::min(unit * 24, room - generated->minimumSizeHint().width());
    splitter->setSizes({first, room - last, last});
    if (isStacked)
        side->setSizes({page->height() / 2, page->height() / 2});
}

void PlanPage::Private::makeFound()
{
    found = new QScrollArea(left);
    found->setObjectName(u"foundPanel"_s);
    found->setAccessibleName(PlanPage::tr("What was found"));
    found->setWidgetResizable(true);
    found->setFrameShape(QFrame::NoFrame);
    found->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    found->setFocusPolicy(Qt::NoFocus);
    auto *body = new QWidget(found);
    auto *column = new QVBoxLayout(body);
    const int space = page->fontMetrics().height();
    column->setContentsMargins(space, space, space / 2, space);
    column->setSpacing(space / 3);
    binaryTitle = new OriginTitle(PlanPage::tr("PROJECT"), OptionKey::Binaries, u"binaries"_s, editor, theme, body);
    binaryTitle->setPattern(PlanPage::tr("binaries: %1", "%1 is where the choice comes from, such as automatic"));
    column->addWidget(binaryTitle);
    tree = new ProjectTree(editor, theme, body);
    column->addWidget(tree);
    column->addSpacing(space / 2);
    nativeHead = new QWidget(body);
    auto *head = new QHBoxLayout(nativeHead);
    head->setContentsMargins(0, 0, 0, 0);
    head->addWidget(sectionTitle(PlanPage::tr("NATIVE LIBRARIES"), theme, nativeHead));
    head->addStretch();
    nativeCount = new RoleLabel({}, ColorRole::SubtleText, theme, nativeHead);
    setRelativeFont(nativeCount, 90, false);
    head->addWidget(nativeCount);
    column->addWidget(nativeHead);
    natives = new NativeList(theme, body);
    column->addWidget(natives);
    column->addWidget(new CrateNotes(services.session, theme, body));
    column->addSpacing(space / 2);
    column->addWidget(sectionTitle(PlanPage::tr("FINDINGS"), theme, body));
    findings = new FindingList(theme, body);
    column->addWidget(findings);
    column->addStretch();
    found->setWidget(body);
    found->setMinimumWidth(space * 18);
}

QString PlanPage::Private::root() const
{
    const auto current = services.session->current();
    return current && current->project ? current->project->root : QString();
}

void PlanPage::Private::showFindings()
{
    if (const auto current = services.session->current())
        findings->show(current->plan.findings, services.settings->ignoredFindings(root()));
}

void PlanPage::Private::show()
{
    const std::shared_ptr<const PlanResult> current = services.session->current();
    if (!current || !current->project)
        return;
    const bool isSameProject = shownRoot == current->project->root;
    // The text first: it is what the person looks at while typing.
    generated->show(*current, isSameProject);
    arrange(); // the words of its tabs may have changed
    choices->show(*current);
    tree->show(*current);
    binaryTitle->showOrigin(current->plan.options.value(OptionKey::Binaries).origin);
    natives->show(current->plan.natives);
    const int all = static_cast<int>(current->plan.natives.size());
    nativeHead->setVisible(all > 0);
    const int open = natives->decisionCount();
    nativeCount->setText(open == 0     ? QString::number(all)
                         : open == all ? PlanPage::tr("%1 to decide").arg(all)
                                       : PlanPage::tr("%1 of %2 to decide").arg(open).arg(all));
    showFindings();
    if (!isSameProject) {
        shownRoot = current->project->root;
        page->reloadHistory();
    }
}

void PlanPage::reloadHistory()
{
    if (d->services.history && !d->root().isEmpty())
        d->generated->setCosts(StepCosts(d->services.history->list(60), d->root()));
}

void PlanPage::showDockerfileLine(int line)
{
    d->generated->showDockerfileLine(line);
}

QList<QSplitter *> PlanPage::splitters() const
{
    return QList<QSplitter *>{d->splitter} + d->generated->splitters();
}

void PlanPage::find()
{
    d->generated->find();
}

void PlanPage::copyDockerfile()
{
    if (const auto current = d->services.session->current()) {
        QApplication::clipboard()->setText(current->document.text());
        Q_EMIT notice(tr("The Dockerfile is in the clipboard."));
    }
}

void PlanPage::saveDockerfile()
{
    const auto current = d->services.session->current();
    if (!current || !current->project)
        return;
    auto *saving = new SaveDockerfile(*current, d->theme, this);
    connect(saving, &SaveDockerfile::saved, this, [this](const QStringList &paths) {
        Q_EMIT notice(paths.isEmpty() ? tr("The files are up to date.") : tr("Saved %1.").arg(paths.join(u", "_s)));
        d->services.session->reload();
    });
    connect(saving, &SaveDockerfile::failed, this, &PlanPage::notice);
    saving->start();
}

} // namespace slipway
