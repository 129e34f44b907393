// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/savedockerfile.h"

#include "plan/codeview.h"
#include "plan/generatedpanel.h"
#include "session/session.h"
#include "widgets/labels.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
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
    QFile file(path);
    if (file.exists()) {
        if (!file.open(QIODevice::ReadOnly)) {
            Q_EMIT failed(tr("%1 cannot be read: %2").arg(path, file.errorString()));
            deleteLater();
            return;
        }
        const QString old = QString::fromUtf8(file.readAll());
        if (old != m_result->document.text()) {
            ask(path, old);
            return;
        }
    }
    write(path);
}

void SaveDockerfile::ask(const QString &path, const QString &old)
{
    auto *dialog = new QDialog(m_parent);
    dialog->setObjectName(u"overwriteDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Overwrite this file?"));
    auto *column = new QVBoxLayout(dialog);
    column->addWidget(plainLabel(tr("%1 exists. This is what would change:").arg(path), dialog));
    auto *view = new CodeView(m_theme, dialog);
    view->setObjectName(u"overwriteDiff"_s);
    view->setAccessibleName(tr("What would change"));
    const QList<DiffLine> difference = diffLines(old, m_result->document.text());
    view->setLines(differenceLines(difference, m_theme), false, foldsOf(difference));
    column->addWidget(view, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, dialog);
    QPushButton *overwrite = buttons->addButton(tr("&Overwrite"), QDialogButtonBox::DestructiveRole);
    overwrite->setObjectName(u"overwriteButton"_s);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    column->addWidget(buttons);
    const int unit = dialog->fontMetrics().height();
    dialog->resize(unit * 50, unit * 32);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(overwrite, &QPushButton::clicked, dialog, &QDialog::accept);
    connect(dialog, &QDialog::accepted, this, [this, path] { write(path); });
    connect(dialog, &QDialog::rejected, this, &QObject::deleteLater);
    dialog->open();
}

void SaveDockerfile::write(const QString &path)
{
    QSaveFile file(path);
    const QByteArray bytes = m_result->document.text().toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        Q_EMIT saved(path);
    else
        Q_EMIT failed(tr("%1 cannot be written: %2").arg(path, file.errorString()));
    deleteLater();
}

} // namespace slipway
