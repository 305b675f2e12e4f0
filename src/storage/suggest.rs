//! Enterprises and institutions by the beginning or any part of a name, by its sounds, and by the beginning of a
//! credit code: a few of them, for pickers. Also fills in the sounds of names from before they were stored.

use sqlx::AnyConnection;

use super::error::StorageError;
use super::row::{CHUNK, Read, assembled};
use super::scope::Seen;
use super::write::WriteTx;
use crate::domain::text::{initials, name_key, pinyin};
use crate::domain::viewer::{Scope, Viewer};

/// Characters of a text that are looked for.
const MAX_CHARS: usize = 60;

/// The tables whose names have sounds.
const TABLES: [&str; 2] = ["enterprise", "institution"];

/// A record by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Credit code of an enterprise; printed number of an institution.
    pub reference: String,
    /// County code of an enterprise; place of an institution as written.
    pub place: Option<String>,
}

/// Enterprises whose name, sounds or credit code a text may mean: exactly so first, then from the beginning, then
/// inside; equal ones by pinyin.
///
/// # Errors
/// If the database fails.
pub async fn suggest_enterprises(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    text: &str,
    limit: i64,
) -> Result<Vec<Named>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise.id", 6);
    let select = "SELECT id, name, uscc AS reference, county_code AS place FROM enterprise";
    suggest(conn, select, "uscc", &seen, text, limit).await
}

/// Institutions whose name, sounds or number a text may mean, in the order of [`suggest_enterprises`].
///
/// # Errors
/// If the database fails.
pub async fn suggest_institutions(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    text: &str,
    limit: i64,
) -> Result<Vec<Named>, StorageError> {
    // Which institutions there are is nobody's secret; the viewer is asked for so that this stays a decision.
    let (Scope::All
    | Scope::County(_)
    | Scope::Department(_)
    | Scope::Enterprise(_)
    | Scope::Institution(_)
    | Scope::Public) = viewer.scope();
    let select = "SELECT id, name, no AS reference, place FROM institution";
    suggest(conn, select, "no", &Seen::everything(), text, limit).await
}

/// $1 the text itself, $2 from its beginning, $3 anywhere, $4 from the beginning of the code.
async fn suggest(
    conn: &mut AnyConnection,
    select: &str,
    code: &str,
    seen: &Seen,
    text: &str,
    limit: i64,
) -> Result<Vec<Named>, StorageError> {
    let key: String = name_key(text).chars().take(MAX_CHARS).collect();
    let escaped = escape(&key);
    let sql = format!(
        "{select} WHERE {} AND (name_key LIKE $3 ESCAPE '!' OR pinyin LIKE $3 ESCAPE '!' \
         OR initials LIKE $3 ESCAPE '!' OR {code} LIKE $4 ESCAPE '!') \
         ORDER BY CASE WHEN name_key = $1 OR pinyin = $1 OR initials = $1 THEN 0 \
         WHEN name_key LIKE $2 ESCAPE '!' OR pinyin LIKE $2 ESCAPE '!' OR initials LIKE $2 ESCAPE '!' \
         OR {code} LIKE $4 ESCAPE '!' THEN 1 ELSE 2 END, sort_key, id LIMIT $5",
        seen.sql()
    );
    let query = assembled(sql)
        .bind(key.clone())
        .bind(format!("{escaped}%"))
        .bind(format!("%{escaped}%"))
        .bind(format!("{}%", escaped.to_uppercase()))
        .bind(limit);
    let rows = seen.bind(query).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("enterprise or institution", row);
            Ok(Named {
                id: read.text("id")?,
                name: read.text("name")?,
                reference: read.text("reference")?,
                place: read.maybe_text("place")?,
            })
        })
        .collect()
}

/// Takes the meaning from the characters that have one in a pattern.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        if matches!(ch, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(ch);
    }
    out
}

/// How many names have no sounds yet.
///
/// # Errors
/// If the database fails.
pub async fn missing_sounds(conn: &mut AnyConnection) -> Result<i64, StorageError> {
    let mut missing = 0;
    for table in TABLES {
        let row = assembled(format!("SELECT COUNT(*) AS missing FROM {table} WHERE initials IS NULL"))
            .fetch_one(&mut *conn)
            .await?;
        missing += Read::new(table, &row).int("missing")?;
    }
    Ok(missing)
}

/// Stores the sounds of names that have none, as records from before they were stored. No record changes by it.
///
/// # Errors
/// If the database fails.
pub async fn fill_sounds(tx: &mut WriteTx) -> Result<(), StorageError> {
    for table in TABLES {
        loop {
            let rows = assembled(format!(
                "SELECT id, name FROM {table} WHERE initials IS NULL ORDER BY id LIMIT {CHUNK}"
            ))
            .fetch_all(tx.conn())
            .await?;
            for row in &rows {
                let read = Read::new(table, row);
                let name = read.text("name")?;
                assembled(format!("UPDATE {table} SET pinyin = $2, initials = $3 WHERE id = $1"))
                    .bind(read.text("id")?)
                    .bind(pinyin(&name))
                    .bind(initials(&name))
                    .execute(tx.conn())
                    .await?;
            }
            if rows.len() < CHUNK {
                break;
            }
        }
    }
    Ok(())
}
