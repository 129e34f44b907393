// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "widgets/banner.h"

#include "base/text.h"
#include "widgets/labels.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace slipway {

using namespace Qt::StringLiterals;

Banner::Banner(const Theme *theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
{
    setObjectName(u"banner"_s);
    auto *row = new QHBoxLayout(this);
    const int space = fontMetrics().height() / 2;
    row->setContentsMargins(2 * space, space, space, space);
    m_icon = new QLabel(this);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    m_sentence = plainLabel({}, this);
    m_sentence->setObjectName(u"bannerSentence"_s);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail = plainLabel({}, this);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->addWidget(m_sentence);
    words->addWidget(m_detail);
    row->addLayout(words, 1);
    m_buttons = new QHBoxLayout;
    row->addLayout(m_buttons);
    auto *close = new QToolButton(this);
    close->setObjectName(u"bannerClose"_s);
    close->setIcon(theme->icon(u"clear"_s));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Close this message"));
    close->setToolTip(tr("Closes this message."));
    connect(close, &QToolButton::clicked, this, &Banner::dismiss);
    row->addWidget(close, 0, Qt::AlignTop);
    connect(theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void Banner::say(Kind kind, const QString &sentence, const QString &detail, const QList<Action> &actions)
{
    m_kind = kind;
    const QString name = kind == Kind::Error ? u"error"_s : kind == Kind::Warning ? u"warning"_s : u"info"_s;
    const ColorRole role = kind == Kind::Error ? ColorRole::Bad : kind == Kind::Warning ? ColorRole::Attention : ColorRole::Accent;
    m_icon->setPixmap(m_theme->icon(name, role).pixmap(QSize(16, 16), devicePixelRatio()));
    m_sentence->setText(displayText(sentence));
    m_detail->setText(displayText(detail).left(600));
    m_detail->setVisible(!detail.isEmpty());
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const Action &action : actions) {
        auto *button = new QPushButton(action.text, this);
        button->setObjectName(u"bannerButton"_s);
        button->setAccessibleName(QString(action.text).remove(u'&'));
        connect(button, &QPushButton::clicked, this, [this, run = action.run] {
            dismiss();
            run();
        });
        m_buttons->addWidget(button);
    }
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    update();
}

void Banner::dismiss()
{
    hide();
}

QString Banner::sentence() const
{
    return isHidden() ? QString() : m_sentence->text();
}

void Banner::paintEvent(QPaintEvent *)
{
    const ColorRole ground = m_kind == Kind::Error     ? ColorRole::BadBackground
                             : m_kind == Kind::Warning ? ColorRole::AttentionBackground
                                                       : ColorRole::HoverBackground;
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ground));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme->color(ColorRole::Separator));
}

} // namespace slipway
