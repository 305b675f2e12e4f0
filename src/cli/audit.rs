//! `duijie audit`: checks, lists and exports the audit trail. Also seals what a command has left, at its end.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::arguments::{HELP, date};
use super::failure::Failure;
use super::output;
use crate::app::App;
use crate::domain::audit::{AuditRecord, AuditResult};
use crate::domain::audit_check::AuditFault;
use crate::domain::time::BusinessDate;
use crate::messages::audit as words;
use crate::service::audit::{
    AuditFilter, AuditPlace, MOST_EXPORTED, audit_months, check_audit, export_audit, keep_audit, list_audit,
    seal_audit,
};

#[derive(Subcommand)]
pub(super) enum AuditCommand {
    /// 校验审计记录：逐块核对，查出被改动、删去、调换或添加的记录
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie audit verify [--json]")]
    Verify {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 列出审计记录，新的在前
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie audit list [选项]")]
    List {
        #[command(flatten)]
        filter: AuditArguments,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 审计记录保留多少个月；不写数字时说出现在的
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie audit keep [月数]")]
    Keep {
        /// 月数，最少 12
        #[arg(value_name = "月数", help_heading = "参数")]
        months: Option<u32>,
    },
    /// 把审计记录写到一个表格文件
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie audit export <文件> [选项]")]
    Export {
        /// 要写的文件（.xlsx）
        #[arg(value_name = "文件", help_heading = "参数")]
        file: PathBuf,
        #[command(flatten)]
        filter: AuditArguments,
    },
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(super) struct AuditArguments {
    /// 从哪一天起（北京时间）
    #[arg(long, value_name = "日期", value_parser = date)]
    from: Option<BusinessDate>,
    /// 到哪一天为止（北京时间）
    #[arg(long, value_name = "日期", value_parser = date)]
    to: Option<BusinessDate>,
    /// 操作人编号
    #[arg(long, value_name = "编号")]
    actor: Option<String>,
    /// 做了什么，如 import
    #[arg(long, value_name = "操作")]
    action: Option<String>,
    /// 对哪一类记录，如 batch
    #[arg(long, value_name = "对象")]
    entity: Option<String>,
    /// 对象编号
    #[arg(long, value_name = "编号")]
    id: Option<String>,
    /// 结果：done 完成、refused 拒绝、failed 失败
    #[arg(long, value_name = "结果", value_parser = ["done", "refused", "failed"], hide_possible_values = true)]
    result: Option<String>,
    /// 途径：命令行、网页
    #[arg(long, value_name = "途径")]
    channel: Option<String>,
    /// 详情、编号、来源地址里的文字
    #[arg(long, value_name = "文字")]
    text: Option<String>,
}

impl AuditArguments {
    /// Which records are asked for.
    fn filter(self) -> AuditFilter {
        AuditFilter {
            from: self.from.map(BusinessDate::start_of_day),
            to: self.to.map(BusinessDate::end_of_day),
            actor: self.actor,
            action: self.action,
            entity: self.entity,
            entity_id: self.id,
            result: self.result.as_deref().and_then(AuditResult::from_code),
            channel: self.channel,
            text: self.text,
        }
    }
}

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
        AuditCommand::Keep { months } => keep(app, months).await,
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

async fn keep(app: &App, months: Option<u32>) -> Result<ExitCode, Failure> {
    if let Some(months) = months
        && !keep_audit(&app.store, &app.viewer, app.now(), months).await?
    {
        return Err(Failure::Said(words::kept_too_short(months)));
    }
    output::say(&words::kept_for(audit_months(&app.store).await?));
    Ok(ExitCode::SUCCESS)
}
