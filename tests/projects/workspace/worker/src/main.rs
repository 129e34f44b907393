// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! Asks the API for orders and answers each with its invoice.

use std::env;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use shop_core::Order;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use ureq::Agent;

const USAGE: &str = "Usage: shop-worker --api http://HOST:PORT [--once] | --version";

struct Worker {
    client: Agent,
    api: String,
}

impl Worker {
    /// Works off every open order; gives how many there were.
    fn work(&self) -> Result<usize, ureq::Error> {
        let mut done = 0;
        loop {
            let mut response = self
                .client
                .get(format!("{}/orders/next", self.api))
                .call()?;
            if response.status() == 204 {
                return Ok(done);
            }
            let order = Order::from_json(&response.body_mut().read_to_string()?).ok();
            if let Some(invoice) = order.and_then(|order| order.invoice()) {
                println!("Order {}: {} cents", invoice.order, invoice.cents);
                self.client
                    .post(format!("{}/invoices", self.api))
                    .send(invoice.to_json())?;
                done += 1;
            }
        }
    }
}

fn run(worker: &Worker, once: bool) -> Result<(), String> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register(signal, Arc::clone(&stop))
            .map_err(|error| format!("Cannot wait for signals: {error}."))?;
    }
    while !stop.load(Ordering::Relaxed) {
        match worker.work() {
            Ok(_) if once => return Ok(()),
            Err(error) if once => {
                return Err(format!(
                    "{} does not answer as it should: {error}.",
                    worker.api
                ));
            }
            Ok(_) => {}
            Err(error) => eprintln!("{} does not answer as it should: {error}.", worker.api),
        }
        thread::sleep(Duration::from_millis(500));
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (api, once) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--version"] => {
            println!("shop-worker {}", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        ["--api", address] => (address, false),
        ["--api", address, "--once"] => (address, true),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    let client = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into();
    match run(
        &Worker {
            client,
            api: api.trim_end_matches('/').into(),
        },
        once,
    ) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
