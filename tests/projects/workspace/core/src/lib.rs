// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! What both services share: orders, prices, and how they travel.

use serde::{Deserialize, Serialize};

/// What a customer wants.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Order {
    #[serde(default)]
    pub id: u64,
    pub article: String,
    pub quantity: u32,
}

/// What it comes to.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Invoice {
    pub order: u64,
    pub cents: u64,
}

/// The price of one piece in cents; None for what is not sold here.
pub fn price(article: &str) -> Option<u64> {
    match article {
        "anchor" => Some(12_900),
        "rope" => Some(450),
        "lantern" => Some(3_275),
        _ => None,
    }
}

impl Order {
    /// Reads an order; the sentence says what is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let order: Self = serde_json::from_str(text)
            .map_err(|error| format!("This is not an order: {error}."))?;
        if order.quantity == 0 {
            return Err("An order needs a quantity of at least 1.".into());
        }
        price(&order.article)
            .map(|_| order.clone())
            .ok_or_else(|| format!("{} is not sold here.", order.article))
    }

    pub fn invoice(&self) -> Option<Invoice> {
        Some(Invoice {
            order: self.id,
            cents: price(&self.article)? * u64::from(self.quantity),
        })
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("an order is plain data")
    }
}

impl Invoice {
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| format!("This is not an invoice: {error}."))
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("an invoice is plain data")
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn multiplies_price_and_quantity() {
        let order = Order::from_json(r#"{"article": "rope", "quantity": 3}"#).unwrap();
        assert_eq!(order.invoice().unwrap().cents, 1350);
        assert_eq!(Order::from_json(&order.to_json()).unwrap(), order);
    }

    #[test]
    fn refuses_what_cannot_be_sold() {
        assert_eq!(
            Order::from_json(r#"{"article": "moon", "quantity": 1}"#).unwrap_err(),
            "moon is not sold here."
        );
        assert!(
            Order::from_json(r#"{"article": "rope", "quantity": 0}"#)
                .unwrap_err()
                .contains("at least 1")
        );
        assert!(
            Order::from_json("rope")
                .unwrap_err()
                .starts_with("This is not an order")
        );
    }
}
