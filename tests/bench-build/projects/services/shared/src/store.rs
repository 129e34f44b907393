// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! A table of entries.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Entry {
    pub id: Uuid,
    pub made: DateTime<Utc>,
    pub content: Value,
}

impl Entry {
    pub fn new(content: Value) -> Self {
        Self {
            id: Uuid::new_v4(),
            made: DateTime::from_timestamp(Utc::now().timestamp(), 0).unwrap_or_default(),
            content,
        }
    }

    fn of(row: &Row) -> Result<Self> {
        let (id, content): (String, String) = (row.get(0)?, row.get(2)?);
        Ok(Self {
            id: id.parse().unwrap_or_default(),
            made: DateTime::from_timestamp(row.get(1)?, 0).unwrap_or_default(),
            content: serde_json::from_str(&content).unwrap_or_default(),
        })
    }
}

pub struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens the data base file, made when it is not there; ":memory:" keeps everything in memory.
    pub fn open(path: &str) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS entry (id TEXT PRIMARY KEY, made INTEGER NOT NULL, content TEXT NOT NULL)",
        )?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub fn add(&self, entry: &Entry) -> Result<()> {
        self.connection().execute(
            "INSERT INTO entry (id, made, content) VALUES (?1, ?2, ?3)",
            params![
                entry.id.to_string(),
                entry.made.timestamp(),
                entry.content.to_string()
            ],
        )?;
        Ok(())
    }

    pub fn find(&self, id: Uuid) -> Result<Option<Entry>> {
        self.connection()
            .query_row(
                "SELECT id, made, content FROM entry WHERE id = ?1",
                [id.to_string()],
                Entry::of,
            )
            .optional()
    }

    /// All entries, oldest first.
    pub fn all(&self) -> Result<Vec<Entry>> {
        let connection = self.connection();
        let mut statement =
            connection.prepare("SELECT id, made, content FROM entry ORDER BY made")?;
        statement.query_map([], Entry::of)?.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Store};

    #[test]
    fn finds_what_was_kept() {
        let store = Store::open(":memory:").unwrap();
        let entry = Entry::new(serde_json::json!({ "name": "rope" }));
        store.add(&entry).unwrap();
        assert_eq!(store.find(entry.id).unwrap(), Some(entry.clone()));
        assert_eq!(store.all().unwrap(), [entry]);
    }
}
