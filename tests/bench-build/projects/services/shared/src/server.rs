// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! A service: its own paths beside those that all have.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path as Segment, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use clap::Parser;
use futures_util::future;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::signal::unix::{SignalKind, signal};
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

use crate::{Entry, Store};

#[derive(Parser)]
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
    /// Addresses that are told of what is kept.
    neighbours: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: "0.0.0.0:8080".into(),
            database: ":memory:".into(),
            neighbours: Vec::new(),
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

/// What a service has at hand.
pub struct Depot {
    pub store: Store,
    client: reqwest::Client,
    neighbours: Vec<String>,
}

/// What went wrong, as an answer.
pub struct Problem(pub StatusCode, pub String);

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

impl Depot {
    pub fn open(database: &str, neighbours: Vec<String>) -> Result<Self, String> {
        Ok(Self {
            store: Store::open(database)
                .map_err(|error| format!("Cannot open {database}: {error}."))?,
            client: reqwest::Client::builder()
                .timeout(Duration::from_secs(30))
                .build()
                .map_err(|error| format!("There is no TLS: {error}."))?,
            neighbours,
        })
    }

    /// Tells the neighbours, all at the same time; that one does not listen is no reason to refuse.
    async fn tell(&self, entry: &Entry) {
        let body = serde_json::to_string(entry).expect("an entry is plain data");
        let calls = self.neighbours.iter().map(|address| {
            let call = self.client.post(address).body(body.clone()).send();
            async move {
                if let Err(error) = call.await {
                    tracing::warn!("{address} was not told: {error}");
                }
            }
        });
        future::join_all(calls).await;
    }

    /// Keeps an entry and tells the neighbours.
    pub async fn keep(&self, entry: Entry) -> Result<Response, Problem> {
        self.store.add(&entry)?;
        self.tell(&entry).await;
        Ok((StatusCode::CREATED, Json(entry)).into_response())
    }
}

async fn health() -> impl IntoResponse {
    Json(json!({ "version": env!("CARGO_PKG_VERSION"), "arch": std::env::consts::ARCH }))
}

async fn all(State(depot): State<Arc<Depot>>) -> Result<Response, Problem> {
    let entries = depot.store.all()?;
    let mut digest = Sha256::new();
    for entry in &entries {
        digest.update(entry.id.as_bytes());
    }
    let tag: String = digest.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(([(header::ETAG, format!("\"{tag}\""))], Json(entries)).into_response())
}

async fn one(
    State(depot): State<Arc<Depot>>,
    Segment(id): Segment<Uuid>,
) -> Result<Json<Entry>, Problem> {
    depot
        .store
        .find(id)?
        .map(Json)
        .ok_or_else(|| Problem(StatusCode::NOT_FOUND, format!("{id} is not here.")))
}

async fn run(own: Router<Arc<Depot>>) -> Result<(), String> {
    let Settings {
        listen,
        database,
        neighbours,
    } = Settings::read(Arguments::parse().settings.as_deref())?;
    let depot = Depot::open(&database, neighbours)?;
    let router = own
        .route("/health", get(health))
        .route("/entries", get(all))
        .route("/entries/{id}", get(one))
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(Arc::new(depot));
    let listener = tokio::net::TcpListener::bind(&listen)
        .await
        .map_err(|error| format!("Cannot listen on {listen}: {error}."))?;
    let mut terminated = signal(SignalKind::terminate())
        .map_err(|error| format!("Cannot wait for signals: {error}."))?;
    tracing::info!("listening on {listen}");
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            terminated.recv().await;
        })
        .await
        .map_err(|error| error.to_string())
}

/// Serves until it is told to end.
pub async fn serve(own: Router<Arc<Depot>>) -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .init();
    match run(own).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
