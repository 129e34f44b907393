// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/savedockerfile.h"

#include "plan/codeview.h"
#include "samples.h"
#include "session/session.h"
#include "theme/theme.h"

#include <QDialog>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

/// The Dockerfile and its .dockerignore on their way to the disk; nothing is overwritten unseen.
class TestSaveDockerfile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_window = std::make_unique<QWidget>();
        m_saved.clear();
        m_failed.clear();
    }
    void cleanup() { m_window.reset(); }
    void writesBoth();
    void writesNoEmptyIgnoreFile();
    void sameContentsAreLeft();
    void asksForEachThatDiffers();
    void cancelLeavesAll();
    void changedMeanwhileIsAskedAgain();
    void refusesWhatIsNoFile();

private:
    void save(const QString &ignore = u"target\n"_s)
    {
        PlanResult result;
        result.project = std::make_shared<const Project>();
        result.document.lines = {{u"FROM scratch"_s, {}, -1}};
        result.document.ignoreText = ignore;
        auto *saving = new SaveDockerfile(result, &m_theme, m_window.get());
        connect(saving, &SaveDockerfile::saved, this, [this](const QStringList &paths) { m_saved.append(paths); });
        connect(saving, &SaveDockerfile::failed, this, [this](const QString &sentence) { m_failed.append(sentence); });
        saving->saveTo(file());
    }
    [[nodiscard]] QString file(const QString &end = {}) const { return m_dir->filePath(u"Dockerfile"_s + end); }
    [[nodiscard]] QByteArray contents(const QString &end = {}) const
    {
        QFile opened(file(end));
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }
    [[nodiscard]] QDialog *question() const
    {
        for (auto *dialog : m_window->findChildren<QDialog *>(u"overwriteDialog"_s)) {
            if (dialog->isVisible())
                return dialog;
        }
        return nullptr;
    }
    void overwrite() const { question()->findChild<QPushButton *>(u"overwriteButton"_s)->click(); }

    Theme m_theme;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QWidget> m_window;
    QList<QStringList> m_saved;
    QStringList m_failed;
    const QString m_ignore = u".dockerignore"_s;
};

void TestSaveDockerfile::writesBoth()
{
    save();
    QVERIFY(!question());
    QCOMPARE(m_saved, (QList<QStringList>{{file(), file(m_ignore)}}));
    QCOMPARE(contents(), QByteArray("FROM scratch\n"));
    QCOMPARE(contents(m_ignore), QByteArray("target\n"));
}

void TestSaveDockerfile::writesNoEmptyIgnoreFile()
{
    save({});
    QCOMPARE(m_saved, QList<QStringList>{{file()}});
    QVERIFY(!QFile::exists(file(m_ignore)));
}

void TestSaveDockerfile::sameContentsAreLeft()
{
    save();
    save();
    QVERIFY(!question());
    QCOMPARE(m_saved.size(), 2);
    QVERIFY(m_saved.last().isEmpty());
}

void TestSaveDockerfile::asksForEachThatDiffers()
{
    writeFile(m_dir->path(), u"Dockerfile.dockerignore"_s, "theirs\n");
    save();
    QVERIFY(question());
    QCOMPARE(question()->findChildren<CodeView *>().size(), 1);
    QVERIFY(question()->findChild<CodeView *>()->toPlainText().contains("theirs"_L1));
    QVERIFY2(!QFile::exists(file()), "nothing is half done");
    question()->reject();
    QTRY_VERIFY(!question());
    writeFile(m_dir->path(), u"Dockerfile"_s, "FROM theirs\n");
    save();
    QVERIFY(question());
    QCOMPARE(question()->findChildren<CodeView *>().size(), 2);
    overwrite();
    QTRY_COMPARE(m_saved.size(), 1);
    QCOMPARE(contents(), QByteArray("FROM scratch\n"));
    QCOMPARE(contents(m_ignore), QByteArray("target\n"));
}

void TestSaveDockerfile::cancelLeavesAll()
{
    writeFile(m_dir->path(), u"Dockerfile"_s, "FROM theirs\n");
    save();
    question()->reject();
    QTRY_VERIFY(!question());
    QCOMPARE(contents(), QByteArray("FROM theirs\n"));
    QVERIFY(!QFile::exists(file(m_ignore)));
    QVERIFY(m_saved.isEmpty() && m_failed.isEmpty());
}

void TestSaveDockerfile::changedMeanwhileIsAskedAgain()
{
    writeFile(m_dir->path(), u"Dockerfile"_s, "FROM theirs\n");
    save();
    QVERIFY(question());
    writeFile(m_dir->path(), u"Dockerfile"_s, "FROM newer\n");
    const QDialog *first = question();
    overwrite();
    QTRY_VERIFY(question() && question() != first);
    QCOMPARE(contents(), QByteArray("FROM newer\n"));
    QVERIFY(question()->findChild<CodeView *>()->toPlainText().contains("newer"_L1));
    overwrite();
    QTRY_COMPARE(m_saved.size(), 1);
    QCOMPARE(contents(), QByteArray("FROM scratch\n"));
}

void TestSaveDockerfile::refusesWhatIsNoFile()
{
    QCOMPARE(::mkfifo(QFile::encodeName(file()).constData(), 0600), 0); // reading it would never end
    save();
    QCOMPARE(m_failed, QStringList{u"%1 is not a file: choose another name."_s.arg(file())});
    QVERIFY(m_saved.isEmpty());
    QVERIFY(!QFile::exists(file(m_ignore)));
}

QTEST_MAIN(TestSaveDockerfile)
#include "tst_savedockerfile.moc"
