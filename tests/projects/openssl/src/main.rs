// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! A TLS client on OpenSSL.

use std::env;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};

const USAGE: &str = "Usage: tls-probe HOST:PORT [--ca FILE] | --version";

struct Arguments {
    server: String,
    ca: Option<PathBuf>,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = String>) -> Option<Self> {
        let (mut server, mut ca) = (None, None);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--ca" => ca = Some(words.next()?.into()),
                _ if word.starts_with('-') || server.is_some() => return None,
                _ => server = Some(word),
            }
        }
        Some(Self {
            server: server?,
            ca,
        })
    }
}

/// The bundle of trusted authorities: the file given, else SSL_CERT_FILE, else where this system keeps it. A static OpenSSL looks where the
/// machine that compiled it had them.
fn bundle(given: Option<PathBuf>) -> Result<PathBuf, String> {
    given
        .or_else(|| env::var_os("SSL_CERT_FILE").map(PathBuf::from))
        .or_else(|| openssl_probe::probe().cert_file)
        .ok_or_else(|| "No file of trusted certificates was found; name one with --ca.".into())
}

fn probe(arguments: Arguments) -> Result<String, String> {
    let (host, _) = arguments.server.rsplit_once(':').ok_or(USAGE)?;
    let bundle = bundle(arguments.ca)?;
    let mut builder =
        SslConnector::builder(SslMethod::tls_client()).map_err(|error| error.to_string())?;
    builder.set_verify(SslVerifyMode::PEER);
    builder
        .set_ca_file(&bundle)
        .map_err(|error| format!("Cannot use {}: {error}.", bundle.display()))?;

    let stream = TcpStream::connect(&arguments.server)
        .map_err(|error| format!("Cannot reach {}: {error}.", arguments.server))?;
    let limit = Some(Duration::from_secs(30));
    stream
        .set_read_timeout(limit)
        .and_then(|()| stream.set_write_timeout(limit))
        .map_err(|error| error.to_string())?;
    let stream = builder
        .build()
        .connect(host, stream)
        .map_err(|error| format!("No trusted connection to {host}: {error}."))?;

    let session = stream.ssl();
    let cipher = session
        .current_cipher()
        .map_or("no cipher", |cipher| cipher.name());
    Ok(format!(
        "{} {} with {cipher}, verified: {}",
        host,
        session.version_str(),
        session.verify_result().error_string()
    ))
}

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some("--version") {
        println!(
            "tls-probe {} ({})",
            env!("CARGO_PKG_VERSION"),
            openssl::version::version()
        );
        return ExitCode::SUCCESS;
    }
    let Some(arguments) = Arguments::parse(env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match probe(arguments) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
