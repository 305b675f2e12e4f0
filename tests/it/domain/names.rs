//! Texts, names and counties however they are written.

use duijie::domain::county::Counties;
use duijie::domain::text::{clean, clean_name, initials, join, list, name_key, pinyin, sort_key};
use proptest::prelude::*;

use crate::support::samples;

#[test]
fn names_compare_however_they_are_written() {
    assert_eq!(clean("  第一行\r\n\u{FEFF}第二\t 行 \n\n"), "第一行\n第二 行");
    assert_eq!(clean_name(" 嵩  县 "), "嵩县");
    assert_eq!(clean_name("ABC  Tools 公司"), "ABC Tools公司");
    assert_eq!(name_key("洛阳（示例）ＡＢＣ 有限公司"), "洛阳(示例)abc有限公司");
    assert_eq!(name_key("Ａ B"), name_key("ab"));
    assert_eq!(list("轴承；齿轮、 轴承，淬火\n;"), ["轴承", "齿轮", "淬火"]);
    assert_eq!(join(&list("轴承,齿轮")), "轴承；齿轮");
    let mut names = ["洛龙区", "嵩县", "偃师区", "Ａ区"];
    names.sort_by_key(|name| sort_key(name));
    assert_eq!(names, ["Ａ区", "洛龙区", "嵩县", "偃师区"]);
}

#[test]
fn names_have_sounds_to_type() {
    for (name, whole, first) in [
        ("洛轴", "luozhou", "lz"),
        ("洛轴ＬＹＣ（2 厂）", "luozhoulyc2chang", "lzlyc2c"),
        ("吕氏", "lvshi", "ls"),
        ("——", "", ""),
    ] {
        assert_eq!((pinyin(name).as_str(), initials(name).as_str()), (whole, first), "{name}");
    }
}

#[test]
fn counties_are_found_by_any_name() {
    let counties = Counties::new(samples::counties());
    let found = |name: &str| counties.find(name).map(|county| county.name.clone());
    for (written, name) in [
        ("嵩  县", "嵩县"),
        ("洛阳市嵩县", "嵩县"),
        ("洛阳市洛龙区", "洛龙区"),
        ("洛阳洛龙区", "洛龙区"),
        ("偃师市", "偃师区"),
        ("洛阳市偃师", "偃师区"),
        ("410325", "嵩县"),
        ("4103gx", "高新区"),
        ("高新技术产业开发区", "高新区"),
    ] {
        assert_eq!(found(written).as_deref(), Some(name), "{written}");
    }
    for written in ["", "洛阳", "洛阳市", "郑州市金水区", "龙"] {
        assert_eq!(found(written), None, "{written}");
    }
    let code = samples::code("410325");
    assert_eq!(counties.by_code(&code).map(|county| county.position), Some(3));
    assert_eq!(counties.by_code(&samples::code("410399")), None);
}

proptest! {
    #[test]
    fn cleaning_twice_changes_nothing(text in "[a-z洛阳县（）\\u{3000}\\u{FEFF}\\u{200B} \\t\\r\\n\\u{0}]{0,30}|\\PC{0,30}") {
        let once = clean(&text);
        prop_assert_eq!(clean(&once), once.clone());
        prop_assert!(once.chars().all(|ch| ch == '\n' || !ch.is_control()));
        let name = clean_name(&text);
        prop_assert_eq!(clean_name(&name), name.clone());
        prop_assert!(!name.contains('\n'));
    }

    #[test]
    fn a_key_is_the_key_of_itself(text in "[a-zA-ZＡ-Ｚ洛阳（）() ]{0,20}|\\PC{0,20}") {
        let key = name_key(&text);
        prop_assert_eq!(name_key(&key), key.clone());
        prop_assert!(!key.contains(char::is_whitespace));
    }

    #[test]
    fn sort_keys_are_plain(text in "[\\u{4E00}-\\u{9FFF}a-zA-Z0-9Ａ-Ｚ]{0,20}|\\PC{0,20}") {
        let key = sort_key(&text);
        prop_assert!(key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{}", key);
    }

    #[test]
    fn a_list_survives_being_joined(text in "[a-c；;、，,\\n ]{0,30}") {
        let items = list(&text);
        prop_assert_eq!(list(&join(&items)), items);
    }
}
