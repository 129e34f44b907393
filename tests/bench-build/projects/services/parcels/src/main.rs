// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! Keeps where parcels are.
//!
//! POST /parcels       keeps one
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
struct Parcel {
    order: String,
    grams: u32,
}

async fn add(
    State(depot): State<Arc<Depot>>,
    Json(wish): Json<Parcel>,
) -> Result<Response, Problem> {
    if wish.grams > 31_500 {
        return Err(Problem(
            StatusCode::BAD_REQUEST,
            "A parcel may weigh 31.5 kg.".into(),
        ));
    }
    depot.keep(Entry::new(json!({ "order": wish.order, "grams": wish.grams, "size": if wish.grams > 5_000 { "large" } else { "small" } }))).await
}

#[tokio::main]
async fn main() -> ExitCode {
    serve(Router::new().route("/parcels", post(add))).await
}
