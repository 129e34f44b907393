// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

fn main() {
    println!("greeter {}: {} on {}", env!("CARGO_PKG_VERSION"), words::counted(2, "folders"), std::env::consts::ARCH);
}
