// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! Keeps how many of a thing there are.
//!
//! POST /stock       keeps one
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
struct Article {
    name: String,
    pieces: i64,
}

async fn add(
    State(depot): State<Arc<Depot>>,
    Json(wish): Json<Article>,
) -> Result<Response, Problem> {
    if wish.pieces < 0 {
        return Err(Problem(
            StatusCode::BAD_REQUEST,
            "There cannot be fewer than none.".into(),
        ));
    }
    depot
        .keep(Entry::new(
            json!({ "name": wish.name, "pieces": wish.pieces, "is_low": wish.pieces < 10 }),
        ))
        .await
}

#[tokio::main]
async fn main() -> ExitCode {
    serve(Router::new().route("/stock", post(add))).await
}
