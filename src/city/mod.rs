//! The city pack: what is particular to one city, as plain files that the bureau can edit — names, counties, working
//! groups, targets, technical fields, industries. Luoyang's is built in; `<data>/city` replaces it.
//!
//! Imports `domain` and `storage` only. It states what documents say and decides nothing; whoever needs another city
//! writes other files, never other code.

mod parse;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::domain::county::{Counties, County, CountyCode};
use crate::domain::target::Target;
use crate::domain::text::name_key;
use crate::domain::working_group::WorkingGroups;
use crate::storage::{StorageError, WriteTx, insert_target, list_targets, put_setting, replace_city};

/// Name of the folder in the data folder that replaces the pack built in.
const FOLDER: &str = "city";

/// The files of Luoyang's pack.
const LUOYANG: [(&str, &str); 8] = [
    (parse::CITY, include_str!("luoyang/city.toml")),
    (parse::COUNTIES, include_str!("luoyang/counties.csv")),
    (parse::GROUPS, include_str!("luoyang/groups.csv")),
    (parse::RULES, include_str!("luoyang/working_groups.csv")),
    (parse::OVERLAYS, include_str!("luoyang/overlays.csv")),
    (parse::TARGETS, include_str!("luoyang/targets.csv")),
    (parse::FIELDS, include_str!("luoyang/fields.csv")),
    (parse::INDUSTRIES, include_str!("luoyang/industries.csv")),
];

/// A pack that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CityPackError {
    /// A file is missing or cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line says something that cannot be.
    #[error("{file}, line {line}: {problem}")]
    Line {
        /// Which file.
        file: &'static str,
        /// Which line, from 1; the heading is line 1.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
}

/// An industry of GB/T 4754.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Industry {
    /// Edition of the standard.
    pub edition: String,
    /// Division, group or class, two to four digits.
    pub code: String,
    /// Name.
    pub name: String,
}

/// Everything particular to one city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CityPack {
    /// Name of the city, 洛阳市.
    pub name: String,
    /// Short name, 洛阳.
    pub short_name: String,
    /// Name of its science bureau.
    pub bureau: String,
    /// Short name of the bureau.
    pub bureau_short: String,
    /// Code of the whole city.
    pub area: CountyCode,
    /// How tables call the whole city, 全市.
    pub city_area: String,
    /// Name of the province.
    pub province: String,
    /// Code of the province.
    pub province_code: CountyCode,
    /// What the numbers of the bureau's documents begin with.
    pub document_prefix: String,
    /// Last line of printed pages.
    pub footer: String,
    /// County-level units in the city's order.
    pub counties: Vec<County>,
    /// Working groups and their rules.
    pub groups: WorkingGroups,
    /// Targets as documents state them.
    pub targets: Vec<Target>,
    /// Technical fields: code and name.
    pub fields: Vec<(String, String)>,
    /// Industries that occur in the city.
    pub industries: Vec<Industry>,
}

impl CityPack {
    /// Luoyang's pack, which is built in.
    ///
    /// # Errors
    /// If a file built in has a slip; the tests see to it that none has.
    pub fn bundled() -> Result<Self, CityPackError> {
        parse::pack(|name| {
            let text = LUOYANG.iter().find(|(file, _)| *file == name).map_or("", |(_, text)| *text);
            Ok(Cow::Borrowed(text))
        })
    }

    /// The pack in a folder, with the file names of the one built in.
    ///
    /// # Errors
    /// The first thing wrong with it, by file and line.
    pub fn load(folder: &Path) -> Result<Self, CityPackError> {
        parse::pack(|name| {
            let path = folder.join(name);
            match std::fs::read_to_string(&path) {
                Ok(text) => Ok(Cow::Owned(text)),
                Err(source) => Err(CityPackError::Unreadable { path, source }),
            }
        })
    }

    /// The pack of an installation: `<data>/city` if there is such a folder, else the one built in.
    ///
    /// # Errors
    /// As [`CityPack::load`].
    pub fn for_data(data: &Path) -> Result<Self, CityPackError> {
        if Self::is_own(data) { Self::load(&data.join(FOLDER)) } else { Self::bundled() }
    }

    /// True if an installation has a pack of its own.
    #[must_use]
    pub fn is_own(data: &Path) -> bool {
        data.join(FOLDER).is_dir()
    }

    /// The code of a technical field by its name, or by its code.
    #[must_use]
    pub fn field_code(&self, name: &str) -> Option<&str> {
        let key = name_key(name);
        let found = self.fields.iter().find(|(code, name)| name_key(name) == key || *code == key);
        found.map(|(code, _)| code.as_str())
    }

    /// The name of a technical field by its code.
    #[must_use]
    pub fn field_name(&self, code: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == code).map(|(_, name)| name.as_str())
    }

    /// The name of an industry by its code.
    #[must_use]
    pub fn industry_name(&self, code: &str) -> Option<&str> {
        self.industries.iter().find(|industry| industry.code == code).map(|industry| industry.name.as_str())
    }

    /// The name of an industry, or of the nearest group or division above it that has one.
    #[must_use]
    pub fn nearest_industry(&self, code: &str) -> Option<&str> {
        let ends = (2..=code.len()).rev().filter_map(|end| code.get(..end));
        ends.filter_map(|code| self.industry_name(code)).next()
    }

    /// The code of an area by its name: a county-level unit, or the city (全市, 洛阳市, 洛阳, 410300).
    #[must_use]
    pub fn area_code(&self, counties: &Counties, name: &str) -> Option<CountyCode> {
        let key = name_key(name);
        let city = [&self.city_area, &self.name, &self.short_name].iter().any(|name| name_key(name) == key);
        if city || key == name_key(self.area.as_str()) {
            return Some(self.area.clone());
        }
        // 洛阳市 in front of a county's name is cut off by Counties; before nothing it would match nothing.
        counties.find(name).map(|county| county.code.clone())
    }

    /// Tells packs apart by what [`CityPack::install`] writes. Another digest of the same pack costs an installation
    /// that changes nothing.
    #[must_use]
    pub fn digest(&self) -> String {
        let written = format!("{:?}", (&self.name, &self.counties, &self.groups, &self.targets));
        Sha256::digest(written.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Writes the pack to the database: counties and rules anew, and the targets that are not there yet. A target
    /// that is there stays as it is, so that nothing the bureau recorded is overwritten.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn install(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        replace_city(tx, &self.counties, &self.groups).await?;
        let (viewer, now) = (tx.viewer().clone(), tx.now());
        let known = list_targets(tx.conn(), &viewer, now).await?;
        let key = |target: &Target| {
            (target.document.clone(), target.data_year, target.area.clone(), target.kind.code())
        };
        let known: std::collections::HashSet<_> = known.iter().map(|recorded| key(&recorded.fact)).collect();
        let mut added = 0;
        for target in self.targets.iter().filter(|target| !known.contains(&key(target))) {
            insert_target(tx, target).await?;
            added += 1;
        }
        put_setting(tx, "city", &self.name).await?;
        let detail = json!({ "name": self.name, "counties": self.counties.len(), "targets_added": added });
        tx.audit("city_installed", "city", self.area.as_str(), &detail).await
    }
}
