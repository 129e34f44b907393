// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! Keeps notices for those who come later.
//!
//! POST /notices       keeps one
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
struct Notice {
    title: String,
    text: String,
}

async fn add(
    State(depot): State<Arc<Depot>>,
    Json(wish): Json<Notice>,
) -> Result<Response, Problem> {
    if wish.title.trim().is_empty() {
        return Err(Problem(
            StatusCode::BAD_REQUEST,
            "A notice needs a title.".into(),
        ));
    }
    depot
        .keep(Entry::new(
            json!({ "title": wish.title.trim(), "text": wish.text }),
        ))
        .await
}

#[tokio::main]
async fn main() -> ExitCode {
    serve(Router::new().route("/notices", post(add))).await
}
