//! The demo data are what their README says: complete, consistent, and invented throughout.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use duijie::city::CityPack;
use duijie::demo::story::{self, Deed};
use duijie::domain::capability::{CapabilityKind, CooperationMode, capability_key};
use duijie::domain::county::Counties;
use duijie::domain::institution::InstitutionKind;
use duijie::domain::need::{Disclosure, NeedKind, NeedSource, Urgency};
use duijie::domain::text::{MAX_TITLE, list};
use duijie::domain::time::BusinessDate;
use duijie::domain::uscc::Uscc;

type Row = HashMap<String, String>;

fn rows(file: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo/data").join(file);
    let text = std::fs::read_to_string(path).expect("UTF-8");
    assert!(!text.starts_with('\u{FEFF}') && !text.contains('\r') && text.ends_with('\n'), "{file}");
    let rows: Vec<Row> = csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{file}: {error}"));
    assert!(rows.iter().all(|row| row["数据来源"] == "示例数据"), "{file} says where it comes from");
    rows
}

fn sound(code: &str) -> bool {
    Uscc::parse(code).is_ok_and(|code| !code.is_doubtful())
}

fn distinct<'a>(rows: &'a [Row], column: &str) -> HashSet<&'a str> {
    rows.iter().map(|row| row[column].as_str()).collect()
}

#[test]
fn enterprises_and_what_is_recorded_about_them() {
    let pack = CityPack::bundled().expect("pack");
    let counties = Counties::new(pack.counties.clone());
    let enterprises = rows("enterprises.csv");
    assert_eq!(enterprises.len(), 1800);
    assert_eq!(distinct(&enterprises, "企业名称").len(), 1800);
    let codes = distinct(&enterprises, "统一社会信用代码");
    assert_eq!(codes.len(), 1800);
    assert_eq!(distinct(&enterprises, "县区").len(), 16);
    for row in &enterprises {
        assert!(row["企业名称"].contains("示例") && row["联系人"].contains("示例"), "{row:?}");
        assert!(sound(&row["统一社会信用代码"]), "{row:?}");
        assert!(counties.find(&row["县区"]).is_some(), "{row:?}");
        assert!(pack.groups.rule(&row["行业代码"]).is_some(), "{row:?}");
        assert!(row["联系电话"].starts_with("0379-0000"), "{row:?}");
    }
    for file in ["rd-activities.csv", "four-haves.csv", "assignments.csv"] {
        for row in rows(file) {
            assert!(codes.contains(row["统一社会信用代码"].as_str()), "{file} {row:?}");
        }
    }
    for row in rows("assignments.csv") {
        assert!(row["包联干部"].contains("示例") && row["单位"].contains("示例"), "{row:?}");
        assert!(row["联系电话"].starts_with("0379-0002"), "{row:?}");
    }
    for row in rows("holidays.csv") {
        assert!(row["类型"] == "放假" || row["开始"].is_empty(), "make-up days stand alone: {row:?}");
    }
    let aggregates = rows("rd-aggregates.csv");
    assert_eq!(aggregates.len(), 32);
    assert!(aggregates.iter().all(|row| counties.find(&row["县区"]).is_some()));
}

#[test]
fn institutions_and_their_capabilities() {
    let pack = CityPack::bundled().expect("pack");
    let institutions = rows("institutions.csv");
    let names = distinct(&institutions, "机构名称");
    assert_eq!((institutions.len(), names.len()), (25, 25));
    for row in &institutions {
        assert!(row["机构名称"].contains("示例") && sound(&row["统一社会信用代码"]), "{row:?}");
        assert!(InstitutionKind::from_label(&row["机构类型"]).is_some(), "{row:?}");
    }
    assert_eq!(institutions.iter().filter(|row| row["月度上限"] == "0").count(), 1, "one takes on nothing");
    let capabilities = rows("capabilities.csv");
    let mut holders: HashMap<String, HashSet<&str>> = HashMap::new();
    for row in &capabilities {
        let kind = CapabilityKind::from_label(&row["类型"]).expect("kind");
        assert!(names.contains(row["机构名称"].as_str()), "{row:?}");
        assert!(list(&row["技术领域"]).iter().all(|name| pack.field_code(name).is_some()), "{row:?}");
        assert!(list(&row["合作方式"]).iter().all(|mode| CooperationMode::from_words(mode).is_some()));
        let held_by = holders.entry(capability_key(kind, &row["名称"], &row["简介"])).or_default();
        assert!(held_by.insert(&row["机构名称"]), "{} is there twice", row["名称"]);
    }
    assert!(holders.len() >= 250);
    assert_eq!(holders.len(), distinct(&capabilities, "名称").len(), "no title twice");
    assert_eq!(holders.values().filter(|held_by| held_by.len() == 2).count(), 4);
    assert_eq!(distinct(&capabilities, "机构名称"), names, "every institution can do something");
}

#[test]
fn needs_belong_to_enterprises_still_on_the_roster() {
    let pack = CityPack::bundled().expect("pack");
    let enterprises = rows("enterprises.csv");
    let by_code: HashMap<&str, &Row> =
        enterprises.iter().map(|row| (row["统一社会信用代码"].as_str(), row)).collect();
    let institutions = rows("institutions.csv");
    let names = distinct(&institutions, "机构名称");
    let needs = rows("needs.csv");
    assert_eq!((needs.len(), distinct(&needs, "需求名称").len()), (120, 120), "no title twice");
    let mut count: HashMap<&str, usize> = HashMap::new();
    let mut counties = HashSet::new();
    for row in &needs {
        let enterprise = by_code[row["统一社会信用代码"].as_str()];
        assert_eq!(enterprise["企业名称"], row["企业名称"]);
        assert!(enterprise["退库日期"].is_empty(), "{row:?}");
        counties.insert(enterprise["县区"].as_str());
        *count.entry(&row["统一社会信用代码"]).or_default() += 1;
        assert!(row["需求名称"].chars().count() <= MAX_TITLE);
        assert!(NeedKind::from_label(&row["需求类型"]).is_some(), "{row:?}");
        assert!(Disclosure::from_label(&row["公开程度"]).is_some(), "{row:?}");
        assert!(Urgency::from_label(&row["紧急程度"]).is_some(), "{row:?}");
        assert!(NeedSource::from_label(&row["来源"]).is_some(), "{row:?}");
        assert!(list(&row["技术领域"]).iter().all(|name| pack.field_code(name).is_some()), "{row:?}");
        assert_eq!(row["是否涉密"], "否");
        let day = BusinessDate::parse_iso(&row["采集日期"]).expect("day");
        assert!(Some(day) >= BusinessDate::new(2026, 8, 1) && Some(day) < BusinessDate::new(2026, 11, 1));
        assert!(list(&row["回避单位"]).iter().all(|name| names.contains(name.as_str())), "{row:?}");
    }
    assert!(count.values().all(|count| *count <= 2));
    assert_eq!(counties.len(), 16);
    assert_eq!(needs.iter().filter(|row| !row["回避单位"].is_empty()).count(), 3);
}

#[test]
fn the_story_is_of_the_lists_and_marked() {
    let enterprises = rows("enterprises.csv");
    let own = enterprises.iter().find(|row| row["统一社会信用代码"] == story::ENTERPRISE).expect("is listed");
    assert_eq!(own["县区"], story::COUNTY);
    let institutions = rows("institutions.csv");
    let listed = distinct(&institutions, "机构名称");
    for person in story::PEOPLE {
        assert!(person.name.contains("示例"), "{person:?}");
        assert!(person.institution.is_empty() || listed.contains(person.institution), "{person:?}");
    }
    let needs = rows("needs.csv");
    let titles = distinct(&needs, "需求名称");
    for need in &story::NEEDS {
        assert!(!titles.contains(need.title), "{} is another need's title", need.title);
        let mut before = need.hours;
        for (hours, deed) in need.deeds {
            assert!(*hours < before, "{}: what happened later is told later", need.title);
            before = *hours;
            match deed {
                Deed::Offer(_, text, _) => assert!(text.contains("示例数据"), "{text}"),
                Deed::Move(_, _, reason) => {
                    assert!(reason.is_empty() || reason.contains("示例数据"), "{reason}")
                }
                Deed::Welcome(_) | Deed::Decline(..) => {}
            }
        }
    }
}
