// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! A TLS client: checks that a guest's link answers, with a certificate that is trusted.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

/// What a link answered.
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// A client that trusts the system's certificate authorities, and those of the PEM file `extra`.
pub fn client(extra: Option<&str>) -> Result<Agent, String> {
    let mut roots: Vec<Certificate<'static>> = rustls_native_certs::load_native_certs()
        .certs
        .iter()
        .map(|certificate| Certificate::from_der(certificate).to_owned())
        .collect();
    if let Some(path) = extra {
        let pem = fs::read(path).map_err(|error| format!("Cannot read {path}: {error}."))?;
        for item in parse_pem(&pem) {
            match item {
                Ok(PemItem::Certificate(certificate)) => roots.push(certificate),
                Ok(_) => {}
                Err(error) => {
                    return Err(format!(
                        "{path} is not a PEM file of certificates: {error}."
                    ));
                }
            }
        }
    }
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .build();
    Ok(Agent::config_builder()
        .tls_config(tls)
        .timeout_global(Some(Duration::from_secs(30)))
        .https_only(true)
        .build()
        .into())
}

/// Fetches an https link; at most 64 kB of the body are read.
pub fn fetch(client: &Agent, link: &str) -> Result<Answer, String> {
    let mut response = client.get(link).call().map_err(|error| error.to_string())?;
    let status = response.status().as_u16();
    let body = response
        .body_mut()
        .with_config()
        .limit(64 * 1024)
        .read_to_string()
        .map_err(|error| error.to_string())?;
    Ok(Answer { status, body })
}

#[cfg(test)]
mod tests {
    use super::{client, fetch};

    #[test]
    fn refuses_plain_http() {
        assert!(fetch(&client(None).unwrap(), "http://127.0.0.1:9/").is_err());
    }

    #[test]
    fn names_a_missing_file() {
        assert!(
            client(Some("/nowhere.pem"))
                .unwrap_err()
                .contains("/nowhere.pem")
        );
    }
}
