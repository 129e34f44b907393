// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/options.h"

namespace slipway {

Options LayeredOptions::effective() const
{
    Options all = file;
    for (const Options *layer : {&user, &commandLine}) {
        for (const OptionKey key : layer->keys())
            all.set(key, layer->value(key));
    }
    return all;
}

OptionOrigin LayeredOptions::origin(OptionKey key) const
{
    if (commandLine.contains(key))
        return OptionOrigin::CommandLine;
    if (user.contains(key))
        return OptionOrigin::User;
    return file.contains(key) ? OptionOrigin::File : OptionOrigin::Automatic;
}

} // namespace slipway
