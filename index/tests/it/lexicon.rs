//! What the lexicon accepts, what it refuses and how it says so.

use duijie_index::lexicon::{Lexicon, LexiconError, LexiconProblem, LexiconSource, Relation};

fn source(synonyms: &str, relations: &str, related: &str) -> LexiconSource {
    LexiconSource {
        synonyms: synonyms.to_owned(),
        relations: relations.to_owned(),
        related: related.to_owned(),
        ..LexiconSource::default()
    }
}

fn refused(source: &LexiconSource) -> LexiconError {
    Lexicon::parse(source).expect_err("the file is wrong")
}

fn targets(lexicon: &Lexicon, text: &str, relation: Relation) -> Vec<String> {
    let expansions = lexicon.expansions(&duijie_index::text::normalize(text));
    expansions.into_iter().filter(|found| found.relation == relation).map(|found| found.target).collect()
}

#[test]
fn the_built_in_lexicon_is_sound_and_large() {
    let lexicon = Lexicon::bundled().expect("sound");
    assert!(lexicon.user_words().count() > 1_500);
    assert_eq!(lexicon.hash().len(), 16);
}

#[test]
fn comments_blank_lines_and_a_byte_order_mark_are_ignored() {
    let lexicon = Lexicon::parse(&source("\u{FEFF}# 注释\n\n轴承, Bearing\n", "", "")).expect("sound");
    assert_eq!(targets(&lexicon, "軸承", Relation::Synonym), ["bearing"]);
}

#[test]
fn a_term_in_two_groups_is_refused_with_both_lines() {
    let error = refused(&source("轴承,bearing\n齿轮,gear\nＢＥＡＲＩＮＧ,轴瓦", "", ""));
    assert_eq!((error.file, error.line), ("synonyms.txt", 3));
    assert_eq!(error.problem, LexiconProblem::Duplicate { term: "bearing".into(), first: 1 });
    assert!(error.to_string().contains("merge the two lines"));
}

#[test]
fn broken_lines_are_refused_by_number() {
    assert_eq!(refused(&source("轴承,,bearing", "", "")).problem, LexiconProblem::EmptyField);
    assert_eq!(refused(&source("轴承", "", "")).problem, LexiconProblem::Single);
    let error = refused(&source("", "滚动轴承\t轴承\n转盘轴承 滚动轴承", ""));
    assert_eq!((error.line, error.problem), (2, LexiconProblem::FieldCount { expected: 2, found: 1 }));
    assert_eq!(refused(&source("", "", "异响\t故障诊断,\n")).problem, LexiconProblem::EmptyField);
    assert_eq!(refused(&source("", "", "异响\t异响")).problem, LexiconProblem::Cycle("异响".into()));
}

#[test]
fn circles_are_refused_however_long() {
    assert_eq!(refused(&source("", "轴承\t轴承", "")).problem, LexiconProblem::Cycle("轴承".into()));
    let error = refused(&source("", "a\tb\nb\tc\nc\td\nd\ta", ""));
    assert_eq!((error.line, error.problem), (4, LexiconProblem::Cycle("d".into())));
}

#[test]
fn a_missing_folder_names_the_file() {
    let error = LexiconSource::read(std::path::Path::new("/nowhere/at/all")).expect_err("missing");
    assert_eq!(error.file, "terms.txt");
    assert!(matches!(error.problem, LexiconProblem::Unreadable(_)));
}

#[test]
fn the_longest_term_wins_and_latin_terms_match_whole_tokens() {
    let lexicon =
        Lexicon::parse(&source("脱硫,FGD\n脱硫石膏,石膏副产\nPLC,可编程控制器", "", "")).expect("sound");
    assert_eq!(targets(&lexicon, "脱硫石膏利用", Relation::Synonym), ["石膏副产"]);
    assert_eq!(targets(&lexicon, "PLC程序", Relation::Synonym), ["可编程控制器"]);
    assert!(targets(&lexicon, "PLCX程序", Relation::Synonym).is_empty());
}

#[test]
fn english_plurals_and_hyphens_do_not_matter() {
    let lexicon = Lexicon::parse(&source("滚珠丝杠,ball screw\n夹具,jig\n钛六铝四钒,Ti-6Al-4V", "", ""))
        .expect("sound");
    assert_eq!(targets(&lexicon, "Ball-screws wear", Relation::Synonym), ["滚珠丝杠"]);
    assert_eq!(targets(&lexicon, "ti 6al 4v锻件", Relation::Synonym), ["钛六铝四钒"]);
    assert!(targets(&lexicon, "jigsaw", Relation::Synonym).is_empty());
}

#[test]
fn kinds_go_both_ways_through_synonyms() {
    let files = source("回转支承,转盘轴承", "转盘轴承\t滚动轴承\n滚动轴承\t轴承", "");
    let lexicon = Lexicon::parse(&files).expect("sound");
    assert_eq!(targets(&lexicon, "回转支承", Relation::Broader), ["滚动轴承"]);
    assert_eq!(targets(&lexicon, "滚动轴承", Relation::Narrower), ["转盘轴承"]);
    assert_eq!(targets(&lexicon, "滚动轴承", Relation::Broader), ["轴承"]);
}

#[test]
fn the_hash_changes_with_any_file() {
    let hash = |source: &LexiconSource| Lexicon::parse(source).expect("sound").hash().to_owned();
    let plain = source("轴承,bearing", "滚动轴承\t轴承", "异响\t故障诊断");
    let changed = [
        LexiconSource { terms: "感应淬火".into(), ..plain.clone() },
        LexiconSource { synonyms: "轴承,bearings".into(), ..plain.clone() },
        LexiconSource { relations: String::new(), ..plain.clone() },
        LexiconSource { related: "异响\t状态监测".into(), ..plain.clone() },
        LexiconSource { false_pieces: "机主".into(), ..plain.clone() },
        LexiconSource { narrative: "上午".into(), ..plain.clone() },
    ];
    let mut hashes: Vec<String> = changed.iter().chain([&plain]).map(hash).collect();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 7);
    assert_eq!(hash(&plain), hash(&plain.clone()));
}

#[test]
fn invisible_terms_are_refused() {
    let hidden = LexiconSource { narrative: "上午\n\u{200B}\u{200B}".into(), ..LexiconSource::default() };
    let error = refused(&hidden);
    assert_eq!((error.file, error.line, error.problem), ("narrative.txt", 2, LexiconProblem::EmptyField));
    assert_eq!(refused(&source("", "滚动轴承\t\u{FEFF}\u{200B}", "")).problem, LexiconProblem::EmptyField);
}

#[test]
fn narration_never_covers_a_term() {
    let files =
        LexiconSource { narrative: "老是\n一批\n是轴".into(), ..source("轴承,bearing", "", "") };
    let lexicon = Lexicon::parse(&files).expect("sound");
    let text = "轴承老是坏一批";
    let found: Vec<&str> = lexicon.narrative(text).into_iter().map(|range| &text[range]).collect();
    assert_eq!(found, ["老是", "一批"]);
    assert!(lexicon.narrative("老轴承是轴承").is_empty());
}
