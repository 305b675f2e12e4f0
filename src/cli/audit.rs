//! `duijie audit`: checks, lists and exports the audit trail. Also seals what a command has left, at its end.

use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::arguments::AuditCommand;
use super::failure::Failure;
use super::output;
use crate::app::App;
use crate::domain::audit::{AuditRecord, AuditResult};
use crate::domain::audit_check::AuditFault;
use crate::messages::audit as words;
use crate::service::audit::{
    AuditFilter, AuditPlace, MOST_EXPORTED, check_audit, export_audit, list_audit, seal_audit,
};

/// A check, for other programs.
#[derive(Serialize)]
struct CheckJson<'a> {
    sound: bool,
    sound_to: i64,
    hash: &'a str,
    records: i64,
    pruned_to: i64,
    heads: u64,
    fault: Option<&'a AuditFault>,
}

/// A record, for other programs.
#[derive(Serialize)]
struct RecordJson<'a> {
    id: i64,
    at: String,
    actor: &'a str,
    channel: &'a str,
    action: &'a str,
    entity: &'a str,
    entity_id: &'a str,
    result: &'a str,
    detail: serde_json::Value,
    address: Option<&'a str>,
    request: Option<&'a str>,
    unit: Option<&'a str>,
    block: Option<i64>,
    place: Option<i64>,
}

/// Does what is asked.
pub(super) async fn run(app: &App, what: AuditCommand) -> Result<ExitCode, Failure> {
    match what {
        AuditCommand::Verify { json } => verify(app, json).await,
        AuditCommand::List { filter, json } => list(app, &filter.filter(), json).await,
        AuditCommand::Export { file, filter } => export(app, &filter.filter(), &file).await,
    }
}

/// Ends the work of a command: what it recorded is sealed, then the database is closed. What cannot be sealed now is
/// sealed by the next process.
pub(super) async fn leave(app: &App) {
    if let Err(error) = seal_audit(&app.store, app.data(), &app.viewer, app.now(), true).await {
        tracing::warn!(%error, "failed to seal the audit trail");
    }
    app.store.close().await;
}

async fn verify(app: &App, json: bool) -> Result<ExitCode, Failure> {
    seal_audit(&app.store, app.data(), &app.viewer, app.now(), true).await?;
    let check = check_audit(&app.store, app.data(), &app.viewer, app.now()).await?;
    if json {
        output::json(&CheckJson {
            sound: check.fault.is_none(),
            sound_to: check.sound_to,
            hash: &check.hash,
            records: check.records,
            pruned_to: check.pruned_to,
            heads: check.heads,
            fault: check.fault.as_ref(),
        });
    } else {
        output::say(&words::audit_check(&check));
    }
    Ok(if check.fault.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn list(app: &App, filter: &AuditFilter, json: bool) -> Result<ExitCode, Failure> {
    let found = list_audit(&app.store, &app.viewer, filter, AuditPlace::Newest).await?;
    if json {
        output::json(&found.records.iter().map(record_json).collect::<Vec<_>>());
        return Ok(ExitCode::SUCCESS);
    }
    let headings = ["时间", "操作", "对象", "编号", "操作人", "途径", "结果"];
    output::say(&output::table(&headings, found.records.iter().map(row).collect()));
    let more = if found.more { "超过 " } else { "" };
    output::say(&format!("列出最新 {} 条，共{more} {} 条", found.records.len(), found.total));
    Ok(ExitCode::SUCCESS)
}

fn row(record: &AuditRecord) -> Vec<String> {
    let result = AuditResult::from_code(&record.result);
    vec![
        record.at.beijing_second(),
        words::action(&record.action),
        words::entity(&record.entity),
        record.entity_id.clone(),
        record.actor.clone(),
        record.channel.clone(),
        result.map_or_else(|| record.result.clone(), |result| words::result(result).to_owned()),
    ]
}

fn record_json(record: &AuditRecord) -> RecordJson<'_> {
    RecordJson {
        id: record.id,
        at: record.at.beijing_second(),
        actor: &record.actor,
        channel: &record.channel,
        action: &record.action,
        entity: &record.entity,
        entity_id: &record.entity_id,
        result: &record.result,
        detail: serde_json::from_str(&record.detail).unwrap_or_else(|_| record.detail.as_str().into()),
        address: record.address.as_deref(),
        request: record.request.as_deref(),
        unit: record.unit.as_deref(),
        block: record.seal.as_ref().map(|seal| seal.block),
        place: record.seal.as_ref().map(|seal| seal.place),
    }
}

async fn export(app: &App, filter: &AuditFilter, file: &Path) -> Result<ExitCode, Failure> {
    let (rows, more) = export_audit(&app.store, &app.viewer, filter, file, app.now()).await?;
    output::say(&format!("审计记录 {rows} 条已写到 {}", file.display()));
    if more {
        output::say(&words::export_cut(MOST_EXPORTED));
    }
    Ok(ExitCode::SUCCESS)
}
