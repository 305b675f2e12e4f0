//! Where enterprises stand in a data year: on the roster or not, with R&D activity or not, four haves complete or not.
//!
//! One derived table serves the counts and the list, so that a figure and the list behind it cannot differ. Counting
//! happens in the database; rows are read for the page shown only.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection};

use super::enterprises::{self, enterprise};
use super::error::StorageError;
use super::row::{Read, assembled, placeholders};
use super::scope::Seen;
use super::suggest::escape;
use crate::domain::county::CountyCode;
use crate::domain::coverage::{AreaCount, RdState};
use crate::domain::enterprise::Enterprise;
use crate::domain::four_haves::FourHavesItem;
use crate::domain::rd_activity::RdSource;
use crate::domain::text::name_key;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};

/// What a standing is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingScope {
    /// Data year.
    pub year: i32,
    /// What was recorded by then, and not taken back by then, counts.
    pub as_of: Instant,
    /// Sources of R&D activity that count.
    pub sources: Vec<RdSource>,
}

/// Which enterprises to list. Everything that is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StandingFilter {
    /// Only these counties; empty for all.
    pub counties: Vec<CountyCode>,
    /// Part of the name or of its pinyin or initials, or the beginning of the credit code.
    pub text: Option<String>,
    /// Only this state of R&D.
    pub rd: Option<RdState>,
    /// Only on the roster of the data year, or only others.
    pub on_roster: Option<bool>,
    /// Only those on which counted sources disagree.
    pub contradictory: bool,
    /// Only those that do not count although their four haves are complete.
    pub evidence_ready: bool,
    /// Only those led so.
    pub lead: Option<LeadFilter>,
    /// Only those for which this group, or department as such, takes part.
    pub joins: Option<String>,
    /// Only those that more than one wants to lead.
    pub contested: bool,
}

/// By whom an enterprise is led.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeadFilter {
    /// By the group, or by the department as such, of this name.
    By(String),
    /// By nobody.
    Nobody,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StandingOrder {
    /// By pinyin of the name.
    #[default]
    Name,
    /// By the city's order of counties, then by name.
    County,
}

/// One enterprise and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The enterprise.
    pub enterprise: Enterprise,
    /// On the roster of the data year.
    pub on_roster: bool,
    /// What the counted sources say.
    pub rd: RdState,
    /// One counted source says yes and another no.
    pub contradictory: bool,
    /// Not active, all four haves recorded with evidence.
    pub evidence_ready: bool,
}

/// Enterprises that a list counts together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCount {
    /// Their county.
    pub county: CountyCode,
    /// On the roster of the data year.
    pub on_roster: bool,
    /// What the counted sources say.
    pub rd: RdState,
    /// Group that leads them, or department that does so as such.
    pub lead: Option<String>,
    /// How many there are.
    pub count: i64,
}

/// A data year of which something is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataYear {
    /// The year.
    pub year: i32,
    /// Whether a document sets targets for it.
    pub has_targets: bool,
}

/// A value to bind.
enum Bound {
    Text(String),
    Int(i64),
}

/// The derived table `standing` with its values.
struct Statement {
    table: String,
    bound: Vec<Bound>,
}

/// Records of a fact table that were recorded by $2 and not taken back by then. Of those with the same key only the
/// newest holds: the one with none `later`. Ascending order is that of the index, so nothing is sorted.
fn dated(table: &str, key: &str, columns: &str, condition: &str) -> String {
    format!(
        "SELECT {columns}, LEAD(1) OVER (PARTITION BY {key} ORDER BY recorded_at_ms, id) AS later FROM {table} \
         WHERE recorded_at_ms <= $2 AND (withdrawn_at_ms IS NULL OR withdrawn_at_ms > $2) {condition}"
    )
}

/// How lists name who looks after an enterprise.
const NAME: &str = "COALESCE(working_group, department)";

fn looked_after(condition: &str) -> String {
    format!("EXISTS (SELECT 1 FROM responsibility WHERE enterprise_id = standing.id AND {condition})")
}

impl Statement {
    /// Of all enterprises that the viewer looks after, or of the one of them with this id or credit code.
    fn new(viewer: &Viewer, scope: &StandingScope, only: Option<&str>) -> Self {
        let mut bound = vec![
            Bound::Int(i64::from(scope.year)),
            Bound::Int(scope.as_of.0),
            Bound::Text(format!("{:04}-12-31", scope.year)),
        ];
        bound.extend(scope.sources.iter().map(|source| Bound::Text(source.code().to_owned())));
        let sources = match scope.sources.len() {
            0 => "1 = 0".to_owned(),
            count => format!("source IN {}", placeholders(4, count)),
        };
        let (one, of_one) = match only {
            None => (String::new(), String::new()),
            Some(reference) => {
                bound.push(Bound::Text(reference.trim().to_ascii_uppercase()));
                let number = bound.len();
                let one = format!("AND (enterprise.id = ${number} OR enterprise.uscc = ${number})");
                let of_one = format!(
                    "AND enterprise_id IN (SELECT enterprise.id FROM enterprise WHERE enterprise.id = ${number} \
                     OR enterprise.uscc = ${number})"
                );
                (one, of_one)
            }
        };
        let seen = Seen::inside(viewer, "enterprise.id", bound.len() + 1);
        bound.extend(seen.values().iter().cloned().map(Bound::Text));
        let table = format!(
            "SELECT enterprise.*, \
             CASE WHEN place.enterprise_id IS NOT NULL AND (place.entered_on IS NULL OR place.entered_on <= $3) \
                  AND (place.left_on IS NULL OR place.left_on > $3) THEN 1 ELSE 0 END AS on_roster, \
             CASE WHEN told.most = 1 THEN 'yes' WHEN told.most = 0 THEN 'no' ELSE 'unknown' END AS rd, \
             CASE WHEN told.most = 1 AND told.least = 0 THEN 1 ELSE 0 END AS contradictory, \
             CASE WHEN proven.items = {items} AND COALESCE(told.most, 0) = 0 THEN 1 ELSE 0 END AS ready \
             FROM enterprise \
             LEFT JOIN ({roster}) AS place ON place.enterprise_id = enterprise.id AND place.later IS NULL \
             LEFT JOIN (SELECT enterprise_id, MAX(active) AS most, MIN(active) AS least FROM ({activity}) AS said \
                        WHERE later IS NULL GROUP BY enterprise_id) AS told ON told.enterprise_id = enterprise.id \
             LEFT JOIN (SELECT enterprise_id, COUNT(*) AS items FROM ({haves}) AS had \
                        WHERE later IS NULL AND present = 1 AND evidence IS NOT NULL AND evidence <> '' \
                        GROUP BY enterprise_id) AS proven ON proven.enterprise_id = enterprise.id WHERE {seen} {one}",
            seen = seen.sql(),
            items = FourHavesItem::ALL.len(),
            roster = dated("roster_entry", "enterprise_id", "enterprise_id, entered_on, left_on", &of_one),
            activity = dated(
                "rd_activity",
                "enterprise_id, source",
                "enterprise_id, active",
                &format!("AND data_year = $1 AND {sources} {of_one}"),
            ),
            haves = dated(
                "four_haves",
                "enterprise_id, item",
                "enterprise_id, present, evidence",
                &format!("AND data_year = $1 {of_one}"),
            ),
        );
        Self { table, bound }
    }

    /// The number of the next value.
    fn text(&mut self, text: String) -> usize {
        self.bound.push(Bound::Text(text));
        self.bound.len()
    }

    /// What a filter asks, as a condition on `standing`.
    fn condition(&mut self, filter: &StandingFilter) -> String {
        let mut all = vec!["1 = 1".to_owned()];
        if !filter.counties.is_empty() {
            let first = self.bound.len() + 1;
            self.bound.extend(filter.counties.iter().map(|code| Bound::Text(code.to_string())));
            all.push(format!("standing.county_code IN {}", placeholders(first, filter.counties.len())));
        }
        if let Some(text) = filter.text.as_deref().map(name_key).filter(|text| !text.is_empty()) {
            let name = self.text(format!("%{}%", escape(&text)));
            let code = self.text(format!("{}%", escape(&text.to_uppercase())));
            all.push(format!(
                "(standing.name_key LIKE ${name} ESCAPE '!' OR standing.pinyin LIKE ${name} ESCAPE '!' \
                 OR standing.initials LIKE ${name} ESCAPE '!' OR standing.uscc LIKE ${code} ESCAPE '!')"
            ));
        }
        if let Some(rd) = filter.rd {
            all.push(format!("standing.rd = '{}'", rd.code()));
        }
        if let Some(on_roster) = filter.on_roster {
            all.push(format!("standing.on_roster = {}", i64::from(on_roster)));
        }
        if filter.contradictory {
            all.push("standing.contradictory = 1".to_owned());
        }
        if filter.evidence_ready {
            all.push("standing.ready = 1".to_owned());
        }
        match &filter.lead {
            None => {}
            Some(LeadFilter::Nobody) => all.push(format!("NOT {}", looked_after("role = 'lead'"))),
            Some(LeadFilter::By(name)) => {
                let name = self.text(name.clone());
                all.push(looked_after(&format!("role = 'lead' AND {NAME} = ${name}")));
            }
        }
        if let Some(name) = &filter.joins {
            let name = self.text(name.clone());
            all.push(looked_after(&format!("role = 'joins' AND {NAME} = ${name}")));
        }
        if filter.contested {
            all.push(looked_after("role = 'lead' AND rival IS NOT NULL"));
        }
        all.join(" AND ")
    }

    fn bind<'q>(self, sql: String) -> Query<'q, Any, AnyArguments> {
        self.bound.into_iter().fold(assembled(sql), |query, value| match value {
            Bound::Text(text) => query.bind(text),
            Bound::Int(number) => query.bind(number),
        })
    }
}

fn standing(row: &AnyRow) -> Result<Standing, StorageError> {
    let read = Read::new("enterprise", row);
    Ok(Standing {
        enterprise: enterprise(row)?,
        on_roster: read.flag("on_roster")?,
        rd: read.parsed("rd", RdState::from_code)?,
        contradictory: read.flag("contradictory")?,
        evidence_ready: read.flag("ready")?,
    })
}

/// Counts per county; a county without enterprises is not there.
///
/// # Errors
/// If the database fails.
pub async fn count_standings(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    scope: &StandingScope,
) -> Result<Vec<(CountyCode, AreaCount)>, StorageError> {
    let statement = Statement::new(viewer, scope, None);
    let sum =
        |what: &str| format!("CAST(SUM(CASE WHEN on_roster = 1 AND {what} THEN 1 ELSE 0 END) AS BIGINT)");
    let sql = format!(
        "SELECT county_code, COUNT(*) AS enterprises, {} AS roster, {} AS active, {} AS inactive, {} AS unknown, \
         {} AS contradictory, {} AS ready FROM ({}) AS standing GROUP BY county_code ORDER BY county_code",
        sum("1 = 1"),
        sum("rd = 'yes'"),
        sum("rd = 'no'"),
        sum("rd = 'unknown'"),
        sum("contradictory = 1"),
        sum("ready = 1"),
        statement.table
    );
    let rows = statement.bind(sql).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("enterprise", row);
            let count = AreaCount {
                enterprises: read.int("enterprises")?,
                roster: read.int("roster")?,
                active: read.int("active")?,
                inactive: read.int("inactive")?,
                unknown: read.int("unknown")?,
                contradictory: read.int("contradictory")?,
                evidence_ready: read.int("ready")?,
            };
            Ok((read.parsed("county_code", CountyCode::new)?, count))
        })
        .collect()
}

/// How many enterprises a filter lets through by county, place on the roster, state of R&D and lead, its own choices of
/// these four left aside: what a list shows beside its choices. Combinations without any are not there.
///
/// # Errors
/// If the database fails.
pub async fn count_listed(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    scope: &StandingScope,
    filter: &StandingFilter,
) -> Result<Vec<ListedCount>, StorageError> {
    let mut statement = Statement::new(viewer, scope, None);
    let open =
        StandingFilter { counties: Vec::new(), rd: None, on_roster: None, lead: None, ..filter.clone() };
    let condition = statement.condition(&open);
    let sql = format!(
        "SELECT county_code, on_roster, rd, {NAME} AS led_by, COUNT(*) AS n FROM ({}) AS standing \
         LEFT JOIN responsibility AS led ON led.enterprise_id = standing.id AND led.role = 'lead' \
         WHERE {condition} GROUP BY county_code, on_roster, rd, {NAME} \
         ORDER BY county_code, on_roster, rd, led_by",
        statement.table
    );
    let rows = statement.bind(sql).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("enterprise", row);
            Ok(ListedCount {
                county: read.parsed("county_code", CountyCode::new)?,
                on_roster: read.flag("on_roster")?,
                rd: read.parsed("rd", RdState::from_code)?,
                lead: read.maybe_text("led_by")?,
                count: read.int("n")?,
            })
        })
        .collect()
}

/// The enterprises that a filter lets through, `limit` of them from `offset` on.
///
/// # Errors
/// If the database fails.
pub async fn list_standings(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    scope: &StandingScope,
    filter: &StandingFilter,
    order: StandingOrder,
    (offset, limit): (i64, i64),
) -> Result<Vec<Standing>, StorageError> {
    let mut statement = Statement::new(viewer, scope, None);
    let condition = statement.condition(filter);
    let order = match order {
        StandingOrder::Name => "standing.sort_key, standing.id",
        StandingOrder::County => "county.position, standing.sort_key, standing.id",
    };
    let columns: Vec<String> =
        enterprises::COLUMNS.split(',').map(|column| format!("standing.{}", column.trim())).collect();
    statement.bound.extend([Bound::Int(limit), Bound::Int(offset)]);
    let last = statement.bound.len();
    let sql = format!(
        "SELECT {}, standing.on_roster, standing.rd, standing.contradictory, standing.ready FROM ({}) AS standing \
         JOIN county ON county.code = standing.county_code WHERE {condition} ORDER BY {order} LIMIT ${} OFFSET ${last}",
        columns.join(", "),
        statement.table,
        last - 1
    );
    let rows = statement.bind(sql).fetch_all(conn).await?;
    rows.iter().map(standing).collect()
}

/// The enterprise with this id or credit code, and where it stands.
///
/// # Errors
/// If the database fails.
pub async fn find_standing(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    scope: &StandingScope,
    reference: &str,
) -> Result<Option<Standing>, StorageError> {
    let statement = Statement::new(viewer, scope, Some(reference));
    let sql = statement.table.clone();
    let row = statement.bind(sql).fetch_optional(conn).await?;
    row.as_ref().map(standing).transpose()
}

/// The data years of which targets, R&D activity or aggregates were recorded by a moment, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list_data_years(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    as_of: Instant,
) -> Result<Vec<DataYear>, StorageError> {
    // Which years there are says nothing about anybody; the viewer is asked for so that this stays a decision.
    let (Scope::All
    | Scope::County(_)
    | Scope::Department(_)
    | Scope::Enterprise(_)
    | Scope::Institution(_)
    | Scope::Public) = viewer.scope();
    let held = "recorded_at_ms <= $1 AND (withdrawn_at_ms IS NULL OR withdrawn_at_ms > $1)";
    let sql = format!(
        "SELECT data_year, MAX(targets) AS targets FROM (\
         SELECT DISTINCT data_year, 1 AS targets FROM target WHERE {held} \
         UNION ALL SELECT DISTINCT data_year, 0 AS targets FROM rd_activity WHERE {held} \
         UNION ALL SELECT DISTINCT data_year, 0 AS targets FROM rd_aggregate WHERE {held}) AS known \
         GROUP BY data_year ORDER BY data_year DESC"
    );
    let rows = assembled(sql).bind(as_of.0).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("target", row);
            Ok(DataYear { year: read.year("data_year")?, has_targets: read.flag("targets")? })
        })
        .collect()
}
