//! Credit codes: the worked examples of domain.md §4.2.

use duijie::domain::uscc::{Uscc, UsccError};
use proptest::prelude::*;

use crate::support::samples;

#[test]
fn worked_examples_agree_with_their_check_character() {
    for code in ["914403001922038216", "91410000170005381W", "91410399DEM000014F", "91410399DEM000022A"] {
        assert!(!Uscc::parse(code).expect(code).is_doubtful(), "{code}");
    }
    // Legal all the same: early pilot codes.
    for code in ["91350100M0001TGQXM", "91350211M0000XUF46", "91350203M0001FUE2P"] {
        assert!(Uscc::parse(code).expect(code).is_doubtful(), "{code}");
    }
}

#[test]
fn codes_are_read_however_they_are_written() {
    let code = Uscc::parse("91410000170005381W").expect("a code");
    for written in [
        " 91410000170005381w ",
        "91410000 17000538 1W",
        "9141-0000-1700-05381W",
        "９１４１０００017０００５３８１Ｗ",
    ] {
        assert_eq!(Uscc::parse(written).as_ref(), Ok(&code), "{written}");
    }
    assert_eq!(Uscc::parse(""), Err(UsccError::Length(0)));
    assert_eq!(Uscc::parse("9141000017000538"), Err(UsccError::Length(16)));
}

#[test]
fn slips_of_the_pen_come_with_what_was_meant() {
    for (written, found, meant) in [
        ("9141OOOO17OOO5381W", 'O', Some("91410000170005381W")),
        ("9I4I0000I7000538IW", 'I', Some("91410000170005381W")),
        ("914100001700053S1W", 'S', Some("91410000170005351W")),
        ("914Z00001700053810", 'Z', Some("914200001700053810")),
        ("9141000017000538V1", 'V', None),
        ("9141000017000538龙1", '龙', None),
    ] {
        let suggestion = meant.map(str::to_owned);
        assert_eq!(Uscc::parse(written), Err(UsccError::Character { found, suggestion }), "{written}");
    }
}

proptest! {
    #[test]
    fn one_wrong_character_is_always_noticed(number in 0..999_999_u32, place in 0..18_usize, letter in "[0-9A-HJ-NP-RTUWXY]") {
        let code = samples::uscc(number).to_string();
        let mut wrong = code.clone();
        wrong.replace_range(place..=place, &letter);
        let parsed = Uscc::parse(&wrong).expect("of the right form");
        prop_assert_eq!(parsed.is_doubtful(), wrong != code);
    }

    #[test]
    fn reading_a_code_never_fails_badly(text in "\\PC{0,24}") {
        if let Ok(code) = Uscc::parse(&text) {
            prop_assert_eq!(Uscc::parse(code.as_str()), Ok(code.clone()));
        }
    }
}
