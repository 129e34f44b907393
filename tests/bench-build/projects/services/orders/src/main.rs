// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! Keeps what was ordered.
//!
//! POST /orders       keeps one
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
struct Order {
    article: String,
    quantity: u32,
}

async fn add(
    State(depot): State<Arc<Depot>>,
    Json(wish): Json<Order>,
) -> Result<Response, Problem> {
    if wish.quantity == 0 {
        return Err(Problem(
            StatusCode::BAD_REQUEST,
            "An order needs a quantity of at least 1.".into(),
        ));
    }
    depot
        .keep(Entry::new(
            json!({ "article": wish.article, "quantity": wish.quantity }),
        ))
        .await
}

#[tokio::main]
async fn main() -> ExitCode {
    serve(Router::new().route("/orders", post(add))).await
}
