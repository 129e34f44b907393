// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QList>
#include <QStringList>

namespace slipway {

/// A program for front ends that a build script may start.
struct FrontEndTool
{
    QString program;               ///< "npm"
    QStringList packages;          ///< Debian packages that bring it, or empty
    QString manifest;              ///< file in the folder of a front end that it builds, "package.json", or empty
    QString build;                 ///< how a person builds such a front end, or empty
    bool operator==(const FrontEndTool &) const = default;
};

/// Names by which the sources of a project tell what a build or an image needs beside them. Whoever reads a project hands them over; without
/// any, only the language's own macros (include_str! and its like) are followed.
struct SourceNames
{
    QStringList embedders;         ///< crates that take a folder into the program: "rust-embed"
    QStringList folderAttributes;  ///< of those crates, with the folder as value: "folder"
    QStringList folderMacros;      ///< of those crates, with the folder as argument, without "!": "include_dir"
    QStringList servers;           ///< crates that read a folder when the program runs: "tower-http"
    QStringList folderCalls;       ///< of those crates, with the folder as first argument: "ServeDir::new"
    QStringList mountCalls;        ///< of those crates, with the folder as second argument: "Files::new"
    QList<FrontEndTool> tools;
    bool operator==(const SourceNames &) const = default;
};

} // namespace slipway
