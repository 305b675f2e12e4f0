//! `duijie search`, `match`, `reindex`: answers from the indexes, brought up to date first.

use std::process::ExitCode;
use std::time::Duration;

use super::arguments::MatchArguments;
use super::failure::Failure;
use super::output::{self, Progress};
use crate::app::App;
use crate::search::Search;
use crate::service::{MatchOptions, NeedMatches, Partner, SearchKind, match_all, match_one, search_records};

/// How long to wait for another process that writes the indexes.
const PATIENCE: Duration = Duration::from_secs(5);
/// Words shown for a piece of evidence.
const SHOWN_TERMS: usize = 6;
/// Characters of a passage in a table.
const SHOWN_PASSAGE: usize = 60;

/// The indexes, as fresh as can be had; says so if they are not.
async fn indexes(app: &App) -> Result<Search, Failure> {
    let search = Search::open(app.data())?;
    let progress = Progress::new("更新索引");
    let freshness =
        search.bring_up_to_date(&app.store, PATIENCE, &|done, total| progress.at(done, total)).await?;
    drop(progress);
    if freshness.behind > 0 {
        output::complain(&format!("另一个进程正在更新索引，以下结果还差 {} 处改动", freshness.behind));
    }
    Ok(search)
}

/// Searches.
pub(super) async fn search(
    app: &App,
    text: &str,
    kind: Option<String>,
    limit: usize,
    json: bool,
) -> Result<ExitCode, Failure> {
    let kind = kind.map(|kind| match kind.as_str() {
        "needs" => SearchKind::Needs,
        "capabilities" => SearchKind::Capabilities,
        _ => SearchKind::Institutions,
    });
    let index = indexes(app).await?;
    let found = search_records(&app.store, &index, &app.viewer, text, kind, limit).await?;
    if json {
        output::json(&found);
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(said) = &found.fallback {
        output::say(said);
    }
    output::say(&format!("“{}”共 {} 条，显示 {} 条", found.query, found.total, found.hits.len()));
    for hit in &found.hits {
        let owner = if hit.owner.is_empty() { String::new() } else { format!("（{}）", hit.owner) };
        output::say(&format!("\n{} {} {}{owner}  {} 分", label(hit.kind), hit.no, hit.title, hit.score));
        output::say(&format!("     {}", short(&hit.passage)));
    }
    Ok(ExitCode::SUCCESS)
}

fn label(kind: SearchKind) -> &'static str {
    match kind {
        SearchKind::Needs => "需求",
        SearchKind::Capabilities => "能力",
        SearchKind::Institutions => "机构",
    }
}

fn short(text: &str) -> String {
    let line = text.replace('\n', " ");
    if line.chars().count() <= SHOWN_PASSAGE {
        return line;
    }
    line.chars().take(SHOWN_PASSAGE).chain(['…']).collect()
}

/// Finds partners.
pub(super) async fn matches(app: &App, arguments: MatchArguments) -> Result<ExitCode, Failure> {
    let options = MatchOptions {
        top: arguments.top,
        as_of: arguments.as_of.unwrap_or_else(|| app.now().beijing_day()),
    };
    let index = indexes(app).await?;
    if let Some(reference) = &arguments.need {
        let found = match_one(&app.store, &index, &app.viewer, reference, &options).await?;
        if arguments.json {
            output::json(&found);
        } else {
            print(&found, options.top);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let found = all(app, &index, &options).await?;
    if arguments.json {
        output::json(&found);
    } else {
        found.iter().for_each(|need| print(need, options.top));
        output::say(&format!("共 {} 条待对接的需求", found.len()));
    }
    Ok(ExitCode::SUCCESS)
}

async fn all(app: &App, index: &Search, options: &MatchOptions) -> Result<Vec<NeedMatches>, Failure> {
    let progress = Progress::new("撮合");
    let told = |done, total| progress.at(done, total);
    Ok(match_all(&app.store, index, &app.viewer, options, &told).await?)
}

fn print(need: &NeedMatches, top: usize) {
    output::say(&format!("\n{} {}（{}）", need.no, need.title, need.enterprise));
    if let Some(reason) = &need.reason {
        output::say(&format!("  {reason}"));
    }
    for (place, partner) in (1..).zip(need.candidates.iter().take(top)) {
        print_partner(place, partner);
    }
    for blocked in &need.blocked {
        output::say(&format!("  × {}：{}", blocked.name, blocked.rule));
    }
}

fn print_partner(place: usize, partner: &Partner) {
    let doubt = if partner.related { "" } else { "（关联未证实）" };
    output::say(&format!("  {place}. {}  {} 分{doubt}", partner.name, partner.score));
    let parts = partner.parts.iter().filter(|part| part.value.is_some());
    let parts: Vec<String> =
        parts.map(|part| format!("{} {}", crate::messages::signal(part.signal), part.points)).collect();
    output::say(&format!("     得分：{}", parts.join(" + ")));
    if let Some(evidence) = partner.evidence.first() {
        let words: Vec<&str> =
            evidence.terms.iter().take(SHOWN_TERMS).map(|term| term.term.as_str()).collect();
        output::say(&format!("     凭据：{}｜共有词：{}", evidence.title, words.join("、")));
        output::say(&format!("     原文：{}", short(&evidence.passage)));
    }
}

/// Matches everything and prints the best partners of the needs that are answered best.
pub(super) async fn show_demo(app: &App, needs: usize, partners: usize) -> Result<(), Failure> {
    let index = indexes(app).await?;
    let options = MatchOptions { top: partners.max(10), as_of: app.now().beijing_day() };
    let found = all(app, &index, &options).await?;
    let mut shown: Vec<&NeedMatches> =
        found.iter().filter(|need| need.candidates.len() >= partners).collect();
    shown.sort_by_key(|need| std::cmp::Reverse(need.candidates.first().map(|partner| partner.score)));
    shown.iter().take(needs).for_each(|need| print(need, partners));
    let without = found.iter().filter(|need| need.candidates.is_empty()).count();
    output::say(&format!(
        "\n已为 {} 条需求排出合作机构，其中 {without} 条暂无候选。全部结果：duijie match --all",
        found.len()
    ));
    Ok(())
}

/// Builds the indexes anew.
pub(super) async fn reindex(app: &App) -> Result<ExitCode, Failure> {
    let search = Search::open(app.data())?;
    let progress = Progress::new("重建索引");
    let report = search.reindex(&app.store, &|done, total| progress.at(done, total)).await?;
    drop(progress);
    output::say(&format!(
        "索引已重建：需求 {} 条，能力 {} 条，机构 {} 家",
        report.needs, report.capabilities, report.institutions
    ));
    Ok(ExitCode::SUCCESS)
}
