// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "theme/theme.h"

class QTextDocument;

namespace slipway {

/// Highlights a text document as a Dockerfile, in colours that follow the theme. The highlighter belongs to the document.
void highlightDockerfile(QTextDocument *document, const Theme *theme);

} // namespace slipway
