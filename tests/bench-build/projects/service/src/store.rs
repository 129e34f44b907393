// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! The table of links.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Result, params};
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    pub word: String,
    pub address: String,
    pub made: DateTime<Utc>,
}

pub struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens the data base file, made when it is not there; ":memory:" keeps everything in memory.
    pub fn open(path: &str) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS link (word TEXT PRIMARY KEY, address TEXT NOT NULL, made INTEGER NOT NULL)",
        )?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    /// Keeps a link under a word; another one's place is not taken.
    pub fn add(&self, link: &Link) -> Result<bool> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let count = connection.execute(
            "INSERT OR IGNORE INTO link (word, address, made) VALUES (?1, ?2, ?3)",
            params![link.word, link.address, link.made.timestamp()],
        )?;
        Ok(count == 1)
    }

    pub fn find(&self, word: &str) -> Result<Option<Link>> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        connection
            .query_row(
                "SELECT word, address, made FROM link WHERE word = ?1",
                [word],
                |row| {
                    Ok(Link {
                        word: row.get(0)?,
                        address: row.get(1)?,
                        made: DateTime::from_timestamp(row.get(2)?, 0).unwrap_or_default(),
                    })
                },
            )
            .optional()
    }
}

#[cfg(test)]
mod tests {
    use super::{Link, Store};

    #[test]
    fn keeps_the_first_of_a_word() {
        let store = Store::open(":memory:").unwrap();
        let link = |address: &str| Link {
            word: "home".into(),
            address: address.into(),
            made: Default::default(),
        };
        assert!(store.add(&link("https://one.example/")).unwrap());
        assert!(!store.add(&link("https://two.example/")).unwrap());
        assert_eq!(
            store.find("home").unwrap(),
            Some(link("https://one.example/"))
        );
        assert_eq!(store.find("away").unwrap(), None);
    }
}
