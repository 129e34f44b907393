// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! Keeps what things cost.
//!
//! POST /prices       keeps one
//! GET  /entries[/ID]  what was kept

use std::process::ExitCode;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use depot_shared::{Depot, Entry, Problem, serve};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Price {
    article: String,
    cents: u64,
}

async fn add(
    State(depot): State<Arc<Depot>>,
    Json(wish): Json<Price>,
) -> Result<Response, Problem> {
    if wish.cents == 0 {
        return Err(Problem(
            StatusCode::BAD_REQUEST,
            "Nothing is for free.".into(),
        ));
    }
    depot.keep(Entry::new(json!({ "article": wish.article, "cents": wish.cents, "with_tax": wish.cents * 119 / 100 }))).await
}

#[tokio::main]
async fn main() -> ExitCode {
    serve(Router::new().route("/prices", post(add))).await
}
