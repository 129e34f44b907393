// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "shell/windowmain.h"

int main(int argc, char *argv[])
{
    return slipway::windowMain(argc, argv);
}
