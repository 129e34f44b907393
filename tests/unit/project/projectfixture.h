// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// A small project in a folder of its own, for each test.
#pragma once

#include "project/project.h"
#include "samples.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

namespace slipway::test {

inline const Finding *findingOf(const Project &project, const QString &code)
{
    const auto found = std::ranges::find(project.findings, code, &Finding::code);
    return found != project.findings.end() ? &*found : nullptr;
}

class ProjectFixture
{
protected:
    void begin()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_root = QFileInfo(m_dir->path()).canonicalFilePath();
        writeSmallProject(m_root);
    }

    void write(const QString &path, const QByteArray &bytes) { writeFile(m_root, path, bytes); }
    [[nodiscard]] Project read()
    {
        const auto project = readProject(m_root, m_names);
        if (!project) {
            QTest::qFail(qPrintable(project.error().message), __FILE__, __LINE__);
            return {};
        }
        return *project;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_root;
    SourceNames m_names; ///< of the tables where a test asks for them
};

} // namespace slipway::test
