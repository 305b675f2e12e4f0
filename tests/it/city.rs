//! The city pack says what the seed says, names what is wrong with an edited one, and can be installed any number of
//! times.

use std::path::Path;
use std::sync::Arc;

use duijie::app::{App, OpenError, Place};
use duijie::city::{CityPack, CityPackError};
use duijie::clock::Clock;
use duijie::domain::county::Counties;
use duijie::domain::enterprise::Enterprise;
use duijie::domain::ids::IdSource;
use duijie::domain::responsibility::{Traits, responsibilities};
use duijie::domain::target::TargetKind;
use duijie::domain::time::Instant;
use duijie::domain::viewer::Viewer;
use duijie::domain::working_group::GroupRole;
use duijie::storage::{
    Store, find_setting, insert_enterprise, list_audit, list_targets, load_counties, load_responsibilities,
    load_working_groups,
};
use tempfile::TempDir;

use crate::support::samples;

fn pack() -> CityPack {
    CityPack::bundled().expect("the pack built in is sound")
}

fn copy(to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/city/luoyang");
    std::fs::create_dir_all(to).expect("folder");
    for entry in std::fs::read_dir(from).expect("list").flatten() {
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("copy");
    }
}

/// What is said about a pack one of whose files has this put in place of that.
fn complaint(file: &str, that: &str, this: &str) -> String {
    let home = TempDir::new().expect("folder");
    copy(home.path());
    let path = home.path().join(file);
    let text = std::fs::read_to_string(&path).expect("text");
    assert!(text.contains(that), "{file} has {that}");
    std::fs::write(&path, text.replacen(that, this, 1)).expect("write");
    CityPack::load(home.path()).expect_err("must not load").to_string()
}

#[test]
fn it_has_the_sixteen_counties_and_the_names_of_the_seed() {
    let pack = pack();
    let counties = Counties::new(pack.counties.clone());
    assert_eq!(pack.counties.len(), 16);
    assert_eq!((pack.name.as_str(), pack.bureau.as_str()), ("洛阳市", "洛阳市科学技术局"));
    assert_eq!(counties.find("嵩  县").map(|county| county.code.as_str()), Some("410325"));
    for city in ["全市", "洛阳市", "洛阳", "410300"] {
        assert_eq!(pack.area_code(&counties, city).as_ref(), Some(&pack.area), "{city}");
    }
    let code = |name: &str| pack.area_code(&counties, name).map(|code| code.to_string());
    assert_eq!(code("洛阳市伊滨区(经开区)").as_deref(), Some("4103YB"));
    assert_eq!(code("偃师市").as_deref(), Some("410307"));
    assert_eq!(code("郑州市"), None);
}

#[test]
fn it_has_the_targets_of_the_seed() {
    let pack = pack();
    let counties = Counties::new(pack.counties.clone());
    assert_eq!(pack.targets.len(), 33);
    let rate = |year: i32, area: &str| {
        let area = pack.area_code(&counties, area).expect("area");
        let mut found = pack.targets.iter().filter(|target| target.data_year == year && target.area == area);
        let target = found.next().expect("target");
        assert!(found.next().is_none(), "one target a year and area");
        (target.kind, target.rate.0)
    };
    for (year, area, basis_points) in [
        (2021, "洛龙区", 7500),
        (2022, "高新区", 8500),
        (2021, "偃师区", 6500),
        (2022, "伊川县", 6500),
        (2021, "嵩  县", 5000),
        (2022, "嵩  县", 5500),
    ] {
        assert_eq!(rate(year, area), (TargetKind::Guidance, basis_points), "{year} {area}");
    }
    assert_eq!(rate(2022, "全市"), (TargetKind::Work, 5000));
    let guidance =
        pack.targets.iter().filter(|target| target.kind == TargetKind::Guidance && target.data_year == 2022);
    assert!(guidance.clone().count() == 16 && guidance.clone().all(|target| target.rate.0 > 5000));
}

/// Classes of domain.md §4.4 with the group that leads, and whether the reading is confirmed.
const LEADS: [(&str, &str, bool); 62] = [
    ("0610", "发改委·煤炭采选", true),
    ("1110", "发改委·煤炭采选", true),
    ("0710", "发改委·电力能源", false),
    ("1120", "发改委·电力能源", false),
    ("2530", "发改委·电力能源", false),
    ("2541", "发改委·电力能源", false),
    ("2521", "工信局·化工", false),
    ("2529", "工信局·化工", false),
    ("4411", "发改委·电力能源", true),
    ("4420", "发改委·电力能源", true),
    ("4430", "发改委·供水供热", true),
    ("4511", "发改委·电力能源", false),
    ("4610", "发改委·供水供热", true),
    ("4620", "发改委·供水供热", false),
    ("4630", "发改委·供水供热", false),
    ("4690", "发改委·供水供热", true),
    ("3021", "住建局·商砼", true),
    ("3022", "住建局·商砼", true),
    ("3024", "住建局·商砼", true),
    ("3029", "住建局·商砼", true),
    ("3031", "住建局·建筑建材", true),
    ("3034", "住建局·建筑建材", false),
    ("3039", "住建局·建筑建材", true),
    ("3011", "住建局·建筑建材", false),
    ("3012", "住建局·建筑建材", false),
    ("3041", "住建局·建筑建材", false),
    ("3071", "住建局·建筑建材", false),
    ("3072", "住建局·建筑建材", false),
    ("3311", "工信局·其他", false),
    ("2032", "工信局·其他", false),
    ("2922", "工信局·其他", false),
    ("3351", "工信局·其他", false),
    ("2511", "工信局·化工", true),
    ("2611", "工信局·化工", true),
    ("2812", "工信局·化工", true),
    ("2911", "工信局·化工", false),
    ("0810", "工信局·矿山", true),
    ("0931", "工信局·矿山", true),
    ("1013", "工信局·矿山", true),
    ("1200", "工信局·矿山", true),
    ("1190", "工信局·矿山", true),
    ("3120", "工信局·冶铸", true),
    ("3218", "工信局·冶铸", true),
    ("3231", "工信局·冶铸", true),
    ("3251", "工信局·冶铸", true),
    ("3391", "工信局·冶铸", true),
    ("3360", "工信局·冶铸", false),
    ("1310", "工信局·食品", true),
    ("1522", "工信局·食品", true),
    ("1620", "工信局·食品", false),
    ("3081", "工信局·耐火材料", true),
    ("3089", "工信局·耐火材料", true),
    ("1711", "工信局·服装", false),
    ("1810", "工信局·服装", true),
    ("1951", "工信局·服装", false),
    ("3451", "工信局·其他", true),
    ("3511", "工信局·其他", false),
    ("3571", "工信局·其他", true),
    ("3825", "工信局·其他", true),
    ("3985", "工信局·其他", true),
    ("2750", "工信局·其他", true),
    ("4310", "工信局·其他", true),
];

#[test]
fn it_knows_who_looks_after_whom() {
    let groups = pack().groups;
    for (code, group, confirmed) in LEADS {
        let rule = groups.rule(code).unwrap_or_else(|| panic!("no rule for {code}"));
        assert_eq!((rule.group.as_str(), rule.confirmed), (group, confirmed), "{code}");
        let of = |state_owned, has_rd| {
            let traits = Traits { industry: Some(code.to_owned()), state_owned, has_rd };
            let all = responsibilities(&groups, &traits, None);
            all.into_iter().map(|one| (one.name().to_owned(), one.role)).collect::<Vec<_>>()
        };
        let lead = (group.to_owned(), GroupRole::Lead);
        assert_eq!(of(false, false), [lead], "{code}");
        let state = ("市国资委".to_owned(), GroupRole::Lead);
        let science = ("市科技局".to_owned(), GroupRole::Joins);
        assert_eq!(of(true, true), [state, (group.to_owned(), GroupRole::Joins), science], "{code}");
    }
    for unknown in ["5100", "9", ""] {
        assert!(groups.rule(unknown).is_none(), "{unknown}");
    }
    let departments = ["市发展改革委", "市住建局", "市工信局", "市国资委", "市科技局"];
    assert_eq!(groups.departments(), departments);
}

#[test]
fn it_knows_fields_and_industries() {
    let pack = pack();
    assert_eq!(pack.fields.len(), 8);
    assert_eq!(pack.field_code(" 先进制造与自动化 "), Some("08"));
    assert_eq!(pack.field_code("04"), Some("04"));
    assert_eq!((pack.field_name("04"), pack.field_name("99")), (Some("新材料"), None));
    assert!(pack.industry_name("3451").is_some_and(|name| name.contains("轴承")));
    assert_eq!(pack.industry_name("9999"), None);
}

#[test]
fn what_is_wrong_is_named_by_file_and_line() {
    let said = complaint("targets.csv", ",2021,高新区,", ",2021,高辛区,");
    assert!(said.contains("targets.csv, line 4") && said.contains("高辛区"), "{said}");
    let said = complaint("targets.csv", "工作目标,5000", "工作目标,五成");
    assert!(said.contains("targets.csv, line 2") && said.contains("column 5"), "{said}");
    let said = complaint("targets.csv", "指导目标,7500", "指导目标");
    assert!(said.contains("targets.csv, line 3") && said.contains("4 columns"), "{said}");
    let said = complaint("targets.csv", "指导目标,7500", "指导目标,17500");
    assert!(said.contains("line 3") && said.contains("10000"), "{said}");
    let said = complaint("counties.csv", "410305", "410311");
    assert!(said.contains("counties.csv, line 4") && said.contains("another area"), "{said}");
    let said = complaint("counties.csv", "涧西；", "老城；");
    assert!(said.contains("counties.csv, line 8") && said.contains("老城"), "{said}");
    let said = complaint("working_groups.csv", "08,工信局·矿山", "08,工信局·矿");
    assert!(said.contains("working_groups.csv, line 4"), "{said}");
    let said = complaint("overlays.csv", "state_owned", "owned");
    assert!(said.contains("overlays.csv, line 2"), "{said}");
    let said = complaint("city.toml", "bureau =", "büro =");
    assert!(said.contains("city.toml, line"), "{said}");
    let said = complaint("city.toml", "410300", "4103");
    assert!(said.contains("area_code"), "{said}");
}

#[test]
fn a_folder_in_the_data_folder_replaces_it() {
    let home = TempDir::new().expect("folder");
    assert_eq!(CityPack::for_data(home.path()).expect("bundled"), pack());
    let folder = home.path().join("city");
    copy(&folder);
    let path = folder.join("city.toml");
    // With a byte-order mark, as a Windows editor saves it.
    let text = format!("\u{FEFF}{}", std::fs::read_to_string(&path).expect("text"));
    std::fs::write(&path, text.replace("市科技局", "市科创局")).expect("write");
    assert_eq!(CityPack::for_data(home.path()).expect("pack").bureau_short, "市科创局");
    std::fs::remove_file(folder.join("fields.csv")).expect("remove");
    let error = CityPack::for_data(home.path()).expect_err("a file is missing");
    assert!(matches!(&error, CityPackError::Unreadable { path, .. } if path.ends_with("fields.csv")));
    assert!(error.to_string().contains("fields.csv"));
}

#[tokio::test]
async fn installing_twice_changes_nothing() {
    let home = TempDir::new().expect("folder");
    let url = Store::sqlite_url(&home.path().join("duijie.db"));
    let now = Instant(1_790_000_000_000);
    let store = Store::open(&url, Arc::new(IdSource::new([7; 16])), now).await.expect("store");
    let (pack, viewer) = (pack(), Viewer::operator());
    let mut seen = Vec::new();
    for round in 1..=2 {
        let now = Instant(now.0 + round);
        let mut tx = store.write(&viewer, now).await.expect("write");
        pack.install(&mut tx).await.expect("install");
        tx.commit().await.expect("commit");
        let mut conn = store.read().await.expect("read");
        let targets = list_targets(&mut conn, &viewer, now).await.expect("targets");
        let counties = load_counties(&mut conn).await.expect("counties").all().to_vec();
        let groups = load_working_groups(&mut conn).await.expect("groups");
        assert_eq!((targets.len(), counties.len()), (33, 16));
        assert_eq!((groups.rules.len(), groups.overlays.len()), (pack.groups.rules.len(), 2));
        assert_eq!(find_setting(&mut conn, "city").await.expect("setting").as_deref(), Some("洛阳市"));
        let audit = list_audit(&mut conn, &viewer, 10).await.expect("audit");
        assert_eq!(audit.first().map(|record| record.action.as_str()), Some("city_installed"));
        seen.push((targets, counties, groups));
    }
    assert_eq!(seen[0], seen[1]);
    store.close().await;
}

#[tokio::test]
async fn an_edited_pack_is_installed_at_the_next_start_and_leads_follow() {
    let home = TempDir::new().expect("folder");
    let open = async || {
        let place = Place { data: home.path().to_owned(), database: None };
        App::open(place, Clock::Fixed(Instant(1_790_000_000_000))).await.expect("opens")
    };
    let app = open().await;
    let mut tx = app.store.write(&app.viewer, app.now()).await.expect("write");
    let made = samples::enterprise(&tx, 1);
    let made = Enterprise { industry: Some("3021".to_owned()), state_owned: None, ..made };
    insert_enterprise(&mut tx, &made).await.expect("insert");
    tx.commit().await.expect("commit");
    app.store.close().await;
    copy(&home.path().join("city"));
    let rules = home.path().join("city/working_groups.csv");
    let text = std::fs::read_to_string(&rules).expect("rules");
    std::fs::write(&rules, text.replace("3021,住建局·商砼", "3021,工信局·化工")).expect("write");
    for (round, installed) in [(1, 2), (2, 2), (3, 2)] {
        // Who opens it without the folder does not bring the pack built in back.
        if round == 3 {
            std::fs::remove_dir_all(home.path().join("city")).expect("remove");
        }
        let app = open().await;
        let mut conn = app.store.read().await.expect("read");
        let rows = load_responsibilities(&mut conn, &app.viewer, &made.id).await.expect("load");
        assert_eq!(rows[0].name(), "工信局·化工", "start {round}");
        let audit = list_audit(&mut conn, &app.viewer, 50).await.expect("audit");
        let count = audit.iter().filter(|record| record.action == "city_installed").count();
        assert_eq!(count, installed, "start {round}");
        drop(conn);
        app.store.close().await;
    }
}

#[tokio::test]
async fn a_pack_that_gives_a_county_another_code_is_refused_in_words() {
    let home = TempDir::new().expect("folder");
    let open = async || {
        let place = Place { data: home.path().to_owned(), database: None };
        App::open(place, Clock::Fixed(Instant(1_790_000_000_000))).await
    };
    open().await.expect("opens").store.close().await;
    copy(&home.path().join("city"));
    let counties = home.path().join("city/counties.csv");
    let text = std::fs::read_to_string(&counties).expect("counties");
    std::fs::write(&counties, text.replace("410325,嵩县", "410399,嵩县")).expect("write");
    assert!(matches!(open().await, Err(OpenError::CityClash(_))));
    std::fs::write(&counties, text).expect("write");
    open().await.expect("opens again").store.close().await;
}
