// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! The smallest sample: one binary, no dependencies.

use std::env;
use std::env::consts::{ARCH, OS};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--version"] => println!("hello {}", env!("CARGO_PKG_VERSION")),
        [] => println!("{}", greeting("world")),
        [name] if !name.starts_with('-') => println!("{}", greeting(name)),
        _ => {
            eprintln!("Usage: hello [NAME] or hello --version");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn greeting(name: &str) -> String {
    format!("Hello, {name}, from {OS} on {ARCH}.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_the_guest_and_the_platform() {
        let text = super::greeting("Ada");
        assert!(text.starts_with("Hello, Ada, from "));
        assert!(text.contains(std::env::consts::ARCH));
    }
}
