// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/optionfield.h"

#include "base/text.h"
#include "plan/optioneditor.h"
#include "plan/optionwords.h"
#include "plan/originbutton.h"
#include "widgets/labels.h"

#include <QComboBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace slipway {

using namespace Qt::StringLiterals;

OptionField::OptionField(OptionKey key, const QString &name, Shape shape, OptionEditor *editor, const Theme *theme, std::shared_ptr<const Knowledge> knowledge,
                         QWidget *parent)
    : QObject(parent)
    , m_key(key)
    , m_type(optionInfo(key).type)
    , m_shape(shape)
    , m_editor(editor)
    , m_theme(theme)
    , m_knowledge(std::move(knowledge))
{
    const OptionInfo &info = optionInfo(key);
    const QString label = optionLabel(key);
    if (shape == Shape::Lines)
        makeText(parent);
    else if (shape == Shape::Base || !info.choices.isEmpty() || m_type == OptionType::Flag || key == OptionKey::Profile)
        makeCombo(shape == Shape::Base || key == OptionKey::Profile, parent);
    else
        makeLine(parent);
    m_widget->setObjectName(name);
    m_widget->setAccessibleName(label);
    m_widget->installEventFilter(this);
    m_label = new QLabel(label, parent);
    m_label->setBuddy(m_widget);
    m_label->setTextFormat(Qt::PlainText);
    m_reset = new OriginButton(key, name + u"Reset"_s, editor, theme, parent);
    connect(m_reset, &QToolButton::clicked, this, [this] { sayProblem({}); });
    colorHint();
    connect(theme, &Theme::changed, this, &OptionField::colorHint);
    m_problem = new RoleLabel({}, ColorRole::Bad, theme, parent);
    m_problem->setObjectName(name + u"Problem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
}

// What automatic gives is information, not a hint for an empty field: it must be readable.
void OptionField::colorHint()
{
    QWidget *text = m_combo && m_combo->isEditable() ? m_combo->lineEdit() : m_widget;
    QPalette own;
    own.setColor(QPalette::PlaceholderText, m_theme->color(ColorRole::SubtleText));
    text->setPalette(own);
    markBarred();
}

void OptionField::addTo(QGridLayout *grid)
{
    const int row = grid->rowCount();
    grid->addWidget(m_label, row, 0, m_text ? Qt::AlignTop : Qt::AlignVCenter);
    grid->addWidget(m_widget, row, 1);
    grid->addWidget(m_reset, row, 2);
    grid->addWidget(m_problem, row + 1, 1, 1, 2);
}

void OptionField::setVisible(bool visible)
{
    m_label->setVisible(visible);
    m_widget->setVisible(visible);
    if (!visible)
        m_reset->hide();
}

void OptionField::makeCombo(bool isEditable, QWidget *parent)
{
    m_combo = new QComboBox(parent);
    m_combo->setEditable(isEditable);
    m_combo->setInsertPolicy(QComboBox::NoInsert);
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(8);
    m_combo->setFocusPolicy(Qt::StrongFocus); // the wheel scrolls the panel, it does not change a value by the way
    m_widget = m_combo;
    if (m_type == OptionType::Flag)
        fillCombo({u"true"_s, u"false"_s});
    else if (m_shape != Shape::Base)
        fillCombo(optionInfo(m_key).choices);
    else if (m_knowledge) {
        QStringList keys;
        const auto role = m_key == OptionKey::RuntimeImage ? BaseImageInfo::Role::Runtime : BaseImageInfo::Role::Builder;
        for (const BaseImageInfo &base : m_knowledge->bases) {
            if (base.role == role && m_key != OptionKey::ToolsImage)
                keys.append(m_key == OptionKey::RuntimeImage ? base.key : base.reference);
        }
        fillCombo(keys);
    } else {
        fillCombo({});
    }
    connect(m_combo, &QComboBox::activated, this, &OptionField::comboChosen);
    if (isEditable) {
        m_combo->lineEdit()->installEventFilter(this);
        m_combo->lineEdit()->setAccessibleName(optionLabel(m_key));
        m_combo->setCompleter(nullptr);
        connect(m_combo->lineEdit(), &QLineEdit::textEdited, this, [this](const QString &text) { edited(parse(text)); });
    }
}

void OptionField::fillCombo(const QStringList &values)
{
    m_isFilling = true;
    m_combo->clear();
    m_combo->addItem(tr("Automatic"), QVariant());
    for (const QString &value : values) {
        if (value != u"auto"_s)
            m_combo->addItem(m_type == OptionType::Flag ? optionValueText(m_key, value == u"true"_s, nullptr)
                                                        : optionValueText(m_key, value, m_knowledge.get()),
                             m_type == OptionType::Flag ? QVariant(value == u"true"_s) : QVariant(value));
    }
    m_isFilling = false;
    markBarred();
}

void OptionField::setBarred(const QMap<QString, QString> &reasons)
{
    if (m_barred == reasons)
        return;
    m_barred = reasons;
    markBarred();
}

// Grey, but not disabled: whoever picks one with the keys, or hears it read, learns why as well.
void OptionField::markBarred()
{
    for (int i = 1; m_combo && i < m_combo->count(); ++i) {
        const QString reason = m_barred.value(m_combo->itemData(i).toString());
        const bool isBarred = !reason.isEmpty();
        m_combo->setItemData(i, isBarred ? QVariant(m_theme->color(ColorRole::SubtleText)) : QVariant(), Qt::ForegroundRole);
        m_combo->setItemData(i, isBarred ? QVariant(m_theme->icon(u"cross"_s, ColorRole::SubtleText)) : QVariant(), Qt::DecorationRole);
        m_combo->setItemData(i, isBarred ? QVariant(displayText(reason).toHtmlEscaped()) : QVariant(), Qt::ToolTipRole);
        m_combo->setItemData(i, isBarred ? QVariant(displayText(reason)) : QVariant(), Qt::AccessibleDescriptionRole);
    }
}

void OptionField::setSuggestions(const QStringList &values)
{
    QStringList now;
    for (int i = 1; i < m_combo->count(); ++i)
        now.append(m_combo->itemData(i).toString());
    if (now == values)
        return;
    fillCombo(values);
    const ResolvedOption shown = m_shown;
    m_isShown = false;
    show(shown);
}

void OptionField::makeLine(QWidget *parent)
{
    m_line = new QLineEdit(parent);
    m_widget = m_line;
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString &text) { edited(parse(text)); });
}

void OptionField::makeText(QWidget *parent)
{
    m_text = new QPlainTextEdit(parent);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFixedHeight(m_text->fontMetrics().height() * 4);
    m_widget = m_text;
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_isFilling)
            edited(parse(m_text->toPlainText()));
    });
}

QVariant OptionField::parse(const QString &text) const
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return {};
    if (m_type == OptionType::Text)
        return trimmed;
    if (m_type == OptionType::List) {
        QStringList items;
        for (const QString &item : text.split(m_shape == Shape::Lines ? u'\n' : u',', Qt::SkipEmptyParts)) {
            if (!item.trimmed().isEmpty())
                items.append(m_shape == Shape::Lines ? item : item.trimmed());
        }
        return items.isEmpty() ? QVariant() : QVariant(items);
    }
    QVariantMap map;
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts)) {
        const qsizetype at = line.indexOf(u'=');
        if (!line.trimmed().isEmpty())
            map.insert((at < 0 ? line : line.first(at)).trimmed(), at < 0 ? QString() : line.mid(at + 1));
    }
    return map;
}

QString OptionField::format(const QVariant &value) const
{
    if (m_type == OptionType::List)
        return value.toStringList().join(m_shape == Shape::Lines ? u"\n"_s : u", "_s);
    if (m_type == OptionType::Map) {
        QStringList lines;
        const QVariantMap map = value.toMap();
        for (auto it = map.begin(); it != map.end(); ++it)
            lines.append(it.key() + u'=' + it.value().toString());
        return lines.join(u'\n');
    }
    return value.toString();
}

void OptionField::edited(const QVariant &value)
{
    if (m_isFilling)
        return;
    const bool isAutomatic = !value.isValid() || (value == u"auto"_s && optionInfo(m_key).choices.contains(u"auto"_s));
    // What a plan does not take (the command line has the last word) is shown as it was planned.
    const bool wasShown = std::exchange(m_isShown, false);
    if (isAutomatic) {
        sayProblem({});
        m_editor->setAutomatic(m_key);
        return;
    }
    const Result<void> done = m_editor->set(m_key, value);
    if (done)
        m_typed = value;
    else
        m_isShown = wasShown;
    sayProblem(done ? QString() : done.error().message);
}

void OptionField::comboChosen(int index)
{
    const QVariant value = m_combo->itemData(index);
    if (m_barred.contains(value.toString())) {
        m_typed = {};
        m_isShown = false;
        show(ResolvedOption(m_shown)); // what the box shows is what is planned
        Q_EMIT barredChosen(value);
        return;
    }
    // Over a value of the file, "Automatic" is a choice of its own where the option knows that word.
    if (!value.isValid() && optionInfo(m_key).choices.contains(u"auto"_s) && m_shown.origin == OptionOrigin::File)
        edited(u"auto"_s);
    else
        edited(value);
}

void OptionField::sayProblem(const QString &sentence)
{
    m_problem->setText(displayText(sentence));
    m_problem->setVisible(!sentence.isEmpty());
    m_widget->setAccessibleDescription(sentence);
}

// Is the value what was typed here last? Then the words stay as they are, also where they have become something else since: what is refused
// on the way ("65532:" before its second number) makes no plan, so the plan of the words before comes while more is typed.
bool OptionField::isTyped(const ResolvedOption &option, const QString &words) const
{
    const QVariant shown = option.origin == OptionOrigin::Automatic ? QVariant() : option.value;
    return parse(words) == shown || (shown.isValid() && shown == m_typed);
}

void OptionField::show(const ResolvedOption &option)
{
    const bool isOverFile = m_editor->isAutomaticOverFile(m_key);
    if (m_isShown && option == m_shown && isOverFile == m_isOverFile)
        return;
    m_isOverFile = isOverFile;
    m_isShown = true;
    m_isFilling = true;
    const bool isAutomatic = option.origin == OptionOrigin::Automatic;
    const QString automatic = optionValueText(m_key, option.automatic, m_knowledge.get());
    const QString hint = automatic.isEmpty() ? tr("automatic: none") : tr("auto: %1").arg(automatic);
    if (m_combo) {
        m_combo->setItemText(0, hint);
        int index = 0;
        if (!isAutomatic && option.value.toString() != u"auto"_s)
            index = m_combo->findData(option.value);
        if (m_combo->isEditable()) {
            QLineEdit *line = m_combo->lineEdit();
            line->setPlaceholderText(hint);
            // What is being typed stays as it is typed.
            if (!(line->hasFocus() && isTyped(option, line->text()))) {
                m_typed = {};
                m_combo->setCurrentIndex(index > 0 ? index : -1);
                line->setText(isAutomatic ? QString() : index > 0 ? m_combo->itemText(index) : option.value.toString());
                line->setCursorPosition(0);
            }
        } else {
            m_combo->setCurrentIndex(qMax(0, index));
        }
    } else if (m_line) {
        m_line->setPlaceholderText(hint);
        if (!(m_line->hasFocus() && isTyped(option, m_line->text()))) {
            m_typed = {};
            m_line->setText(isAutomatic ? QString() : format(option.value));
            m_line->setCursorPosition(0);
        }
    } else {
        m_text->setPlaceholderText(hint);
        if (!(m_text->hasFocus() && isTyped(option, m_text->toPlainText()))) {
            m_typed = {};
            m_text->setPlainText(isAutomatic ? QString() : format(option.value));
        }
    }
    m_isFilling = false;
    m_shown = option;
    showOrigin(option);
}

void OptionField::showOrigin(const ResolvedOption &option)
{
    const QString automatic = optionValueText(m_key, option.automatic, m_knowledge.get());
    const QString help = optionInfo(m_key).help;
    QString tip = help;
    if (!automatic.isEmpty())
        tip += u'\n' + (option.why.isEmpty() ? tr("Automatic: %1.").arg(automatic) : tr("Automatic: %1. %2").arg(automatic, displayText(option.why)));
    m_reset->showOrigin(option.origin);
    const QString origin = m_reset->originWords();
    tip += u'\n' + tr("Now %1.").arg(origin);
    m_widget->setToolTip(tip.toHtmlEscaped().replace(u'\n', u"<br>"_s));
    m_widget->setAccessibleDescription(origin);
}

bool OptionField::eventFilter(QObject *watched, QEvent *event)
{
    // Undo belongs to the window's one stack, not to the text field's own.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    if (event->type() == QEvent::Wheel && watched == m_combo && !m_combo->hasFocus()) {
        event->ignore();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace slipway
