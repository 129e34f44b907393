// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! Says in one line what it was compiled for, and what C made of numbers that went there and back: integers of 64 bits and
//! fractions are passed differently on each processor, and a C compiler of another float ABI than Rust's would give wrong ones.

use std::env::consts::ARCH;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let connection = rusqlite::Connection::open_in_memory()?;
    let (whole, fraction, text): (i64, f64, String) = connection.query_row(
        "SELECT ?1 * 3, ?2 / 3, printf('%.3f', ?2 / 3)",
        (1_i64 << 40, 2.0_f64),
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    assert_eq!((whole, (fraction * 3.0).round(), text.as_str()), (3 << 40, 2.0, "0.667"));

    // Unwinding is a matter of the linker, too.
    std::panic::set_hook(Box::new(|_| {}));
    assert!(std::thread::spawn(|| panic!("as meant")).join().is_err());

    println!(
        "{ARCH}, {} bit, {}-endian, {}: SQLite {}",
        usize::BITS,
        if cfg!(target_endian = "big") { "big" } else { "little" },
        if cfg!(target_env = "musl") { "musl" } else { "glibc" },
        rusqlite::version(),
    );
    Ok(())
}
