//! The laws of the text pipeline, for any string.

use duijie_index::text::{Normalized, RunKind, Stream, normalize, runs, segments};
use proptest::prelude::*;

use super::support::analyzer;

/// Text as it comes: Chinese, Latin, figures, punctuation, invisible and odd characters.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[\u{4E00}-\u{9FA5}]{1,8}",
        "[A-Za-z0-9 .,%/°-]{1,8}",
        "[０-９Ａ-ｚ，．（）％]{1,4}",
        Just("℃㎜²Al₂O₃ﬁⅢ①㎡".to_owned()),
        Just("\u{200B}\u{FEFF}e\u{301}\u{1F600}\r\n\t\0".to_owned()),
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn tokens(stream: Stream, text: &str) -> Vec<String> {
    let normalized = normalize(text);
    let mut tokens = Vec::new();
    analyzer().tokens(stream, &normalized, &mut tokens);
    tokens.into_iter().map(|token| token.text(&normalized).to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn segments_join_to_the_original(text in any_text()) {
        let joined: String = segments(&analyzer(), &text).into_iter().map(|(range, _)| &text[range]).collect();
        prop_assert_eq!(joined, text);
    }

    #[test]
    fn source_ranges_go_forwards_and_cover_the_original(text in any_text()) {
        let normalized = Normalized::new(&text);
        let (mut start, mut end) = (0, 0);
        for (at, ch) in normalized.text().char_indices() {
            let source = normalized.source(at..at + ch.len_utf8());
            prop_assert!(text.get(source.clone()).is_some(), "{source:?} cuts a character");
            prop_assert!(source.start >= start && source.start <= end, "{source:?} leaves a gap or goes back");
            prop_assert!(source.end >= end);
            (start, end) = (source.start, source.end);
        }
        prop_assert!(normalized.text().is_empty() || end == text.len());
        prop_assert_eq!(normalized.text(), normalize(&text));
    }

    #[test]
    fn normalising_twice_changes_nothing_more(text in any_text()) {
        let once = normalize(&text);
        prop_assert_eq!(normalize(&once), once);
    }

    #[test]
    fn runs_follow_without_gaps(text in any_text()) {
        let text = normalize(&text);
        let mut at = 0;
        for run in runs(&text) {
            prop_assert_eq!(run.start, at);
            prop_assert!(run.end > run.start);
            at = run.end;
        }
        prop_assert_eq!(at, text.len());
    }

    #[test]
    fn tokens_lie_in_runs_and_are_never_empty(text in any_text()) {
        let text = normalize(&text);
        let all = runs(&text);
        for stream in Stream::ALL {
            let mut tokens = Vec::new();
            analyzer().tokens(stream, &text, &mut tokens);
            for token in tokens {
                let inside = |run: &&duijie_index::text::Run| run.start <= token.start as usize && token.end as usize <= run.end;
                let run = all.iter().find(inside);
                prop_assert!(run.is_some_and(|run| run.kind != RunKind::Other));
                prop_assert!(!token.text(&text).is_empty());
            }
        }
    }

    #[test]
    fn a_piece_of_chinese_keeps_its_tokens(text in "[\u{4E00}-\u{9FA5}尊嚴軸承]{4,30}", cut in any::<(usize, usize)>()) {
        let chars: Vec<char> = text.chars().collect();
        let start = cut.0 % (chars.len() - 2);
        let length = 2 + cut.1 % (chars.len() - start - 1);
        let piece: String = chars[start..start + length].iter().collect();
        for stream in [Stream::Bigram, Stream::Unigram] {
            let whole = tokens(stream, &text);
            for token in tokens(stream, &piece) {
                prop_assert!(whole.contains(&token), "{token} of {piece} is not in {text}");
            }
        }
    }
}

/// Texts that mean the same give the same tokens in every stream.
fn meet(a: &str, b: &str) {
    for stream in Stream::ALL {
        assert_eq!(tokens(stream, a), tokens(stream, b), "{a} and {b} differ as {stream:?}");
    }
}

#[test]
fn traditional_meets_simplified() {
    meet("尊嚴", "尊严");
    meet("軸承鋼熱處理乾燥工藝與檢測", "轴承钢热处理干燥工艺与检测");
    meet("鍛造齒輪箱減速機於礦山機械", "锻造齿轮箱减速机于矿山机械");
}

#[test]
fn width_space_and_separators_of_quantities_do_not_matter() {
    meet("０．０１ｍｍ", "0.01mm");
    meet("0.01 mm", "0.01mm");
    meet("1,800 ℃", "1800℃");
    meet("5 KW", "5kw");
    assert_eq!(tokens(Stream::Bigram, "精度0.01 mm以内"), ["精度", "0.01mm", "以内"]);
}

#[test]
fn formulas_and_compatibility_forms_meet() {
    meet("Al₂O₃", "Al2O3");
    meet("㎜", "mm");
    meet("ＧＣｒ１５", "gcr15");
    meet("ﬁber", "fiber");
    meet("轴\u{200B}承", "轴承");
}

#[test]
fn lists_of_numbers_are_not_thousands() {
    assert_eq!(normalize("1,2,3"), "1,2,3");
    assert_eq!(normalize("3.1,200"), "3.1,200");
    assert_eq!(normalize("12,345,678"), "12345678");
    assert_eq!(normalize("长 5 米"), "长 5 米");
    assert_eq!(normalize("硬度300，400，500"), "硬度300,400,500", "a full-width comma lists");
    assert_eq!(normalize("0.01  mm"), "0.01mm");
}

#[test]
fn lexicon_words_stay_whole_and_false_pieces_are_left_out() {
    let words = tokens(Stream::Word, "盾构机主轴承寿命短");
    assert!(words.contains(&"盾构机主轴承".to_owned()), "{words:?}");
    assert!(words.contains(&"轴承".to_owned()), "{words:?}");
    assert!(!words.contains(&"机主".to_owned()), "{words:?}");
}

#[test]
fn one_hundred_thousand_characters_are_survived() {
    let text = "轴承0.01 mm，".repeat(12_500);
    assert_eq!(segments(&analyzer(), &text).iter().map(|(range, _)| range.len()).sum::<usize>(), text.len());
    assert_eq!(tokens(Stream::Bigram, &text).len(), 25_000);
}
