// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! Takes orders, hands them to workers, and keeps the invoices.
//!
//! POST /orders       takes an order, answers it with its number
//! GET  /orders/next  the oldest order that no worker has taken, 204 when there is none
//! POST /invoices     what a worker worked out
//! GET  /invoices     all of them

use std::collections::VecDeque;
use std::env;
use std::io::Read;
use std::process::ExitCode;
use std::thread;

use shop_core::{Invoice, Order};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tiny_http::{Method, Request, Response, Server};

#[derive(Default)]
struct Shop {
    last: u64,
    open: VecDeque<Order>,
    invoices: Vec<Invoice>,
}

impl Shop {
    fn answer(&mut self, request: &mut Request) -> (u16, String) {
        let mut body = String::new();
        if let Err(error) = request
            .as_reader()
            .take(64 * 1024)
            .read_to_string(&mut body)
        {
            return (400, error.to_string());
        }
        match (request.method(), request.url()) {
            (Method::Post, "/orders") => Order::from_json(&body)
                .map_or_else(|message| (400, message), |order| (201, self.take(order))),
            (Method::Get, "/orders/next") => self
                .open
                .pop_front()
                .map_or((204, String::new()), |order| (200, order.to_json())),
            (Method::Post, "/invoices") => match Invoice::from_json(&body) {
                Ok(invoice) => {
                    self.invoices.push(invoice);
                    (204, String::new())
                }
                Err(message) => (400, message),
            },
            (Method::Get, "/invoices") => (
                200,
                serde_json::to_string(&self.invoices).expect("invoices are plain data"),
            ),
            _ => (404, "There is nothing here.".into()),
        }
    }

    fn take(&mut self, mut order: Order) -> String {
        self.last += 1;
        order.id = self.last;
        let text = order.to_json();
        self.open.push_back(order);
        text
    }
}

/// As the first process of a container there is no default action for these signals.
fn end_on_signals() -> std::io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::spawn(move || {
        if signals.forever().next().is_some() {
            std::process::exit(0);
        }
    });
    Ok(())
}

fn serve(listen: &str) -> Result<(), String> {
    end_on_signals().map_err(|error| format!("Cannot wait for signals: {error}."))?;
    let server =
        Server::http(listen).map_err(|error| format!("Cannot listen on {listen}: {error}."))?;
    println!("Listening on http://{}", server.server_addr());
    let mut shop = Shop::default();
    for mut request in server.incoming_requests() {
        let (status, text) = shop.answer(&mut request);
        if let Err(error) = request.respond(Response::from_string(text).with_status_code(status)) {
            eprintln!("A client left early: {error}.");
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let listen = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--version"] => {
            println!("shop-api {}", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        [] => "0.0.0.0:8080",
        ["--listen", address] => address,
        _ => {
            eprintln!("Usage: shop-api [--listen ADDRESS:PORT] | --version");
            return ExitCode::from(2);
        }
    };
    match serve(listen) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
