// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! Short links.
//!
//! GET  /health           that it runs
//! POST /links            {"address": URL, "word": WORD}: keeps a link; without a word it gets one
//! GET  /WORD             leads on
//! GET  /WORD,WORD/check  what the addresses answer
//!
//! A file of settings says where it listens and which data base it keeps.

mod store;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path as Segment, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::Utc;
use clap::Parser;
use futures_util::future;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{Link, Store};
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// File in TOML with what is set below
    #[arg(long)]
    settings: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(default)]
struct Settings {
    listen: String,
    database: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: "0.0.0.0:8080".into(),
            database: ":memory:".into(),
        }
    }
}

impl Settings {
    fn read(path: Option<&Path>) -> Result<Self, String> {
        let Some(path) = path else {
            return Ok(Self::default());
        };
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
    }
}

struct Service {
    store: Store,
    client: reqwest::Client,
}

#[derive(Deserialize)]
struct Wish {
    address: String,
    word: Option<String>,
}

/// What went wrong, as an answer.
struct Problem(StatusCode, String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

/// A word that nobody guesses.
fn word_for(address: &reqwest::Url) -> String {
    let digest = Sha256::new()
        .chain_update(address.as_str())
        .chain_update(Uuid::new_v4().as_bytes())
        .finalize();
    digest[..5]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

async fn health() -> impl IntoResponse {
    Json(json!({ "version": env!("CARGO_PKG_VERSION"), "arch": std::env::consts::ARCH }))
}

async fn add(
    State(service): State<Arc<Service>>,
    Json(wish): Json<Wish>,
) -> Result<Response, Problem> {
    let address = reqwest::Url::parse(&wish.address)
        .map_err(|error| Problem(StatusCode::BAD_REQUEST, error.to_string()))?;
    let link = Link {
        word: wish.word.unwrap_or_else(|| word_for(&address)),
        address: address.to_string(),
        made: Utc::now(),
    };
    if !service.store.add(&link)? {
        return Err(Problem(
            StatusCode::CONFLICT,
            format!("{} is taken.", link.word),
        ));
    }
    tracing::info!(word = link.word, "kept");
    Ok((StatusCode::CREATED, Json(link)).into_response())
}

fn known(service: &Service, word: &str) -> Result<Link, Problem> {
    service.store.find(word)?.ok_or_else(|| {
        Problem(
            StatusCode::NOT_FOUND,
            format!("{word} is not a link of ours."),
        )
    })
}

async fn follow(
    State(service): State<Arc<Service>>,
    Segment(word): Segment<String>,
) -> Result<Redirect, Problem> {
    Ok(Redirect::temporary(&known(&service, &word)?.address))
}

async fn status(service: &Service, word: &str) -> Value {
    let Ok(link) = known(service, word) else {
        return json!({ "word": word, "problem": "It is not a link of ours." });
    };
    match service.client.get(&link.address).send().await {
        Ok(answer) => json!({ "link": link, "status": answer.status().as_u16() }),
        Err(error) => json!({ "link": link, "problem": error.to_string() }),
    }
}

/// What the addresses of words answer, all asked at the same time.
async fn check(
    State(service): State<Arc<Service>>,
    Segment(words): Segment<String>,
) -> Json<Vec<Value>> {
    let checks = words.split(',').map(|word| status(&service, word));
    Json(future::join_all(checks).await)
}

async fn serve(settings: &Settings) -> Result<(), String> {
    let Settings { listen, database } = settings;
    let store =
        Store::open(database).map_err(|error| format!("Cannot open {database}: {error}."))?;
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(30))
        .build()
        .map_err(|error| format!("There is no TLS: {error}."))?;
    let router = Router::new()
        .route("/health", get(health))
        .route("/links", post(add))
        .route("/{word}", get(follow))
        .route("/{word}/check", get(check))
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(Arc::new(Service { store, client }));
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|error| format!("Cannot listen on {listen}: {error}."))?;
    tracing::info!("listening on {listen}");
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .map_err(|error| format!("Cannot wait for signals: {error}."))?;
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            terminated.recv().await;
        })
        .await
        .map_err(|error| error.to_string())
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .init();
    let result = match Settings::read(Arguments::parse().settings.as_deref()) {
        Ok(settings) => serve(&settings).await,
        Err(message) => Err(message),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
