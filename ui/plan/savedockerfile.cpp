// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/savedockerfile.h"

#include "base/text.h"
#include "plan/codeview.h"
#include "plan/generatedpanel.h"
#include "session/session.h"
#include "widgets/labels.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

namespace slipway {

using namespace Qt::StringLiterals;

SaveDockerfile::SaveDockerfile(const PlanResult &result, const Theme *theme, QWidget *parent)
    : QObject(parent)
    , m_result(std::make_shared<PlanResult>(result))
    , m_theme(theme)
    , m_parent(parent)
{
}

void SaveDockerfile::start()
{
    auto *dialog = new QFileDialog(m_parent, tr("Save Dockerfile"), m_result->project->root);
    dialog->setObjectName(u"saveDockerfileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // we ask ourselves, with the difference
    dialog->selectFile(u"Dockerfile"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &SaveDockerfile::saveTo);
    connect(dialog, &QDialog::rejected, this, &QObject::deleteLater);
    dialog->open();
}

void SaveDockerfile::saveTo(const QString &path)
{
    m_wanted = {{path, m_result->document.text().toUtf8()}};
    if (!m_result->document.ignoreText.isEmpty())
        m_wanted.insert(path + u".dockerignore"_s, m_result->document.ignoreText.toUtf8());
    look();
}

void SaveDockerfile::look()
{
    const Result<Files> old = differing();
    if (!old) {
        end(old.error().message);
        return;
    }
    for (auto file = old->cbegin(); file != old->cend(); ++file) {
        const auto agreed = m_agreed.constFind(file.key());
        if (agreed == m_agreed.cend() || *agreed != *file) {
            ask(*old);
            return;
        }
    }
    write();
}

/// The files that stand there with other contents.
Result<SaveDockerfile::Files> SaveDockerfile::differing() const
{
    Files old;
    for (auto wanted = m_wanted.cbegin(); wanted != m_wanted.cend(); ++wanted) {
        const QFileInfo info(wanted.key());
        if (!info.exists())
            continue;
        if (!info.isFile()) // reading a pipe or a device might never end
            return fail(ErrorCode::File, tr("%1 is not a file: choose another name.").arg(wanted.key()));
        QFile file(wanted.key());
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorCode::File, tr("%1 cannot be read: %2.").arg(wanted.key(), file.errorString()));
        const QByteArray bytes = file.readAll();
        if (bytes != *wanted)
            old.insert(wanted.key(), bytes);
    }
    return old;
}

void SaveDockerfile::ask(const Files &old)
{
    auto *dialog = new QDialog(m_parent);
    dialog->setObjectName(u"overwriteDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(old.size() > 1 ? tr("Overwrite these files?") : tr("Overwrite this file?"));
    auto *column = new QVBoxLayout(dialog);
    if (!m_agreed.isEmpty())
        column->addWidget(plainLabel(tr("Another program has changed what stands there; nothing was overwritten."), dialog));
    for (auto file = old.cbegin(); file != old.cend(); ++file)
        addDifference(file.key(), *file, file == old.cbegin(), dialog, column);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, dialog);
    QPushButton *overwrite = buttons->addButton(tr("&Overwrite"), QDialogButtonBox::DestructiveRole);
    overwrite->setObjectName(u"overwriteButton"_s);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    column->addWidget(buttons);
    const int unit = dialog->fontMetrics().height();
    dialog->resize(unit * 50, unit * 32);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(overwrite, &QPushButton::clicked, dialog, &QDialog::accept);
    connect(dialog, &QDialog::accepted, this, [this, old] {
        m_agreed = old;
        look(); // it may be another file by now
    });
    connect(dialog, &QDialog::rejected, this, &QObject::deleteLater);
    dialog->open();
}

void SaveDockerfile::addDifference(const QString &path, const QByteArray &old, bool isFirst, QWidget *dialog, QBoxLayout *column) const
{
    column->addWidget(plainLabel(tr("%1 exists. This is what would change:").arg(displayText(path)), dialog));
    auto *view = new CodeView(m_theme, dialog);
    view->setObjectName(isFirst ? u"overwriteDiff"_s : u"overwriteIgnoreDiff"_s);
    view->setAccessibleName(tr("What would change in %1").arg(displayText(QFileInfo(path).fileName())));
    const QList<DiffLine> difference = diffLines(QString::fromUtf8(old), QString::fromUtf8(m_wanted.value(path)));
    view->setLines(differenceLines(difference, m_theme), false, foldsOf(difference));
    column->addWidget(view, 1);
}

void SaveDockerfile::write()
{
    QStringList written;
    for (auto wanted = m_wanted.cbegin(); wanted != m_wanted.cend(); ++wanted) {
        QFile there(wanted.key());
        if (there.exists() && there.open(QIODevice::ReadOnly) && there.readAll() == *wanted)
            continue;
        QSaveFile file(wanted.key());
        if (!file.open(QIODevice::WriteOnly) || file.write(*wanted) != wanted->size() || !file.commit()) {
            end(tr("%1 cannot be written: %2.").arg(wanted.key(), file.errorString()));
            return;
        }
        written.append(wanted.key());
    }
    Q_EMIT saved(written);
    end({});
}

void SaveDockerfile::end(const QString &problem)
{
    if (!problem.isEmpty())
        Q_EMIT failed(problem);
    deleteLater();
}

} // namespace slipway
