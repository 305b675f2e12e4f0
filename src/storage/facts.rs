//! Dated facts: roster entries, R&D activity, aggregates, four-haves, targets. Append-only.
//!
//! Each has a business date and the moment it was recorded. "As of a moment" means what was recorded by then and not
//! taken back by then; of several records with the same key the newest holds.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::row::{Read, assembled};
use super::scope::Seen;
use super::write::WriteTx;
use crate::domain::county::CountyCode;
use crate::domain::four_haves::{FourHaves, FourHavesItem};
use crate::domain::ids::{EnterpriseId, FactId};
use crate::domain::money::Fen;
use crate::domain::rate::BasisPoints;
use crate::domain::rd_activity::{RdActivity, RdAggregate, RdSource};
use crate::domain::roster::RosterEntry;
use crate::domain::target::{Target, TargetKind};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;

/// A fact with its id and the moment it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<T> {
    /// Id of the record.
    pub id: FactId,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// What was recorded.
    pub fact: T,
}

/// The tables of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactTable {
    /// Roster entries.
    RosterEntry,
    /// R&D activity.
    RdActivity,
    /// Figures of the statistics bureau.
    RdAggregate,
    /// Four-haves items.
    FourHaves,
    /// Targets.
    Target,
    /// Officers who look after enterprises.
    Assignment,
    /// Days off and make-up days.
    CalendarDay,
}

impl FactTable {
    /// Every table of facts.
    pub const ALL: [Self; 7] = [
        Self::RosterEntry,
        Self::RdActivity,
        Self::RdAggregate,
        Self::FourHaves,
        Self::Target,
        Self::Assignment,
        Self::CalendarDay,
    ];

    /// The name of the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RosterEntry => "roster_entry",
            Self::RdActivity => "rd_activity",
            Self::RdAggregate => "rd_aggregate",
            Self::FourHaves => "four_haves",
            Self::Target => "target",
            Self::Assignment => "assignment",
            Self::CalendarDay => "calendar_day",
        }
    }

    /// The table with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// What makes two records speak of the same thing.
    fn key(self) -> &'static str {
        match self {
            Self::RosterEntry => "enterprise_id",
            Self::RdActivity => "enterprise_id, data_year, source",
            Self::RdAggregate => "data_year, area, as_of_on",
            Self::FourHaves => "enterprise_id, data_year, item",
            Self::Target => "document, data_year, area, kind",
            Self::Assignment => "enterprise_id, officer_name, starts_on",
            Self::CalendarDay => "day_on",
        }
    }

    /// What of it the viewer may see; placeholders begin with number `first`.
    fn seen(self, viewer: &Viewer, first: usize) -> Seen {
        match self {
            Self::RosterEntry | Self::RdActivity | Self::FourHaves | Self::Assignment => {
                Seen::inside(viewer, "enterprise_id", first)
            }
            Self::RdAggregate | Self::Target => Seen::areas(viewer, "area", first),
            Self::CalendarDay => Seen::everything(),
        }
    }
}

/// The records of a table that hold as of a moment, in the order of their keys.
pub(super) async fn newest(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    table: FactTable,
    as_of: Instant,
) -> Result<Vec<AnyRow>, StorageError> {
    newest_of(conn, viewer, table, None, as_of).await
}

/// The same of one enterprise.
pub(super) async fn newest_of(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    table: FactTable,
    enterprise: Option<&EnterpriseId>,
    as_of: Instant,
) -> Result<Vec<AnyRow>, StorageError> {
    let seen = table.seen(viewer, if enterprise.is_some() { 3 } else { 2 });
    let (name, key) = (table.name(), table.key());
    let only = enterprise.map_or("", |_| "AND enterprise_id = $2");
    let sql = format!(
        "SELECT * FROM (SELECT {name}.*, \
         ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY recorded_at_ms DESC, id DESC) AS age \
         FROM {name} WHERE recorded_at_ms <= $1 AND (withdrawn_at_ms IS NULL OR withdrawn_at_ms > $1) {only} \
         AND {}) AS dated WHERE age = 1 ORDER BY {key}",
        seen.sql()
    );
    let query = enterprise.iter().fold(assembled(sql).bind(as_of.0), |query, id| query.bind(id.to_string()));
    Ok(seen.bind(query).fetch_all(conn).await?)
}

pub(super) fn recorded<T>(read: &Read<'_>, fact: T) -> Result<Recorded<T>, StorageError> {
    Ok(Recorded {
        id: read.parsed("id", FactId::parse)?,
        recorded_at: Instant(read.int("recorded_at_ms")?),
        fact,
    })
}

/// Takes a fact back, as undoing an import does; what held before holds again. False if it was taken back already.
///
/// # Errors
/// If the database fails.
pub async fn withdraw_fact(tx: &mut WriteTx, table: FactTable, id: &str) -> Result<bool, StorageError> {
    let now = tx.now().0;
    let sql =
        format!("UPDATE {} SET withdrawn_at_ms = $2 WHERE id = $1 AND withdrawn_at_ms IS NULL", table.name());
    let done = assembled(sql).bind(id.to_owned()).bind(now).execute(tx.conn()).await?;
    if table == FactTable::RdActivity {
        let whose: Option<String> = sqlx::query_scalar("SELECT enterprise_id FROM rd_activity WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(tx.conn())
            .await?;
        whose.iter().for_each(|enterprise| tx.owes(enterprise));
    }
    Ok(done.rows_affected() == 1)
}

/// Records an enterprise's place on the roster.
///
/// # Errors
/// If the database fails.
pub async fn insert_roster_entry(tx: &mut WriteTx, entry: &RosterEntry) -> Result<FactId, StorageError> {
    let (id, now): (FactId, i64) = (tx.next_id(), tx.now().0);
    sqlx::query(
        "INSERT INTO roster_entry (id, enterprise_id, entered_on, left_on, left_reason, recorded_at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id.to_string())
    .bind(entry.enterprise.to_string())
    .bind(entry.entered_on.map(|day| day.to_string()))
    .bind(entry.left_on.map(|day| day.to_string()))
    .bind(entry.left_reason.clone())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The roster as of a moment, one entry per enterprise.
///
/// # Errors
/// If the database fails.
pub async fn list_roster_entries(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    as_of: Instant,
) -> Result<Vec<Recorded<RosterEntry>>, StorageError> {
    let rows = newest(conn, viewer, FactTable::RosterEntry, as_of).await?;
    rows.iter().map(roster_entry).collect()
}

fn roster_entry(row: &AnyRow) -> Result<Recorded<RosterEntry>, StorageError> {
    let read = Read::new("roster_entry", row);
    let entry = RosterEntry {
        enterprise: read.parsed("enterprise_id", EnterpriseId::parse)?,
        entered_on: read.maybe_date("entered_on")?,
        left_on: read.maybe_date("left_on")?,
        left_reason: read.maybe_text("left_reason")?,
    };
    recorded(&read, entry)
}

/// Records what a source says about an enterprise's R&D.
///
/// # Errors
/// If the database fails.
pub async fn insert_rd_activity(tx: &mut WriteTx, activity: &RdActivity) -> Result<FactId, StorageError> {
    let (id, now): (FactId, i64) = (tx.next_id(), tx.now().0);
    sqlx::query(
        "INSERT INTO rd_activity (id, enterprise_id, data_year, source, active, expense_fen, as_of_on, \
         recorded_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.to_string())
    .bind(activity.enterprise.to_string())
    .bind(i64::from(activity.data_year))
    .bind(activity.source.code())
    .bind(i64::from(activity.active))
    .bind(activity.expense.map(|fen| fen.0))
    .bind(activity.as_of_on.map(|day| day.to_string()))
    .bind(now)
    .execute(tx.conn())
    .await?;
    tx.owes(activity.enterprise.as_str());
    Ok(id)
}

/// R&D activity as of a moment: one record per enterprise, data year and source.
///
/// # Errors
/// If the database fails.
pub async fn list_rd_activities(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    as_of: Instant,
) -> Result<Vec<Recorded<RdActivity>>, StorageError> {
    let rows = newest(conn, viewer, FactTable::RdActivity, as_of).await?;
    rows.iter().map(rd_activity).collect()
}

fn rd_activity(row: &AnyRow) -> Result<Recorded<RdActivity>, StorageError> {
    let read = Read::new("rd_activity", row);
    let activity = RdActivity {
        enterprise: read.parsed("enterprise_id", EnterpriseId::parse)?,
        data_year: read.year("data_year")?,
        source: read.parsed("source", RdSource::from_code)?,
        active: read.flag("active")?,
        expense: read.maybe_int("expense_fen")?.map(Fen),
        as_of_on: read.maybe_date("as_of_on")?,
    };
    recorded(&read, activity)
}

/// Records a figure of the statistics bureau.
///
/// # Errors
/// If the database fails.
pub async fn insert_rd_aggregate(tx: &mut WriteTx, aggregate: &RdAggregate) -> Result<FactId, StorageError> {
    let (id, now): (FactId, i64) = (tx.next_id(), tx.now().0);
    sqlx::query(
        "INSERT INTO rd_aggregate (id, data_year, area, as_of_on, enterprises, active, recorded_at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id.to_string())
    .bind(i64::from(aggregate.data_year))
    .bind(aggregate.area.to_string())
    .bind(aggregate.as_of_on.to_string())
    .bind(aggregate.enterprises)
    .bind(aggregate.active)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Figures of the statistics bureau as of a moment: one per data year, area and as-of date.
///
/// # Errors
/// If the database fails.
pub async fn list_rd_aggregates(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    as_of: Instant,
) -> Result<Vec<Recorded<RdAggregate>>, StorageError> {
    let rows = newest(conn, viewer, FactTable::RdAggregate, as_of).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("rd_aggregate", row);
            let aggregate = RdAggregate {
                data_year: read.year("data_year")?,
                area: read.parsed("area", CountyCode::new)?,
                as_of_on: read.parsed("as_of_on", BusinessDate::parse_iso)?,
                enterprises: read.int("enterprises")?,
                active: read.int("active")?,
            };
            recorded(&read, aggregate)
        })
        .collect()
}

/// Records whether an enterprise has one of the four.
///
/// # Errors
/// If the database fails.
pub async fn insert_four_haves(tx: &mut WriteTx, have: &FourHaves) -> Result<FactId, StorageError> {
    let (id, now): (FactId, i64) = (tx.next_id(), tx.now().0);
    sqlx::query(
        "INSERT INTO four_haves (id, enterprise_id, data_year, item, present, evidence, evidence_on, recorded_at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.to_string())
    .bind(have.enterprise.to_string())
    .bind(i64::from(have.data_year))
    .bind(have.item.code())
    .bind(i64::from(have.present))
    .bind(have.evidence.clone())
    .bind(have.evidence_on.map(|day| day.to_string()))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Four-haves as of a moment: one record per enterprise, data year and item.
///
/// # Errors
/// If the database fails.
pub async fn list_four_haves(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    as_of: Instant,
) -> Result<Vec<Recorded<FourHaves>>, StorageError> {
    let rows = newest(conn, viewer, FactTable::FourHaves, as_of).await?;
    rows.iter().map(four_haves).collect()
}

fn four_haves(row: &AnyRow) -> Result<Recorded<FourHaves>, StorageError> {
    let read = Read::new("four_haves", row);
    let have = FourHaves {
        enterprise: read.parsed("enterprise_id", EnterpriseId::parse)?,
        data_year: read.year("data_year")?,
        item: read.parsed("item", FourHavesItem::from_code)?,
        present: read.flag("present")?,
        evidence: read.maybe_text("evidence")?,
        evidence_on: read.maybe_date("evidence_on")?,
    };
    recorded(&read, have)
}

/// Records a target.
///
/// # Errors
/// If the database fails.
pub async fn insert_target(tx: &mut WriteTx, target: &Target) -> Result<FactId, StorageError> {
    let (id, now): (FactId, i64) = (tx.next_id(), tx.now().0);
    sqlx::query(
        "INSERT INTO target (id, document, data_year, area, kind, rate_bp, recorded_at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id.to_string())
    .bind(target.document.clone())
    .bind(i64::from(target.data_year))
    .bind(target.area.to_string())
    .bind(target.kind.code())
    .bind(target.rate.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Targets as of a moment: one per document, data year, area and kind.
///
/// # Errors
/// If the database fails.
pub async fn list_targets(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    as_of: Instant,
) -> Result<Vec<Recorded<Target>>, StorageError> {
    let rows = newest(conn, viewer, FactTable::Target, as_of).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("target", row);
            let target = Target {
                document: read.text("document")?,
                data_year: read.year("data_year")?,
                area: read.parsed("area", CountyCode::new)?,
                kind: read.parsed("kind", TargetKind::from_code)?,
                rate: BasisPoints(read.int("rate_bp")?),
            };
            recorded(&read, target)
        })
        .collect()
}

/// What is recorded of one enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnterpriseFacts {
    /// Its place on the roster.
    pub roster: Option<Recorded<RosterEntry>>,
    /// R&D activity, newest data year first, sources in the order of their codes.
    pub activities: Vec<Recorded<RdActivity>>,
    /// Four-haves items, newest data year first.
    pub haves: Vec<Recorded<FourHaves>>,
}

/// What is recorded of one enterprise as of a moment.
///
/// # Errors
/// If the database fails.
pub async fn load_enterprise_facts(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &EnterpriseId,
    as_of: Instant,
) -> Result<EnterpriseFacts, StorageError> {
    let of = Some(enterprise);
    let places = newest_of(conn, viewer, FactTable::RosterEntry, of, as_of).await?;
    let said = newest_of(conn, viewer, FactTable::RdActivity, of, as_of).await?;
    let had = newest_of(conn, viewer, FactTable::FourHaves, of, as_of).await?;
    let mut facts = EnterpriseFacts {
        roster: places.first().map(roster_entry).transpose()?,
        activities: said.iter().map(rd_activity).collect::<Result<_, _>>()?,
        haves: had.iter().map(four_haves).collect::<Result<_, _>>()?,
    };
    facts.activities.sort_by_key(|one| std::cmp::Reverse(one.fact.data_year));
    facts.haves.sort_by_key(|one| std::cmp::Reverse(one.fact.data_year));
    Ok(facts)
}
