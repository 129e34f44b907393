// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

use std::ffi::{c_char, CStr};

extern "C" {
    fn processor() -> *const c_char;
}

fn main() {
    let c = unsafe { CStr::from_ptr(processor()) }.to_str().unwrap_or("no text");
    println!("node {}, build script on {}, Rust for {}, C for {c}", env!("NODE"), env!("BUILT_ON"), std::env::consts::ARCH);
}
