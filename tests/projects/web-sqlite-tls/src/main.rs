// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! A web service with SQLite and a TLS client.
//!
//! GET  /health            the versions in use
//! GET  /query?word=WORD   the entries that contain WORD
//! POST /entries?name=NAME adds the body as an entry
//! GET  /fetch?url=URL     what an https link answers

mod book;
mod links;

use std::collections::HashMap;
use std::env;
use std::io::Read;
use std::process::ExitCode;
use std::thread;

use serde_json::{Value, json};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tiny_http::{Header, Method, Request, Response, Server};

const USAGE: &str =
    "Usage: guestbook [--listen ADDRESS:PORT] [--database FILE] [--ca FILE] | --version";

struct Arguments {
    listen: String,
    database: String,
    ca: Option<String>,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = String>) -> Option<Self> {
        let mut result = Self {
            listen: "0.0.0.0:8080".into(),
            database: ":memory:".into(),
            ca: None,
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--listen" => result.listen = words.next()?,
                "--database" => result.database = words.next()?,
                "--ca" => result.ca = Some(words.next()?),
                _ => return None,
            }
        }
        Some(result)
    }
}

struct Service {
    book: book::Book,
    client: ureq::Agent,
}

impl Service {
    fn answer(&self, request: &mut Request) -> (u16, Value) {
        let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
        let pairs: HashMap<String, String> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let value = |key: &str| pairs.get(key).cloned();
        let answer = match (request.method(), path) {
            (Method::Get, "/health") => self.health(),
            (Method::Get, "/query") => self.query(&value("word").unwrap_or_default()),
            (Method::Post, "/entries") => {
                let mut text = String::new();
                match request
                    .as_reader()
                    .take(64 * 1024)
                    .read_to_string(&mut text)
                {
                    Ok(_) => self.add(&value("name").unwrap_or_else(|| "Anonymous".into()), &text),
                    Err(error) => return (400, json!({ "error": error.to_string() })),
                }
            }
            (Method::Get, "/fetch") => {
                match links::fetch(&self.client, &value("url").unwrap_or_default()) {
                    Ok(answer) => {
                        return (200, json!({ "status": answer.status, "body": answer.body }));
                    }
                    Err(error) => return (502, json!({ "error": error })),
                }
            }
            _ => return (404, json!({ "error": "There is nothing here." })),
        };
        answer.map_or_else(
            |error| (500, json!({ "error": error.to_string() })),
            |value| (200, value),
        )
    }

    fn health(&self) -> rusqlite::Result<Value> {
        Ok(
            json!({ "version": env!("CARGO_PKG_VERSION"), "sqlite": self.book.library()?, "arch": env::consts::ARCH }),
        )
    }

    fn query(&self, word: &str) -> rusqlite::Result<Value> {
        let entries = self.book.query(word)?;
        let entries: Vec<Value> = entries
            .iter()
            .map(|entry| json!({ "id": entry.id, "name": entry.name, "text": entry.text }))
            .collect();
        Ok(json!({ "entries": entries }))
    }

    fn add(&self, name: &str, text: &str) -> rusqlite::Result<Value> {
        Ok(json!({ "id": self.book.add(name, text)? }))
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

fn serve(arguments: &Arguments) -> Result<(), String> {
    end_on_signals().map_err(|error| format!("Cannot wait for signals: {error}."))?;
    let book = book::Book::open(&arguments.database)
        .map_err(|error| format!("Cannot open {}: {error}.", arguments.database))?;
    let service = Service {
        book,
        client: links::client(arguments.ca.as_deref())?,
    };
    let server = Server::http(&arguments.listen)
        .map_err(|error| format!("Cannot listen on {}: {error}.", arguments.listen))?;
    println!("Listening on http://{}", server.server_addr());
    for mut request in server.incoming_requests() {
        let (status, value) = service.answer(&mut request);
        let kind = Header::from_bytes("Content-Type", "application/json")
            .expect("a header without odd characters");
        let response = Response::from_string(format!("{value}\n"))
            .with_status_code(status)
            .with_header(kind);
        if let Err(error) = request.respond(response) {
            eprintln!("A client left early: {error}.");
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some("--version") {
        println!("guestbook {}", env!("CARGO_PKG_VERSION"));
        return ExitCode::SUCCESS;
    }
    let Some(arguments) = Arguments::parse(env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match serve(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
