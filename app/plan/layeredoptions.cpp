// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "plan/options.h"

namespace slipway {

namespace {

void lay(Options &below, const Options &layer)
{
    for (const OptionKey key : layer.keys()) {
        const QVariant value = layer.value(key);
        if (value.isValid())
            below.set(key, value);
        else
            below.reset(key); // automatic, whatever is said below
    }
}

} // namespace

Options LayeredOptions::kept() const
{
    Options all = file;
    lay(all, user);
    return all;
}

Options LayeredOptions::effective() const
{
    Options all = kept();
    lay(all, commandLine);
    return all;
}

OptionOrigin LayeredOptions::origin(OptionKey key) const
{
    if (commandLine.contains(key))
        return OptionOrigin::CommandLine;
    if (user.contains(key))
        return user.value(key).isValid() ? OptionOrigin::User : OptionOrigin::Automatic;
    return file.contains(key) ? OptionOrigin::File : OptionOrigin::Automatic;
}

bool LayeredOptions::isAutomaticOverFile(OptionKey key) const
{
    return file.contains(key) && user.contains(key) && !user.value(key).isValid();
}

} // namespace slipway
