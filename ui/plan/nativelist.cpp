// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/nativelist.h"

#include "base/text.h"
#include "widgets/chip.h"

#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

enum NativeRole { ChipTextRole = Qt::UserRole, ChipKindRole, DetailRole, FoldRole, VerifiedRole };

class NativeDelegate : public QStyledItemDelegate
{
public:
    NativeDelegate(const Theme *theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const int line = option.fontMetrics.height();
        return {line * 10, index.data(FoldRole).toBool() ? line + 8 : 2 * line + 9};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem plain = option;
        initStyleOption(&plain, index);
        plain.text.clear();
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &plain, painter, option.widget);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const QColor ink = option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
        const QColor subtle = isSelected ? ink : m_theme->color(ColorRole::SubtleText);
        const int line = option.fontMetrics.height();
        const QRect area = option.rect.adjusted(2, 3, -2, -3);
        painter->save();
        painter->setFont(option.font);
        if (index.data(FoldRole).toBool()) {
            painter->setPen(subtle);
            painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft, option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, area.width()));
            painter->restore();
            return;
        }
        QFont small = option.font;
        small.setPointSizeF(small.pointSizeF() * 0.88);
        QFont bold = option.font;
        bold.setBold(true);
        QFont chipFont = small;
        chipFont.setBold(true);
        const QString name = index.data().toString();
        const QString chip = index.data(ChipTextRole).toString();
        const QSize chipWants = chipSize(chipFont, chip);
        const int tick = index.data(VerifiedRole).toBool() ? line : 0;
        const int nameWidth = qMin(QFontMetrics(bold).horizontalAdvance(name), area.width() / 2);
        const int chipWidth = qMin(chipWants.width(), area.width() - nameWidth - tick - line / 2);
        painter->setFont(bold);
        painter->setPen(ink);
        painter->drawText(QRect(area.left(), area.top(), nameWidth + 2, line), Qt::AlignVCenter,
                          QFontMetrics(bold).elidedText(name, Qt::ElideRight, nameWidth + 1));
        painter->setFont(chipFont);
        const double chipTop = area.top() + (line - chipWants.height()) / 2.0;
        paintChip(painter, QRectF(area.right() - chipWidth, chipTop, chipWidth, chipWants.height()), chip,
                  static_cast<ChipKind>(index.data(ChipKindRole).toInt()), m_theme->isDark());
        if (tick > 0) // really built here, and run
            m_theme->icon(u"check"_s, isSelected ? ColorRole::AccentText : ColorRole::Good)
                .paint(painter, QRect(area.right() - chipWidth - tick, area.top(), tick - 2, line));
        painter->setFont(small);
        painter->setPen(subtle);
        painter->drawText(QRect(area.left(), area.top() + line + 2, area.width(), line), Qt::AlignVCenter,
                          QFontMetrics(small).elidedText(index.data(DetailRole).toString(), Qt::ElideRight, area.width()));
        painter->restore();
    }

private:
    const Theme *m_theme;
};

// What is done for it in two words; the whole decision stands in the tooltip.
QString chipText(const NativeDecision &native)
{
    if (native.wantsDecision)
        return NativeList::tr("needs choice");
    if (native.method == u"bundled"_s)
        return NativeList::tr("bundled");
    if (native.method == u"vendored"_s || native.method == u"source-built"_s || native.method == u"made-shared"_s)
        return NativeList::tr("from source");
    if (native.method == u"static-package"_s)
        return NativeList::tr("static package");
    if (native.method == u"shared-package"_s)
        return NativeList::tr("shared package");
    if (native.method == u"loaded"_s)
        return NativeList::tr("loaded");
    if (native.method == u"host-tool"_s)
        return NativeList::tr("on the builder");
    if (native.method == u"refused"_s)
        return NativeList::tr("cannot be built");
    return native.method == u"none"_s ? NativeList::tr("nothing to do") : displayText(native.method);
}

ChipKind chipKind(const NativeDecision &native)
{
    if (native.method == u"refused"_s)
        return ChipKind::Bad;
    if (native.wantsDecision)
        return ChipKind::Attention;
    return native.method == u"none"_s || native.forHostOnly ? ChipKind::Neutral : ChipKind::Good;
}

// What is known of it from a real build; a row without one must not look like one with it.
QString evidenceText(const NativeDecision &native)
{
    if (native.method == u"none"_s)
        return {};
    if (native.isVerified)
        return NativeList::tr("Verified: %1").arg(displayText(native.evidence));
    if (native.evidence.isEmpty())
        return NativeList::tr("Not yet proved here: no build with it in this way is recorded.");
    return NativeList::tr("Not yet proved here for all of these platforms. %1").arg(displayText(native.evidence));
}

/// "Debian: libssl-dev, libssl3t64. Alpine: openssl-dev, libssl3."
QString packageText(const LibraryPackages &packages)
{
    const QStringList debian = packages.debianBuild + packages.debianRun;
    const QStringList alpine = packages.alpineBuild + packages.alpineRun;
    QStringList parts;
    if (!debian.isEmpty())
        parts.append(NativeList::tr("Debian: %1.", "packages").arg(debian.join(u", "_s)));
    if (!alpine.isEmpty())
        parts.append(NativeList::tr("Alpine: %1.", "packages").arg(alpine.join(u", "_s)));
    return parts.join(u' ');
}

} // namespace

NativeList::NativeList(const Theme *theme, QWidget *parent)
    : QListWidget(parent)
{
    setObjectName(u"nativeList"_s);
    setAccessibleName(tr("Native libraries and what happens to each"));
    setToolTip(tr("C libraries that crates of this project need."));
    setFrameShape(NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    viewport()->setAutoFillBackground(false);
    setItemDelegate(new NativeDelegate(theme, this));
    connect(theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    const auto fold = [this](const QListWidgetItem *item) {
        if (item && item->data(FoldRole).toBool()) {
            m_isUnfolded = !m_isUnfolded;
            QMetaObject::invokeMethod(this, &NativeList::fill, Qt::QueuedConnection);
        }
    };
    connect(this, &QListWidget::itemClicked, this, fold);
    connect(this, &QListWidget::itemActivated, this, fold);
}

void NativeList::show(const QList<NativeDecision> &natives)
{
    if (m_natives == natives && count() > 0)
        return;
    m_natives = natives;
    fill();
}

void NativeList::fill()
{
    const int row = currentRow();
    clear();
    m_decisions = 0;
    QStringList rest;
    QList<NativeDecision> ordered = m_natives;
    std::ranges::stable_sort(ordered, std::greater{}, &NativeDecision::wantsDecision);
    for (const NativeDecision &native : std::as_const(ordered)) {
        if (native.wantsDecision)
            ++m_decisions;
        else if (!rest.contains(native.library))
            rest.append(native.library);
        if (!native.wantsDecision && !m_isUnfolded)
            continue;
        auto *item = new QListWidgetItem(displayText(native.library), this);
        const QString through = native.via.size() > 1 ? displayText(native.via.at(native.via.size() - 2)) : QString();
        const QString detail = through.isEmpty() ? displayText(native.crate) : tr("%1 · through %2").arg(displayText(native.crate), through);
        item->setData(ChipTextRole, chipText(native));
        item->setData(ChipKindRole, static_cast<int>(chipKind(native)));
        item->setData(DetailRole, detail);
        const QString decision = displayText(native.decision);
        const QString evidence = evidenceText(native);
        item->setData(VerifiedRole, native.isVerified);
        item->setData(Qt::AccessibleTextRole,
                      QString(item->text() + u": "_s + (decision.isEmpty() ? chipText(native) : decision) + u". "_s + detail + u". "_s + evidence));
        item->setToolTip((u"<p>"_s + decision.toHtmlEscaped() + u"</p><p>"_s + displayText(native.advice).toHtmlEscaped() + u"</p><p>"_s
                          + displayText(native.via.join(u" → "_s)).toHtmlEscaped() + u"</p><p>"_s + evidence.toHtmlEscaped() + u"</p><p>"_s
                          + packageText(native.packages).toHtmlEscaped() + u"</p>"_s));
    }
    if (!rest.isEmpty()) {
        auto *item = new QListWidgetItem(this);
        const QString names = displayText(rest.join(u", "_s));
        item->setText(m_isUnfolded ? tr("▾ Nothing to decide") : tr("▸ Nothing to decide: %1").arg(names));
        item->setToolTip(names.toHtmlEscaped());
        item->setData(Qt::AccessibleTextRole, m_isUnfolded ? tr("Fold away what has nothing to decide") : tr("Nothing to decide: %1").arg(names));
        item->setData(FoldRole, true);
    }
    setCurrentRow(qMin(row, count() - 1));
    setVisible(count() > 0);
    updateGeometry();
}

QSize NativeList::sizeHint() const
{
    int height = 2;
    for (int row = 0; row < count(); ++row)
        height += sizeHintForRow(row);
    return {fontMetrics().height() * 14, height};
}

} // namespace slipway
