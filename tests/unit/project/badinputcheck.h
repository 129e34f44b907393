// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// One row of the tables of bad input, checked.
#pragma once

#include "badinput.h"
#include "project/project.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace slipway::test {

/// Reads the project and compares what is said: sentence, place and exit code.
inline void checkBadInput(const BadInput &input)
{
    const QTemporaryDir dir;
    const QString outside = QFileInfo(dir.path()).canonicalFilePath();
    const QString root = outside + u"/root";
    QDir(outside).mkpath(u"root"_s);
    input.make(root);
    const auto removable = qScopeGuard([&] {
        // QTemporaryDir can neither name a file whose name is not UTF-8 nor look into what may not be read.
        for (const char *path :
             {"", "/src", "/src/deep", "/src/main.rs", "/src/lib.rs", "/build.rs", "/static", "/.cargo", "/c", "/a", "/shut", "/Cargo.toml", "/Dockerfile"}) {
            const QFileInfo info(root + QString::fromLatin1(path));
            if (info.exists() && !info.isSymLink())
                setReadable(info.filePath(), true);
        }
        for (const char *path : {"/caf\xe9", "/src/caf\xe9.rs", "/src/bin/caf\xe9.rs", "/static/caf\xe9.css"}) {
            const QByteArray name = QFile::encodeName(root) + path;
            if (::rmdir(name.constData()) != 0)
                ::unlink(name.constData());
        }
    });
    const QString wanted = QString::fromUtf8(input.message).replace(u"ROOT"_s, root).replace(u"OUTSIDE"_s, outside);
    const QString file = input.file[0] == '\0' ? QString() : QString(root + u'/' + QString::fromUtf8(input.file));
    QElapsedTimer timer;
    timer.start();
    const auto project = readProject(root + QString::fromUtf8(input.open));
    QVERIFY2(timer.elapsed() < 2000, "reading took too long");
    if (input.code[0] == '\0') {
        QVERIFY2(!project, "the project was opened");
        QCOMPARE(project.error().message, wanted);
        if (!file.isEmpty())
            QCOMPARE(project.error().file, file);
        QCOMPARE(project.error().line, input.line);
        QCOMPARE(exitCode(project.error().code), input.exit);
        return;
    }
    QVERIFY2(project, project ? "" : qPrintable(project.error().message));
    const QString code = QString::fromLatin1(input.code);
    const auto found = std::ranges::find(project->findings, code, &Finding::code);
    QVERIFY2(found != project->findings.end(), qPrintable(u"no finding "_s + code));
    QCOMPARE(found->message, wanted);
    QCOMPARE(found->file, file);
    QCOMPARE(found->line, input.line);
    // A finding of severity Error keeps a build from starting, with the exit code of an unusable project.
    QCOMPARE(found->severity == Finding::Severity::Error ? exitCode(ErrorCode::Project) : 0, input.exit);
    const bool isBlocked = std::ranges::any_of(project->findings, [](const Finding &one) { return one.severity == Finding::Severity::Error; });
    QCOMPARE(isBlocked, input.exit != 0);
}

} // namespace slipway::test
