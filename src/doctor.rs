//! Examines an installation and says how to repair what is wrong. Reads only.

use std::fmt;
use std::path::Path;

use duijie_index::{Analyzer, IndexError, Reader};

use crate::messages;

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

/// Examines the lexicon and the index under `data`. An installation that has no index yet is healthy.
#[must_use]
pub fn examine(data: &Path) -> Report {
    let mut report = Report::default();
    let analyzer = match Analyzer::bundled() {
        Ok(analyzer) => analyzer,
        Err(error) => {
            report.add("词库", false, format!("{} 第 {} 行有误，请重新安装本程序", error.file, error.line));
            return report;
        }
    };
    report.add("词库", true, format!("版本 {}", analyzer.lexicon().hash()));
    match Reader::open(&data.join("index"), &analyzer) {
        Ok(reader) => report.add("索引", true, format!("{} 条记录，校验通过", reader.snapshot().len())),
        Err(error @ IndexError::Missing(_)) => report.add("索引", true, messages::index_error(&error)),
        Err(error) => report.add("索引", false, messages::index_error(&error)),
    }
    report
}
