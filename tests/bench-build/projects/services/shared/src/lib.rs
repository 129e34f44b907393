// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! What the five services share: entries that are kept, and a server that ends politely.

mod server;
mod store;

pub use server::{Depot, Problem, serve};
pub use store::{Entry, Store};
