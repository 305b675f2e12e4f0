//! Examines an installation and says how to repair what is wrong. Reads only.

use std::fmt;
use std::sync::Arc;

use duijie_index::{Analyzer, IndexError, Reader};

use crate::app::Place;
use crate::clock::Clock;
use crate::domain::ids::IdSource;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::search::Collection;
use crate::service::audit::verify_audit;
use crate::storage::{SCHEMA, StorageError, Store};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    subject: &'static str,
    healthy: bool,
    text: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// True if nothing needs repair.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.findings.iter().all(|finding| finding.healthy)
    }

    fn add(&mut self, subject: &'static str, healthy: bool, text: String) {
        self.findings.push(Finding { subject, healthy, text });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.findings.iter().try_for_each(|finding| {
            let mark = if finding.healthy { "正常" } else { "需处理" };
            writeln!(f, "[{mark}] {}：{}", finding.subject, finding.text)
        })
    }
}

/// Examines lexicon, database, audit trail and indexes of an installation. One that has no data yet is healthy.
pub async fn examine(place: &Place) -> Report {
    let mut report = Report::default();
    examine_database(place, &mut report).await;
    let analyzer = match Analyzer::bundled() {
        Ok(analyzer) => analyzer,
        Err(error) => {
            report.add("词库", false, format!("{} 第 {} 行有误，请重新安装本程序", error.file, error.line));
            return report;
        }
    };
    report.add("词库", true, format!("版本 {}", analyzer.lexicon().hash()));
    for collection in Collection::ALL {
        let folder = place.data.join("index").join(collection.folder());
        let subject = match collection {
            Collection::Needs => "需求索引",
            Collection::PublishedNeeds => "公开需求索引",
            Collection::Capabilities => "能力索引",
            Collection::Institutions => "机构索引",
        };
        match Reader::open(&folder, &analyzer) {
            Ok(reader) => report.add(subject, true, format!("{} 条记录，校验通过", reader.snapshot().len())),
            Err(error @ IndexError::Missing(_)) => report.add(subject, true, messages::index_error(&error)),
            Err(error) => report.add(subject, false, messages::index_error(&error)),
        }
    }
    report
}

async fn examine_database(place: &Place, report: &mut Report) {
    if place.database.is_none() && !place.sqlite_file().exists() {
        report.add("数据库", true, "还没有数据。用 duijie import 导入，或用 duijie demo 看示例".to_owned());
        return;
    }
    match Store::examine(&place.url(), Arc::new(IdSource::new([0; 16]))).await {
        Err(error) => report.add("数据库", false, messages::storage_error(&error)),
        Ok(health) if health.schema > SCHEMA => {
            let newer = StorageError::Newer { found: health.schema, known: SCHEMA };
            report.add("数据库", false, messages::storage_error(&newer));
        }
        Ok(health) if health.quick_check.as_deref().is_some_and(|said| said != "ok") => {
            report.add("数据库", false, messages::storage_error(&StorageError::Damaged));
        }
        Ok(health) => {
            report.add("数据库", true, format!("结构版本 {}，校验通过", health.schema));
            examine_audit(place, health.schema, report).await;
        }
    }
}

/// Checks the chain over the audit records. A database of an older program has none before it is migrated.
async fn examine_audit(place: &Place, schema: i64, report: &mut Report) {
    const SUBJECT: &str = "审计记录";
    if schema < SCHEMA {
        report.add(SUBJECT, true, "数据库还是旧版本的结构，运行一次 duijie serve 升级后再校验".to_owned());
        return;
    }
    let failed = |error: &StorageError| messages::storage_error(error);
    let store = match Store::open_as_it_is(&place.url(), Arc::new(IdSource::new([0; 16]))).await {
        Ok(store) => store,
        Err(error) => return report.add(SUBJECT, false, failed(&error)),
    };
    let checked = verify_audit(&store, &place.data, &Viewer::operator(), Clock::System.now()).await;
    store.close().await;
    match checked {
        Ok(check) => report.add(SUBJECT, check.fault.is_none(), messages::audit::audit_check(&check)),
        Err(error) => report.add(SUBJECT, false, failed(&error)),
    }
}
