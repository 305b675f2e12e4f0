//! The audit trail: who did what and when, what narrows the list in its address, and the state of the chain that
//! seals it. Reading and checking only; records are written where deeds are done.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::audit_question::Asked;
use super::imports::send_file;
use crate::domain::audit::{AuditRecord, AuditResult};
use crate::domain::audit_check::AuditFault;
use crate::domain::viewer::Channel;
use crate::messages::audit as words;
use crate::service::Actors;
use crate::service::audit::{
    AuditKey, AuditList, ChainState, check_audit, export_audit, list_audit, seal_audit,
};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// A choice in the bar at the side.
struct Choice {
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

/// A condition in force, with the address without it.
struct Chip {
    label: String,
    href: String,
}

/// One record.
struct RowView {
    at: String,
    action: String,
    entity: String,
    result: Option<AuditResult>,
    /// Name of who did it, if there is an account.
    person: Option<String>,
    detail: Vec<(String, String)>,
    record: AuditRecord,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    layout: Layout,
    asked: Asked,
    rows: Vec<RowView>,
    total: i64,
    more: bool,
    newest_page: String,
    newer: Option<String>,
    older: Option<String>,
    chain: ChainState,
    /// What the last check found wrong, and what to do.
    fault: Option<(String, &'static str)>,
    actions: Vec<Choice>,
    entities: Vec<Choice>,
    results: Vec<Choice>,
    channels: Vec<Choice>,
    chips: Vec<Chip>,
    export: String,
}

/// Lists records.
pub async fn list(_: urls::Audit, web: Visit, RawQuery(query): RawQuery) -> Result<Response, PageError> {
    let asked = Asked::read(query.as_deref().unwrap_or_default())?;
    let found = list_audit(&web.app().store, web.viewer(), &asked.filter, asked.place).await;
    let found = found.map_err(|error| PageError::internal(&error))?;
    let refused = asked.problem.is_some();
    let page = AuditPage::new(&web, asked, found);
    render::page_with(if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

impl AuditPage {
    fn new(web: &Visit, asked: Asked, found: AuditList) -> Self {
        let to = |name: &str, key: AuditKey| asked.address.with(name, &Asked::written(key)).to_string();
        let fault = found.chain.checked.as_ref().and_then(|checked| checked.fault.as_ref());
        let (filter, result) = (&asked.filter, asked.filter.result.map(AuditResult::code));
        Self {
            layout: Layout::new(web, Section::Audit),
            fault: fault.map(|fault| (words::audit_fault(fault), words::audit_remedy(fault))),
            newest_page: asked.address.to_string(),
            newer: found.newer.map(|key| to("after", key)),
            older: found.older.map(|key| to("before", key)),
            total: found.total,
            more: found.more,
            actions: choices(words::ACTIONS, filter.action.as_deref()),
            entities: choices(words::ENTITIES, filter.entity.as_deref()),
            results: choices(&AuditResult::ALL.map(|one| (one.code(), words::result(one))), result),
            channels: choices(
                &[Channel::CommandLine, Channel::Web].map(|one| (one.label(), one.label())),
                filter.channel.as_deref(),
            ),
            chips: chips(&asked),
            export: asked.address.to_string().replacen("/audit", &urls::AuditExport.to_string(), 1),
            rows: found.records.into_iter().map(|record| row(record, &found.actors)).collect(),
            chain: found.chain,
            asked,
        }
    }
}

fn choices(known: &[(&'static str, &'static str)], chosen: Option<&str>) -> Vec<Choice> {
    let choice = |&(value, label): &(&'static str, &'static str)| Choice {
        value,
        label,
        chosen: chosen == Some(value),
    };
    known.iter().map(choice).collect()
}

fn row(record: AuditRecord, actors: &Actors) -> RowView {
    RowView {
        at: record.at.beijing_second(),
        action: words::action(&record.action),
        entity: words::entity(&record.entity),
        result: AuditResult::from_code(&record.result),
        person: actors.name(&record.actor).map(str::to_owned),
        detail: detail(&record.detail),
        record,
    }
}

/// The details with their words, in their order; what is no object stands as it is.
fn detail(text: &str) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(text) else {
        return vec![(String::new(), text.to_owned())];
    };
    let known = fields.into_iter().filter(|(_, value)| !value.is_null());
    known.map(|(name, value)| (words::detail(&name), said(value))).collect()
}

fn said(value: serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text,
        serde_json::Value::Array(items) => {
            let items = items.into_iter().map(|item| words::detail(&said(item)));
            items.collect::<Vec<_>>().join("、")
        }
        other => match serde_json::from_value::<AuditFault>(other.clone()) {
            Ok(fault) => words::audit_fault(&fault),
            Err(_) => other.to_string(),
        },
    }
}

fn chips(asked: &Asked) -> Vec<Chip> {
    let filter = &asked.filter;
    let label = |name: &str, value: String| (!value.is_empty()).then(|| format!("{name}：{value}"));
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let word =
        |value: &Option<String>, word: fn(&str) -> String| value.as_deref().map_or_else(String::new, word);
    let result = filter.result.map_or("", words::result).to_owned();
    let all = [
        ("from", label("开始", if filter.from.is_some() { asked.from.clone() } else { String::new() })),
        ("to", label("结束", if filter.to.is_some() { asked.to.clone() } else { String::new() })),
        ("action", label("操作", word(&filter.action, words::action))),
        ("entity", label("对象", word(&filter.entity, words::entity))),
        ("id", label("对象编号", text(&filter.entity_id))),
        ("actor", label("操作人", text(&filter.actor))),
        ("result", label("结果", result)),
        ("channel", label("途径", text(&filter.channel))),
        ("q", label("文字", text(&filter.text))),
    ];
    let chip = |(name, label): (&str, Option<String>)| {
        label.map(|label| Chip { label, href: asked.address.without(name).to_string() })
    };
    all.into_iter().filter_map(chip).collect()
}

/// Checks the chain, and goes back to the list, which says what came out.
pub async fn verify(_: urls::AuditVerify, web: Visit) -> Result<Response, PageError> {
    let (app, viewer) = (web.app(), web.viewer());
    let internal = |error: crate::service::StorageError| PageError::internal(&error);
    // What waits is sealed first, so that the check reaches what happened just now.
    seal_audit(&app.store, app.data(), viewer, web.now(), true).await.map_err(internal)?;
    check_audit(&app.store, app.data(), viewer, web.now()).await.map_err(internal)?;
    Ok(Redirect::to(&urls::Audit.to_string()).into_response())
}

/// The records as a workbook.
pub async fn export(
    _: urls::AuditExport,
    web: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let asked = Asked::read(query.as_deref().unwrap_or_default())?;
    if let Some(problem) = asked.problem {
        return Err(PageError::Bad(problem));
    }
    let folder = tempfile::tempdir().map_err(|error| PageError::internal(&error))?;
    let file = folder.path().join("audit.xlsx");
    let done = export_audit(&web.app().store, web.viewer(), &asked.filter, &file, web.now()).await;
    done.map_err(|error| PageError::internal(&error))?;
    send_file(&file, &words::export_name(web.today()))
}
