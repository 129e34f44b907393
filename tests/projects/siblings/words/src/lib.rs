// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

/// A number in words that nobody mistakes.
pub fn counted(number: u32, what: &str) -> String {
    format!("{} {what}", itoa::Buffer::new().format(number))
}
