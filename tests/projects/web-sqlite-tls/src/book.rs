// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

//! The guest book's table.

use rusqlite::{Connection, Result, params};

pub struct Entry {
    pub id: i64,
    pub name: String,
    pub text: String,
}

pub struct Book {
    connection: Connection,
}

impl Book {
    /// Opens the data base file, made when it is not there; ":memory:" keeps everything in memory.
    pub fn open(path: &str) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL)",
        )?;
        let book = Self { connection };
        if book.query("")?.is_empty() {
            book.add("Slipway", "Welcome to the guest book.")?;
        }
        Ok(book)
    }

    /// The version of the SQLite library in use.
    pub fn library(&self) -> Result<String> {
        self.connection
            .query_row("SELECT sqlite_version()", [], |row| row.get(0))
    }

    pub fn add(&self, name: &str, text: &str) -> Result<i64> {
        self.connection.execute(
            "INSERT INTO entry (name, text) VALUES (?1, ?2)",
            params![name, text],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Entries whose text contains `word`, oldest first.
    pub fn query(&self, word: &str) -> Result<Vec<Entry>> {
        let mut statement =
            self.connection.prepare("SELECT id, name, text FROM entry WHERE instr(lower(text), lower(?1)) > 0 OR ?1 = '' ORDER BY id")?;
        let rows = statement.query_map([word], |row| {
            Ok(Entry {
                id: row.get(0)?,
                name: row.get(1)?,
                text: row.get(2)?,
            })
        })?;
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Book;

    #[test]
    fn finds_what_was_added() {
        let book = Book::open(":memory:").unwrap();
        let id = book.add("Ada", "Engines weave patterns").unwrap();
        let found = book.query("PATTERNS").unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id, found[0].name.as_str()), (id, "Ada"));
        assert!(book.query("nothing like it").unwrap().is_empty());
    }

    #[test]
    fn takes_quotes_as_text() {
        let book = Book::open(":memory:").unwrap();
        book.add("Bobby", "'); DROP TABLE entry; --").unwrap();
        assert_eq!(book.query("drop table").unwrap().len(), 1);
    }
}
