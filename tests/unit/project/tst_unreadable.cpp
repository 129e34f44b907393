// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "badinputcheck.h"

#include <cstdio>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

/// A project in which the rights of one place are taken away.
std::function<void(const QString &)> shutting(const char *path, const QByteArray &bytes = "x")
{
    return [=](const QString &root) {
        writeGood(root);
        const QString place = root + QString::fromLatin1(path);
        if (!QFileInfo::exists(place))
            writeFile(root, QString::fromLatin1(path).mid(1), bytes);
        setReadable(place, false);
    };
}

/// A file whose name is not UTF-8.
void writeOddName(const QString &root, const char *path)
{
    QDir(root).mkpath(QFileInfo(QString::fromLatin1(path)).path().mid(1));
    if (std::FILE *file = std::fopen(QByteArray(QFile::encodeName(root) + path).constData(), "w"))
        std::fclose(file);
}

std::function<void(const QString &)> linking(const char *path, const char *target)
{
    return [=](const QString &root) {
        writeGood(root + u"/in");
        writePackage(root, u"apart"_s);
        QDir(root + u"/in" + QString::fromLatin1(path)).removeRecursively();
        linkAt(root + u"/in", QString::fromLatin1(path).mid(1), QString::fromLatin1(target));
    };
}

const QList<BadInput> &places()
{
    static const QList<BadInput> rows{
        {"a project that may not be read",
         [](const QString &root) {
             writeGood(root);
             setReadable(root, false);
         },
         "ROOT cannot be opened: permission denied. Give yourself the right to read it.", "", 0, "", 2},
        {"src that may not be read", shutting("/src"), "src cannot be read: permission denied. Give yourself the right to read it.", "src", 0, "", 2},
        {"src that leads out", linking("/src", "../apart/src"), "src leads out of the project folder by a symbolic link; put the folder itself there.",
         "in/src", 0, "", 2, "/in"},
        {"src that leads in a circle", linking("/src", "src"), "src is a symbolic link that leads in a circle; put the folder itself there.", "in/src", 0, "",
         2, "/in"},
        {"main.rs that leads out", linking("/src/main.rs", "../../apart/src/main.rs"),
         "src/main.rs leads out of the project folder by a symbolic link; put the file itself there.", "in/src/main.rs", 0, "", 2, "/in"},
        {"main.rs that leads in a circle", linking("/src/main.rs", "main.rs"),
         "src/main.rs is a symbolic link that leads in a circle; put the file itself there.", "in/src/main.rs", 0, "", 2, "/in"},
        {"main.rs that leads out beside a library",
         [](const QString &root) {
             linking("/src/main.rs", "../../apart/src/main.rs")(root);
             writeFile(root, u"in/src/lib.rs"_s, {});
             writeFile(root, u"in/src/bin/b.rs"_s, "fn main() {}\n");
         },
         "src/main.rs leads out of the project folder by a symbolic link; put the file itself there.", "in/src/main.rs", 0, "source-unreadable", 2, "/in"},
        {"a declared binary that leads out",
         [](const QString &root) {
             linking("/src/main.rs", "../../apart/src/main.rs")(root);
             writeFile(root, u"in/Cargo.toml"_s, QByteArray(package) + "[[bin]]\nname = \"p\"\npath = \"src/main.rs\"\n");
         },
         "src/main.rs leads out of the project folder by a symbolic link; put the file itself there.", "in/Cargo.toml", 7, "binary-missing", 2, "/in"},
        {"main.rs that may not be read", shutting("/src/main.rs"), "src/main.rs cannot be read: permission denied. Give yourself the right to read it.",
         "src/main.rs", 0, "source-unreadable", 2},
        {"build.rs that may not be read", shutting("/build.rs"), "build.rs cannot be read: permission denied. Give yourself the right to read it.", "build.rs",
         0, "source-unreadable", 2},
        {"a folder of sources that may not be read",
         [](const QString &root) {
             shutting("/src/deep")(root);
             setReadable(root + u"/src/deep", true);
             QFile::remove(root + u"/src/deep");
             writeFile(root, u"src/deep/mod.rs"_s, {});
             setReadable(root + u"/src/deep", false);
         },
         "src/deep cannot be read: permission denied. Give yourself the right to read it.", "src/deep", 0, "source-unreadable", 2},
        {"a folder of assets that may not be read",
         [](const QString &root) {
             writeGood(root);
             writeFile(root, u"static/a.css"_s, {});
             setReadable(root + u"/static", false);
         },
         "static cannot be read: permission denied. Give yourself the right to read it.", "static", 0, "file-unreadable", 0},
        {".cargo that may not be read",
         [](const QString &root) {
             writeGood(root);
             writeFile(root, u".cargo/config.toml"_s, {});
             setReadable(root + u"/.cargo", false);
         },
         ".cargo cannot be read: permission denied. Give yourself the right to read it.", ".cargo", 0, "config-unreadable", 2},
        {"a member that may not be read",
         workspace("members = [\"a\"]\n",
                   [](const QString &root) {
                       writePackage(root, u"a"_s);
                       setReadable(root + u"/a", false);
                   }),
         "a/Cargo.toml cannot be read: permission denied. Give yourself the right to read it.", "a/Cargo.toml", 0, "", 2},
        {"a folder of members that may not be read",
         workspace("members = [\"c/*\"]\n",
                   [](const QString &root) {
                       writePackage(root, u"c/a"_s);
                       setReadable(root + u"/c", false);
                   }),
         "The workspace member \"c/*\" leads through c, which cannot be read: permission denied. Give yourself the "
         "right to read it.",
         "Cargo.toml", 2, "", 2},
    };
    return rows;
}

const QList<BadInput> &names()
{
    static const QList<BadInput> rows{
        {"a name that is not UTF-8 in src",
         [](const QString &root) {
             writeGood(root);
             writeOddName(root, "/src/caf\xe9.rs");
         },
         "The name of src/caf\ufffd.rs is not UTF-8, so a build may fail on it; rename it, or keep it out by "
         ".dockerignore.",
         "", 0, "name-not-utf8", 0},
        {"a name that is not UTF-8 among the assets",
         [](const QString &root) {
             writeGood(root);
             writeFile(root, u"static/a.css"_s, {});
             writeOddName(root, "/static/caf\xe9.css");
         },
         "The name of static/caf\ufffd.css is not UTF-8, so a build may fail on it; rename it, or keep it out by "
         ".dockerignore.",
         "", 0, "name-not-utf8", 0},
        {"names that are not UTF-8 in several places",
         [](const QString &root) {
             writeGood(root);
             writeOddName(root, "/caf\xe9");
             writeOddName(root, "/src/caf\xe9.rs");
         },
         "The name of caf\ufffd (one of 2) is not UTF-8, so a build may fail on it; rename it, or keep it out by "
         ".dockerignore.",
         "", 0, "name-not-utf8", 0},
    };
    return rows;
}

} // namespace

/// What may not be read, leads elsewhere or cannot be named is told by itself, never taken for missing.
class TestUnreadable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { giveUpReadingEverything(); }
    void table_data();
    void table();
};

void TestUnreadable::table_data()
{
    QTest::addColumn<const BadInput *>("input");
    for (const QList<BadInput> *rows : {&places(), &names()}) {
        for (const BadInput &input : *rows)
            QTest::newRow(input.name) << &input;
    }
}

void TestUnreadable::table()
{
    QFETCH(const BadInput *, input);
    checkBadInput(*input);
}

QTEST_GUILESS_MAIN(TestUnreadable)
#include "tst_unreadable.moc"
