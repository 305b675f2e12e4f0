//! Reads the files of a city pack and checks that they fit together. Every complaint names file and line; nothing is
//! guessed or left out.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{CityPack, CityPackError, Industry};
use crate::domain::county::{Counties, County, CountyCode};
use crate::domain::rate::BasisPoints;
use crate::domain::target::{Target, TargetKind};
use crate::domain::text::{clean_name, list, name_key};
use crate::domain::working_group::{
    GroupRole, OverlayCondition, WorkingGroup, WorkingGroupOverlay, WorkingGroupRule, WorkingGroups,
};

pub(super) const CITY: &str = "city.toml";
pub(super) const COUNTIES: &str = "counties.csv";
pub(super) const GROUPS: &str = "groups.csv";
pub(super) const RULES: &str = "working_groups.csv";
pub(super) const OVERLAYS: &str = "overlays.csv";
pub(super) const TARGETS: &str = "targets.csv";
pub(super) const FIELDS: &str = "fields.csv";
pub(super) const INDUSTRIES: &str = "industries.csv";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CityFile {
    name: String,
    short_name: String,
    bureau: String,
    bureau_short: String,
    area_code: String,
    province: String,
    province_code: String,
    city_area: String,
    document_prefix: String,
    footer: String,
}

#[derive(Deserialize)]
struct CountyLine {
    code: String,
    name: String,
    tier: String,
    order: i64,
    aliases: String,
}

#[derive(Deserialize)]
struct GroupLine {
    group: String,
    department: String,
}

#[derive(Deserialize)]
struct RuleLine {
    prefix: String,
    group: String,
    confidence: String,
    note: Option<String>,
}

#[derive(Deserialize)]
struct OverlayLine {
    overlay: String,
    department: String,
    role: String,
}

#[derive(Deserialize)]
struct TargetLine {
    document: String,
    data_year: i32,
    area: String,
    kind: String,
    target_bp: i64,
}

#[derive(Deserialize)]
struct NamedLine {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct IndustryLine {
    edition: String,
    code: String,
    name: String,
}

/// A place in a file, for complaints.
#[derive(Clone, Copy)]
struct At(&'static str, u64);

impl At {
    fn wrong(self, problem: impl Into<String>) -> CityPackError {
        CityPackError::Line { file: self.0, line: self.1, problem: problem.into() }
    }

    fn some<T>(self, value: Option<T>, problem: impl FnOnce() -> String) -> Result<T, CityPackError> {
        value.ok_or_else(|| self.wrong(problem()))
    }

    fn holds(self, true_here: bool, problem: impl FnOnce() -> String) -> Result<(), CityPackError> {
        self.some(true_here.then_some(()), problem)
    }
}

/// Reads a pack whose files `text_of` hands out.
pub(super) fn pack(
    text_of: impl Fn(&'static str) -> Result<Cow<'static, str>, CityPackError>,
) -> Result<CityPack, CityPackError> {
    let city = city(&text_of(CITY)?)?;
    let head = At(CITY, 1);
    let code = |name: &str, code: &str| {
        head.some(CountyCode::new(code), || format!("{name} is no code of six characters: {code:?}"))
    };
    let mut pack = CityPack {
        area: code("area_code", &city.area_code)?,
        province_code: code("province_code", &city.province_code)?,
        name: city.name,
        short_name: city.short_name,
        bureau: city.bureau,
        bureau_short: city.bureau_short,
        city_area: city.city_area,
        province: city.province,
        document_prefix: city.document_prefix,
        footer: city.footer,
        counties: Vec::new(),
        groups: WorkingGroups::default(),
        targets: Vec::new(),
        fields: Vec::new(),
        industries: Vec::new(),
    };
    pack.counties = counties(&text_of(COUNTIES)?, &pack)?;
    pack.groups = groups(&text_of(GROUPS)?, &text_of(RULES)?, &text_of(OVERLAYS)?)?;
    pack.targets = targets(&text_of(TARGETS)?, &pack)?;
    pack.fields = fields(&text_of(FIELDS)?)?;
    pack.industries = industries(&text_of(INDUSTRIES)?)?;
    Ok(pack)
}

/// The lines of a CSV file with their places.
fn lines<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<Vec<(At, T)>, CityPackError> {
    let wrong = |error: &csv::Error, line: u64| {
        let line = error.position().map_or(line, csv::Position::line);
        let problem = match error.kind() {
            csv::ErrorKind::Deserialize { err, .. } => match err.field() {
                Some(at) => format!("column {}: {}", at + 1, err.kind()),
                None => err.kind().to_string(),
            },
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("{len} columns where the heading has {expected_len}")
            }
            _ => error.to_string(),
        };
        At(file, line).wrong(problem)
    };
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let heading = reader.headers().map_err(|error| wrong(&error, 1))?.clone();
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong(&error, 1))?;
        let line = record.position().map_or(1, csv::Position::line);
        let row = record.deserialize(Some(&heading)).map_err(|error| wrong(&error, line))?;
        out.push((At(file, line), row));
    }
    At(file, 1).holds(!out.is_empty(), || "the file has no lines".to_owned())?;
    Ok(out)
}

fn city(text: &str) -> Result<CityFile, CityPackError> {
    toml::from_str(text.trim_start_matches('\u{FEFF}')).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count() as u64;
        At(CITY, line).wrong(error.message())
    })
}

fn counties(text: &str, pack: &CityPack) -> Result<Vec<County>, CityPackError> {
    let mut taken: HashSet<String> =
        [&pack.name, &pack.short_name, &pack.city_area].into_iter().map(|name| name_key(name)).collect();
    taken.insert(name_key(pack.area.as_str()));
    let mut out: Vec<County> = Vec::new();
    for (at, line) in lines::<CountyLine>(COUNTIES, text)? {
        let code = at.some(CountyCode::new(&line.code), || {
            format!("the code has to have six letters or digits: {:?}", line.code)
        })?;
        let county = County {
            code,
            name: clean_name(&line.name),
            tier: clean_name(&line.tier),
            position: line.order,
            aliases: list(&line.aliases),
        };
        at.holds(!county.name.is_empty(), || "the name is missing".to_owned())?;
        // An alias may repeat the name of its own county, but nothing may mean two areas.
        let own: HashSet<String> = county
            .aliases
            .iter()
            .chain([&county.name])
            .map(|name| name_key(name))
            .chain([name_key(county.code.as_str())])
            .collect();
        for name in own {
            at.holds(!taken.contains(&name), || format!("{name} already means another area"))?;
            taken.insert(name);
        }
        at.holds(out.iter().all(|other| other.position != county.position), || {
            format!("place {} is taken", county.position)
        })?;
        out.push(county);
    }
    out.sort_by_key(|county| county.position);
    Ok(out)
}

fn groups(groups: &str, rules: &str, overlays: &str) -> Result<WorkingGroups, CityPackError> {
    let mut all = WorkingGroups::default();
    for (at, line) in lines::<GroupLine>(GROUPS, groups)? {
        at.holds(!line.group.is_empty() && !line.department.is_empty(), || {
            "group and department are both needed".to_owned()
        })?;
        at.holds(all.groups.iter().all(|group| group.name != line.group), || {
            format!("{} is there twice", line.group)
        })?;
        all.groups.push(WorkingGroup { name: line.group, department: line.department });
    }
    let mut taken = HashSet::new();
    for (at, line) in lines::<RuleLine>(RULES, rules)? {
        industry_code(at, &line.prefix)?;
        at.holds(taken.insert(line.prefix.clone()), || format!("{} is there twice", line.prefix))?;
        at.holds(all.groups.iter().any(|group| group.name == line.group), || {
            format!("{} is not in {GROUPS}", line.group)
        })?;
        let confirmed = match line.confidence.as_str() {
            "A" => true,
            "B" => false,
            other => return Err(at.wrong(format!("confidence is A or B, not {other:?}"))),
        };
        let note = line.note.filter(|note| !note.is_empty());
        all.rules.push(WorkingGroupRule { prefix: line.prefix, group: line.group, confirmed, note });
    }
    for (at, line) in lines::<OverlayLine>(OVERLAYS, overlays)? {
        let condition = match line.overlay.as_str() {
            "state_owned" => Some(OverlayCondition::StateOwned),
            other => OverlayCondition::from_code(other),
        };
        all.overlays.push(WorkingGroupOverlay {
            condition: at.some(condition, || format!("unknown overlay {:?}", line.overlay))?,
            role: at.some(GroupRole::from_label(&line.role), || {
                format!("role is one of {:?}, not {:?}", GroupRole::labels(), line.role)
            })?,
            department: line.department,
        });
    }
    Ok(all)
}

fn targets(text: &str, pack: &CityPack) -> Result<Vec<Target>, CityPackError> {
    let counties = Counties::new(pack.counties.clone());
    let mut taken = HashSet::new();
    let mut out = Vec::new();
    for (at, line) in lines::<TargetLine>(TARGETS, text)? {
        let area = at.some(pack.area_code(&counties, &line.area), || {
            format!("{:?} is neither in {COUNTIES} nor the city", line.area)
        })?;
        let kind = at.some(TargetKind::from_label(&line.kind), || {
            format!("kind is one of {:?}, not {:?}", TargetKind::labels(), line.kind)
        })?;
        at.holds((0..=10_000).contains(&line.target_bp), || {
            format!("target_bp is 0 to 10000 basis points, not {}", line.target_bp)
        })?;
        at.holds((2000..2100).contains(&line.data_year), || format!("no data year: {}", line.data_year))?;
        at.holds(!line.document.is_empty(), || "the document is missing".to_owned())?;
        let key = (line.document.clone(), line.data_year, area.clone(), kind);
        at.holds(taken.insert(key), || "the same target is there twice".to_owned())?;
        out.push(Target {
            document: line.document,
            data_year: line.data_year,
            area,
            kind,
            rate: BasisPoints(line.target_bp),
        });
    }
    Ok(out)
}

fn fields(text: &str) -> Result<Vec<(String, String)>, CityPackError> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (at, line) in lines::<NamedLine>(FIELDS, text)? {
        at.holds(!line.code.is_empty() && line.code.len() <= 8 && line.code.is_ascii(), || {
            format!("the code has to have one to eight ASCII characters: {:?}", line.code)
        })?;
        at.holds(!line.name.is_empty(), || "the name is missing".to_owned())?;
        at.holds(out.iter().all(|(code, name)| *code != line.code && *name != line.name), || {
            format!("{} {} is there twice", line.code, line.name)
        })?;
        out.push((line.code, line.name));
    }
    Ok(out)
}

fn industries(text: &str) -> Result<Vec<Industry>, CityPackError> {
    let mut taken = HashSet::new();
    let mut out = Vec::new();
    for (at, line) in lines::<IndustryLine>(INDUSTRIES, text)? {
        industry_code(at, &line.code)?;
        at.holds(taken.insert(line.code.clone()), || format!("{} is there twice", line.code))?;
        out.push(Industry { edition: line.edition, code: line.code, name: line.name });
    }
    Ok(out)
}

fn industry_code(at: At, code: &str) -> Result<(), CityPackError> {
    at.holds((2..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit()), || {
        format!("an industry has two to four digits, not {code:?}")
    })
}
