// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/choicepanel.h"

#include "base/text.h"
#include "plan/baseadvice.h"
#include "plan/optioneditor.h"
#include "plan/optionfield.h"
#include "plan/optionwords.h"
#include "plan/origintitle.h"
#include "plan/packagefeatures.h"
#include "plan/platformlist.h"
#include "session/session.h"
#include "widgets/labels.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QHash>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

struct ChoicePanel::Private
{
    WindowServices services;
    OptionEditor *editor = nullptr;
    const Theme *theme = nullptr;
    ChoicePanel *panel = nullptr;
    QWidget *body = nullptr;
    QVBoxLayout *sections = nullptr;
    PlatformList *platforms = nullptr;
    BaseAdvice *baseAdvice = nullptr;
    QPushButton *pin = nullptr;
    RoleLabel *pinNote = nullptr;
    LinkButton *unpin = nullptr;
    QWidget *natives = nullptr;
    QVBoxLayout *nativeRows = nullptr;
    QList<NativeDecision> shownNatives;
    QVariantMap shownChoices;
    QList<OptionField *> fields;
    OriginTitle *platformTitle = nullptr;
    PackageFeatures *features = nullptr;
    QHash<QString, RoleLabel *> nativeOrigins; ///< by crate

    QGridLayout *grid(const QString &title);
    QGridLayout *foldedGrid(const QString &title, const QString &name);
    OptionField *field(QGridLayout *grid, OptionKey key, const QString &name, OptionField::Shape shape = OptionField::Shape::Auto);
    QGridLayout *bareGrid(QWidget *parent) const;
    void makeBases();
    void makePins(QGridLayout *bases);
    void showPins(const PlanResult &result);
    void dropPins();
    void makeImages();
    void showNatives(const PlanResult &result);
    void addNative(const NativeDecision &native, const QString &chosen);
    void showNativeOrigins(const LayeredOptions &options);
    void chooseNative(const QString &crate, const QString &choice);
};

ChoicePanel::ChoicePanel(const WindowServices &services, OptionEditor *editor, const Theme *theme, QWidget *parent)
    : QScrollArea(parent)
    , d(std::make_unique<Private>())
{
    d->services = services;
    d->editor = editor;
    d->theme = theme;
    d->panel = this;
    setObjectName(u"choicePanel"_s);
    setAccessibleName(tr("Choices"));
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    d->body = new QWidget(this);
    d->sections = new QVBoxLayout(d->body);
    const int space = fontMetrics().height();
    d->sections->setContentsMargins(space, space, space / 2, space);
    d->sections->setSpacing(space / 2);
    d->platformTitle = new OriginTitle(tr("PLATFORMS"), OptionKey::Platforms, u"platforms"_s, editor, theme, d->body);
    d->sections->addWidget(d->platformTitle);
    d->platforms = new PlatformList(services.knowledge, editor, theme, d->body);
    d->sections->addWidget(d->platforms);
    d->makeBases();
    QGridLayout *linking = d->grid(tr("LINKING AND CACHE"));
    d->field(linking, OptionKey::Libc, u"libcChoice"_s);
    d->field(linking, OptionKey::Cross, u"crossChoice"_s);
    d->field(linking, OptionKey::Cache, u"cacheChoice"_s);
    d->natives = new QWidget(d->body);
    d->nativeRows = new QVBoxLayout(d->natives);
    d->nativeRows->setContentsMargins(0, 0, 0, 0);
    d->sections->addWidget(d->natives);
    d->makeImages();
    d->sections->addStretch();
    setWidget(d->body);
    setMinimumWidth(fontMetrics().height() * 16);
}

ChoicePanel::~ChoicePanel() = default;

QGridLayout *ChoicePanel::Private::bareGrid(QWidget *parent) const
{
    auto *grid = new QGridLayout(parent);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(parent->fontMetrics().height() / 4);
    grid->setHorizontalSpacing(parent->fontMetrics().height() / 3);
    grid->setColumnMinimumWidth(0, parent->fontMetrics().horizontalAdvance(u"C library"_s) + 4);
    grid->setColumnStretch(1, 1);
    return grid;
}

QGridLayout *ChoicePanel::Private::grid(const QString &title)
{
    sections->addSpacing(body->fontMetrics().height() / 3);
    sections->addWidget(sectionTitle(title, theme, body));
    auto *rows = new QWidget(body);
    sections->addWidget(rows);
    return bareGrid(rows);
}

QGridLayout *ChoicePanel::Private::foldedGrid(const QString &title, const QString &name)
{
    auto *toggle = new LinkButton(u"▸ "_s + title, theme, body);
    toggle->setObjectName(name);
    toggle->setCheckable(true);
    toggle->setAccessibleName(title);
    toggle->setToolTip(ChoicePanel::tr("Shows or hides these fields."));
    auto *rows = new QWidget(body);
    rows->hide();
    QObject::connect(toggle, &LinkButton::toggled, rows, [toggle, rows, title](bool on) {
        toggle->setText((on ? u"▾ "_s : u"▸ "_s) + title);
        rows->setVisible(on);
    });
    sections->addWidget(toggle, 0, Qt::AlignLeft);
    sections->addWidget(rows);
    return bareGrid(rows);
}

OptionField *ChoicePanel::Private::field(QGridLayout *grid, OptionKey key, const QString &name, OptionField::Shape shape)
{
    auto *made = new OptionField(key, name, shape, editor, theme, services.knowledge, grid->parentWidget());
    made->addTo(grid);
    fields.append(made);
    return made;
}

void ChoicePanel::Private::makeBases()
{
    QGridLayout *bases = grid(ChoicePanel::tr("BASE IMAGES"));
    field(bases, OptionKey::BuilderImage, u"builderImage"_s, OptionField::Shape::Base);
    OptionField *runtime = field(bases, OptionKey::RuntimeImage, u"runtimeImage"_s, OptionField::Shape::Base);
    baseAdvice = new BaseAdvice(services.session, services.knowledge, editor, runtime, theme, body);
    bases->addWidget(baseAdvice, bases->rowCount(), 1, 1, 2);
    field(bases, OptionKey::ToolsImage, u"toolsImage"_s, OptionField::Shape::Base);
    makePins(bases);
}

void ChoicePanel::Private::makePins(QGridLayout *bases)
{
    pin = new QPushButton(theme->icon(u"pin"_s), {}, body);
    pin->setObjectName(u"pinButton"_s);
    pin->setToolTip(ChoicePanel::tr("Asks the registries which images the tags name today and keeps those, until you update them here."));
    QObject::connect(pin, &QPushButton::clicked, panel, [this] { services.session->pinBases(); });
    pinNote = new RoleLabel({}, ColorRole::SubtleText, theme, body);
    pinNote->setWordWrap(true);
    setRelativeFont(pinNote, 88, false);
    unpin = new LinkButton(ChoicePanel::tr("Unpin"), theme, body);
    unpin->setObjectName(u"unpinButton"_s);
    unpin->setAccessibleName(ChoicePanel::tr("Unpin the base images"));
    unpin->setToolTip(ChoicePanel::tr("Lets the base images stand by their tags again, so that their security updates come in."));
    QObject::connect(unpin, &LinkButton::clicked, panel, [this] { dropPins(); });
    const int row = bases->rowCount();
    bases->addWidget(pin, row, 1, 1, 1);
    bases->addWidget(pinNote, row + 1, 1, 1, 2);
    bases->addWidget(unpin, row + 2, 1, 1, 2, Qt::AlignLeft);
}

void ChoicePanel::Private::showPins(const PlanResult &result)
{
    const int pins = static_cast<int>(result.plan.pins.size());
    pin->setText(pins > 0 ? ChoicePanel::tr("Update the pins") : ChoicePanel::tr("Pin by digest"));
    pin->setAccessibleName(pins > 0 ? ChoicePanel::tr("Update the pins of the base images") : ChoicePanel::tr("Pin the base images by digest"));
    pinNote->setText(ChoicePanel::tr("%n images are pinned by digest.", nullptr, pins));
    pinNote->setVisible(pins > 0);
    unpin->setVisible(pins > 0);
}

/// Pins that slipway.toml has go out of the file when it is saved.
void ChoicePanel::Private::dropPins()
{
    editor->setAutomatic(OptionKey::Pins);
}

void ChoicePanel::Private::makeImages()
{
    using enum OptionField::Shape;
    QGridLayout *images = grid(ChoicePanel::tr("IMAGES PUSHED"));
    field(images, OptionKey::ImageMode, u"imageMode"_s);
    field(images, OptionKey::ImageName, u"imageName"_s);
    field(images, OptionKey::ImageTags, u"imageTags"_s);
    field(images, OptionKey::User, u"imageUser"_s);
    field(images, OptionKey::Ports, u"imagePorts"_s);
    QGridLayout *more = foldedGrid(ChoicePanel::tr("More about the images"), u"moreImages"_s);
    field(more, OptionKey::Environment, u"imageEnvironment"_s, Lines);
    field(more, OptionKey::Labels, u"imageLabels"_s, Lines);
    field(more, OptionKey::WorkingDirectory, u"imageFolder"_s);
    field(more, OptionKey::Entrypoint, u"imageEntrypoint"_s);
    field(more, OptionKey::Arguments, u"imageArguments"_s, Lines);
    field(more, OptionKey::Assets, u"imageAssets"_s);
    field(more, OptionKey::RuntimeLines, u"imageLines"_s, Lines);
    field(more, OptionKey::RuntimePackages, u"imagePackages"_s);
    field(more, OptionKey::Volumes, u"imageVolumes"_s);
    field(more, OptionKey::Healthcheck, u"imageHealthcheck"_s, Lines);
    field(more, OptionKey::StopSignal, u"imageStopSignal"_s);
    field(more, OptionKey::Symbols, u"imageSymbols"_s);
    field(more, OptionKey::Reproducible, u"imageReproducible"_s);
    field(more, OptionKey::Sbom, u"imageSbom"_s);
    field(more, OptionKey::Provenance, u"imageProvenance"_s);
    QGridLayout *cargo = foldedGrid(ChoicePanel::tr("Cargo and the builder"), u"moreBuild"_s);
    field(cargo, OptionKey::Profile, u"profileChoice"_s);
    field(cargo, OptionKey::Features, u"featureList"_s);
    features = new PackageFeatures(editor, theme, cargo->parentWidget());
    cargo->addWidget(features, cargo->rowCount(), 1);
    field(cargo, OptionKey::AllFeatures, u"allFeatures"_s);
    field(cargo, OptionKey::NoDefaultFeatures, u"noDefaultFeatures"_s);
    field(cargo, OptionKey::Incremental, u"incrementalChoice"_s);
    field(cargo, OptionKey::BuildPackages, u"buildPackages"_s);
    field(cargo, OptionKey::BuildEnvironment, u"buildEnvironment"_s, Lines);
    field(cargo, OptionKey::BuildLines, u"buildLines"_s, Lines);
    field(cargo, OptionKey::BuildArguments, u"buildArguments"_s, Lines);
    field(cargo, OptionKey::Secrets, u"buildSecrets"_s, Lines);
    field(cargo, OptionKey::Ssh, u"buildSsh"_s);
}

void ChoicePanel::show(const PlanResult &result)
{
    d->platforms->show(result.plan);
    d->features->show(result);
    d->platformTitle->showOrigin(result.plan.options.value(OptionKey::Platforms).origin);
    for (OptionField *field : std::as_const(d->fields)) {
        if (field->key() == OptionKey::Profile)
            field->setSuggestions(result.project->profiles);
        field->show(result.plan.options.value(field->key()));
    }
    d->baseAdvice->show(result);
    d->showPins(result);
    d->showNatives(result);
}

void ChoicePanel::Private::showNatives(const PlanResult &result)
{
    const QVariantMap choices = result.options.effective().map(OptionKey::Native);
    QList<NativeDecision> wanted;
    for (const NativeDecision &native : result.plan.natives) {
        if ((native.wantsDecision || choices.contains(native.crate)) && !native.choices.isEmpty())
            wanted.append(native);
    }
    if (wanted == shownNatives && choices == shownChoices) {
        showNativeOrigins(result.options);
        return;
    }
    // Same questions, another answer: the buttons stay, so that the focus does.
    bool isSame = wanted.size() == shownNatives.size();
    for (int i = 0; isSame && i < wanted.size(); ++i)
        isSame = wanted[i].crate == shownNatives[i].crate && wanted[i].choices == shownNatives[i].choices;
    shownNatives = wanted;
    shownChoices = choices;
    if (isSame) {
        for (const NativeDecision &native : wanted) {
            const QString chosen = choices.value(native.crate, u"auto"_s).toString();
            if (auto *button = natives->findChild<QRadioButton *>(u"native:"_s + native.crate + u':' + chosen)) {
                const QSignalBlocker quiet(button);
                button->setChecked(true);
            }
        }
        showNativeOrigins(result.options);
        return;
    }
    nativeOrigins.clear();
    while (QLayoutItem *item = nativeRows->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const NativeDecision &native : wanted)
        addNative(native, choices.value(native.crate, u"auto"_s).toString());
    showNativeOrigins(result.options);
    natives->setVisible(!wanted.isEmpty());
}

void ChoicePanel::Private::showNativeOrigins(const LayeredOptions &options)
{
    for (const NativeDecision &native : std::as_const(shownNatives)) {
        if (RoleLabel *words = nativeOrigins.value(native.crate))
            words->setText(originText(nativeOrigin(options, native.crate)));
    }
}

void ChoicePanel::Private::addNative(const NativeDecision &native, const QString &chosen)
{
    auto *section = new QWidget(natives);
    auto *rows = new QVBoxLayout(section);
    rows->setContentsMargins(0, natives->fontMetrics().height() / 3, 0, 0);
    rows->setSpacing(natives->fontMetrics().height() / 4);
    auto *head = new QHBoxLayout;
    head->addWidget(sectionTitle(displayText(native.library).toUpper(), theme, section));
    head->addStretch();
    auto *origin = new RoleLabel({}, ColorRole::SubtleText, theme, section);
    origin->setObjectName(u"nativeOrigin:"_s + native.crate);
    setRelativeFont(origin, 88, false);
    nativeOrigins.insert(native.crate, origin);
    head->addWidget(origin);
    rows->addLayout(head);
    if (!native.advice.isEmpty()) {
        auto *advice = new RoleLabel(displayText(native.advice), ColorRole::SubtleText, theme, section);
        advice->setWordWrap(true);
        setRelativeFont(advice, 88, false);
        rows->addWidget(advice);
    }
    auto *group = new QButtonGroup(section);
    QStringList choices = native.choices;
    if (!choices.contains(u"auto"_s))
        choices.prepend(u"auto"_s);
    for (const QString &choice : std::as_const(choices)) {
        auto *button = new QRadioButton(nativeChoiceText(choice, choice == u"auto"_s), section);
        button->setObjectName(u"native:"_s + native.crate + u':' + choice);
        button->setAccessibleName(displayText(native.library) + u": "_s + button->text());
        button->setToolTip(ChoicePanel::tr("Decides how the binaries get this library."));
        button->setChecked(choice == chosen);
        group->addButton(button);
        QObject::connect(button, &QRadioButton::toggled, section, [this, crate = native.crate, choice](bool isChosen) { // not clicked(): screen readers toggle
            if (isChosen)
                chooseNative(crate, choice);
        });
        rows->addWidget(button);
    }
    nativeRows->addWidget(section);
}

void ChoicePanel::Private::chooseNative(const QString &crate, const QString &choice)
{
    // The map is one option: what the file says about other libraries goes along.
    QVariantMap map = services.session->options().kept().map(OptionKey::Native);
    const bool isInFile = services.session->options().file.map(OptionKey::Native).contains(crate);
    if (choice == u"auto"_s && !isInFile)
        map.remove(crate);
    else
        map.insert(crate, choice);
    if (map.isEmpty())
        editor->setAutomatic(OptionKey::Native);
    else
        (void)editor->set(OptionKey::Native, map);
}

} // namespace slipway
