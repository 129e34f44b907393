// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! Compiles the C half by the node's own compiler, and notes which node this is: each has a search domain of its own.

use std::{env, fs, process::Command};

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().expect(program);
    assert!(status.success(), "{program} ended with {status}");
}

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let (object, archive) = (format!("{out}/processor.o"), format!("{out}/libprocessor.a"));
    run("cc", &["-c", "src/processor.c", "-o", &object]);
    run("ar", &["crs", &archive, &object]);
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static=processor");
    let resolver = fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let node = resolver.lines().find_map(|line| line.strip_prefix("search ")).unwrap_or("an unknown node");
    println!("cargo:rustc-env=NODE={}", node.trim());
    println!("cargo:rustc-env=BUILT_ON={}", env::consts::ARCH); // of the build script itself: the processor that it runs on
}
