// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/codefolds.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr int shortest = 9; // fewer lines are read faster than unfolded

struct HereDocument
{
    int head = 0;               // 0-based: the instruction's line
    int end = 0;                // the line of the delimiter
};

// The delimiter that ends a here-document which this line begins; empty: it begins none.
QString delimiterOf(const QString &line)
{
    static const QRegularExpression opening(uR"(^\s*(?:COPY|ADD|RUN)\s(?:.*\s)?\d*<<-?(["']?)([A-Za-z_][A-Za-z0-9_]*)\1(?:\s|$))"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = opening.match(line);
    return match.hasMatch() ? match.captured(2) : QString();
}

QList<HereDocument> hereDocuments(const QStringList &lines)
{
    QList<HereDocument> found;
    for (int line = 0; line < lines.size(); ++line) {
        const QString delimiter = delimiterOf(lines[line]);
        if (delimiter.isEmpty())
            continue;
        for (int end = line + 1; end < lines.size(); ++end) {
            if (lines[end].trimmed() != delimiter)
                continue;
            found.append({line, end});
            line = end;
            break;
        }
    }
    return found;
}

// What a script is for, in a few words and in fewer; a reason's own sentences stand in the panel below.
struct Purpose
{
    QString words;
    QString brief;
};

Purpose purposeOf(const QString &reason)
{
    if (reason == "reduce"_L1)
        return {QCoreApplication::translate("Folds", "makes the recipe independent of your own versions and binaries"),
                QCoreApplication::translate("Folds", "keeps the recipe steady")};
    return {};
}

CodeFold fold(const HereDocument &document, const Purpose &purpose)
{
    const int count = document.end - document.head - 1;
    const QString lines = QCoreApplication::translate("Folds", "… %n lines", nullptr, count);
    const auto with = [&](const QString &words) { return words.isEmpty() ? lines : QCoreApplication::translate("Folds", "%1: %2").arg(lines, words); };
    return {document.head + 1, document.head + 2, document.end, with(purpose.words), with(purpose.brief)};
}

} // namespace

QList<CodeFold> foldsOf(const DockerfileDocument &document)
{
    QStringList lines;
    lines.reserve(document.lines.size());
    for (const DockerfileLine &line : document.lines)
        lines.append(line.text);
    QList<CodeFold> folds;
    for (const HereDocument &here : hereDocuments(lines)) {
        if (here.end - here.head - 1 < shortest)
            continue;
        const int reason = document.lines[here.head].reason;
        folds.append(fold(here, reason >= 0 && reason < document.reasons.size() ? purposeOf(document.reasons[reason].id) : Purpose()));
    }
    return folds;
}

QList<CodeFold> foldsOf(const QList<DiffLine> &difference)
{
    QStringList lines;
    lines.reserve(difference.size());
    for (const DiffLine &line : difference)
        lines.append(line.text);
    QList<CodeFold> folds;
    for (const HereDocument &here : hereDocuments(lines)) {
        const auto isOther = [&](const DiffLine &line) { return line.kind != difference[here.head].kind; };
        if (here.end - here.head - 1 >= shortest && std::none_of(difference.begin() + here.head, difference.begin() + here.end + 1, isOther))
            folds.append(fold(here, {}));
    }
    return folds;
}

} // namespace slipway
