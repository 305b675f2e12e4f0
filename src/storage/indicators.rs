//! Indicators of needs and capabilities: the same columns in two tables.

use std::collections::HashMap;

use sqlx::{AnyConnection, Row};

use super::error::StorageError;
use super::row::{CHUNK, Read, assembled, placeholders};
use crate::domain::indicator::{Comparator, Figure, Indicator};

/// Whose indicators.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    Need,
    Capability,
}

impl Owner {
    fn table(self) -> (&'static str, &'static str) {
        match self {
            Self::Need => ("need_indicator", "need_id"),
            Self::Capability => ("capability_indicator", "capability_id"),
        }
    }
}

/// Indicators by owner id, in the order in which they were written.
pub(super) async fn load(
    conn: &mut AnyConnection,
    owner: Owner,
    ids: &[String],
) -> Result<HashMap<String, Vec<Indicator>>, StorageError> {
    let (table, key) = owner.table();
    let mut all: HashMap<String, Vec<Indicator>> = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let sql = format!(
            "SELECT {key} AS id, written, name, comparator, low, high, unit, current, must FROM {table} \
             WHERE {key} IN {} ORDER BY {key}, position",
            placeholders(1, chunk.len())
        );
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.clone()));
        for row in query.fetch_all(&mut *conn).await? {
            all.entry(row.try_get("id")?).or_default().push(indicator(&Read::new(table, &row))?);
        }
    }
    Ok(all)
}

fn indicator(read: &Read<'_>) -> Result<Indicator, StorageError> {
    let comparator = read.maybe_parsed("comparator", Comparator::from_code)?;
    let figure = match comparator {
        None => None,
        Some(comparator) => Some(Figure {
            name: read.maybe_text("name")?.unwrap_or_default(),
            comparator,
            low: read.maybe_float("low")?,
            high: read.maybe_float("high")?,
            unit: read.maybe_text("unit")?.unwrap_or_default(),
            current: read.maybe_float("current")?,
            must: read.flag("must")?,
        }),
    };
    Ok(Indicator { written: read.text("written")?, figure })
}

/// Replaces the indicators of one owner.
pub(super) async fn replace(
    conn: &mut AnyConnection,
    owner: Owner,
    id: &str,
    indicators: &[Indicator],
) -> Result<(), StorageError> {
    let (table, key) = owner.table();
    assembled(format!("DELETE FROM {table} WHERE {key} = $1"))
        .bind(id.to_owned())
        .execute(&mut *conn)
        .await?;
    for (position, indicator) in (0_i64..).zip(indicators) {
        let figure = indicator.figure.as_ref();
        let sql = format!(
            "INSERT INTO {table} ({key}, position, written, name, comparator, low, high, unit, current, \
             must) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        );
        // Not kept prepared: sqlx tells PostgreSQL that a missing f64 is a FLOAT4, and a number that comes later for the
        // same statement would not fit.
        assembled(sql)
            .persistent(false)
            .bind(id.to_owned())
            .bind(position)
            .bind(indicator.written.clone())
            .bind(figure.map(|figure| figure.name.clone()))
            .bind(figure.map(|figure| figure.comparator.code()))
            .bind(figure.and_then(|figure| figure.low))
            .bind(figure.and_then(|figure| figure.high))
            .bind(figure.map(|figure| figure.unit.clone()))
            .bind(figure.and_then(|figure| figure.current))
            .bind(i64::from(indicator.is_must()))
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}
