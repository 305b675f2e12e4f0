//! Surveys of the four haves: what enterprises said besides the four answers, which are facts. For those who look after
//! the enterprise and its own people.

use std::collections::{BTreeMap, HashMap};

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::row::{Read, assembled, json_list};
use super::scope::Seen;
use super::write::WriteTx;
use crate::domain::four_haves::FourHavesItem;
use crate::domain::ids::{EnterpriseId, NeedId};
use crate::domain::survey::{EnterpriseSurvey, ItemPlan, SurveyFiller};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

const COLUMNS: &str = "enterprise_id, data_year, institution, activity, technology, difficulties, difficulty_note, \
                       ideas, filled_by, filled_at_ms, version";

/// What the last save of a survey changed, for taking it back by who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyImage {
    /// Who saved, as audit records name them.
    pub saved_by: String,
    /// What it was before, as JSON; `None` once it was taken back.
    pub image: Option<String>,
}

fn survey(row: &AnyRow) -> Result<EnterpriseSurvey, StorageError> {
    let read = Read::new("enterprise_survey", row);
    Ok(EnterpriseSurvey {
        enterprise: read.parsed("enterprise_id", EnterpriseId::parse)?,
        data_year: read.year("data_year")?,
        institution: read.text("institution")?,
        activity: read.text("activity")?,
        technology: read.text("technology")?,
        plans: BTreeMap::new(),
        difficulties: read.list("difficulties")?,
        difficulty_note: read.text("difficulty_note")?,
        ideas: read.text("ideas")?,
        filled_by: read.parsed("filled_by", SurveyFiller::from_code)?,
        filled_at: Instant(read.int("filled_at_ms")?),
        version: read.int("version")?,
    })
}

/// The surveys of a data year that the viewer may read, those of one enterprise only if one is named.
async fn load(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    year: i32,
    only: Option<&EnterpriseId>,
) -> Result<Vec<EnterpriseSurvey>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise_id", 3);
    let which = format!("data_year = $1 AND ($2 = '' OR enterprise_id = $2) AND {}", seen.sql());
    let only = only.map_or("", EnterpriseId::as_str).to_owned();
    let of = |sql: String| seen.bind(assembled(sql).bind(i64::from(year)).bind(only.clone()));
    let sql = format!("SELECT {COLUMNS} FROM enterprise_survey WHERE {which} ORDER BY enterprise_id");
    let rows = of(sql).fetch_all(&mut *conn).await?;
    let sql = format!(
        "SELECT enterprise_id, item, plan, need_id FROM enterprise_survey_plan WHERE {which} \
         ORDER BY enterprise_id, item"
    );
    let mut plans: HashMap<EnterpriseId, BTreeMap<FourHavesItem, ItemPlan>> = HashMap::new();
    for row in of(sql).fetch_all(conn).await? {
        let read = Read::new("enterprise_survey_plan", &row);
        let plan = ItemPlan { plan: read.text("plan")?, need: read.maybe_parsed("need_id", NeedId::parse)? };
        let of_one = plans.entry(read.parsed("enterprise_id", EnterpriseId::parse)?).or_default();
        of_one.insert(read.parsed("item", FourHavesItem::from_code)?, plan);
    }
    rows.iter()
        .map(|row| {
            let found = survey(row)?;
            let plans = plans.remove(&found.enterprise).unwrap_or_default();
            Ok(EnterpriseSurvey { plans, ..found })
        })
        .collect()
}

/// The survey of an enterprise for a data year; `None` if nothing was filled in.
///
/// # Errors
/// If the database fails.
pub async fn find_survey(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &EnterpriseId,
    year: i32,
) -> Result<Option<EnterpriseSurvey>, StorageError> {
    Ok(load(conn, viewer, year, Some(enterprise)).await?.pop())
}

/// The surveys of a data year, in the order of the enterprises' ids.
///
/// # Errors
/// If the database fails.
pub async fn list_surveys(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    year: i32,
) -> Result<Vec<EnterpriseSurvey>, StorageError> {
    load(conn, viewer, year, None).await
}

/// Writes a survey; `survey.version` is the version that was read, 0 for a new one, and is raised by one. `image` is
/// what it takes to take this save back.
///
/// # Errors
/// [`StorageError::Stale`] if somebody saved since.
pub async fn put_survey(
    tx: &mut WriteTx,
    survey: &EnterpriseSurvey,
    image: Option<&str>,
) -> Result<(), StorageError> {
    let sql = match survey.version {
        0 => {
            "INSERT INTO enterprise_survey (enterprise_id, data_year, institution, activity, technology, \
             difficulties, difficulty_note, ideas, filled_by, filled_at_ms, saved_by, undo_image, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 + 1) \
             ON CONFLICT (enterprise_id, data_year) DO NOTHING"
        }
        _ => {
            "UPDATE enterprise_survey SET institution = $3, activity = $4, technology = $5, difficulties = $6, \
             difficulty_note = $7, ideas = $8, filled_by = $9, filled_at_ms = $10, saved_by = $11, \
             undo_image = $12, version = version + 1 WHERE enterprise_id = $1 AND data_year = $2 AND version = $13"
        }
    };
    let (id, year) = (survey.enterprise.to_string(), i64::from(survey.data_year));
    let actor = tx.viewer().actor().to_owned();
    let done = sqlx::query(sql)
        .bind(id.clone())
        .bind(year)
        .bind(survey.institution.clone())
        .bind(survey.activity.clone())
        .bind(survey.technology.clone())
        .bind(json_list(&survey.difficulties))
        .bind(survey.difficulty_note.clone())
        .bind(survey.ideas.clone())
        .bind(survey.filled_by.code())
        .bind(survey.filled_at.0)
        .bind(actor)
        .bind(image.map(str::to_owned))
        .bind(survey.version)
        .execute(tx.conn())
        .await?;
    if done.rows_affected() != 1 {
        return Err(StorageError::Stale { entity: "enterprise_survey", id });
    }
    sqlx::query("DELETE FROM enterprise_survey_plan WHERE enterprise_id = $1 AND data_year = $2")
        .bind(id.clone())
        .bind(year)
        .execute(tx.conn())
        .await?;
    for (item, plan) in &survey.plans {
        sqlx::query(
            "INSERT INTO enterprise_survey_plan (enterprise_id, data_year, item, plan, need_id) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id.clone())
        .bind(year)
        .bind(item.code())
        .bind(plan.plan.clone())
        .bind(plan.need.as_ref().map(ToString::to_string))
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// What the last save of a survey changed; nothing for those who may not read the survey.
///
/// # Errors
/// If the database fails.
pub async fn find_survey_image(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &EnterpriseId,
    year: i32,
) -> Result<Option<SurveyImage>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise_id", 3);
    let sql = format!(
        "SELECT saved_by, undo_image FROM enterprise_survey WHERE data_year = $1 AND enterprise_id = $2 AND {}",
        seen.sql()
    );
    let query = assembled(sql).bind(i64::from(year)).bind(enterprise.to_string());
    let row = seen.bind(query).fetch_optional(conn).await?;
    row.map(|row| {
        let read = Read::new("enterprise_survey", &row);
        Ok(SurveyImage { saved_by: read.text("saved_by")?, image: read.maybe_text("undo_image")? })
    })
    .transpose()
}

/// Removes a survey, as taking its first save back does.
///
/// # Errors
/// If the database fails.
pub async fn delete_survey(
    tx: &mut WriteTx,
    enterprise: &EnterpriseId,
    year: i32,
) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM enterprise_survey WHERE enterprise_id = $1 AND data_year = $2")
        .bind(enterprise.to_string())
        .bind(i64::from(year))
        .execute(tx.conn())
        .await?;
    Ok(())
}
