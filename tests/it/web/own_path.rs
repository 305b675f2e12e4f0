//! Where a parameter such as `next` may lead: pages of this site, whatever a browser makes of the text.

use duijie::web::address::own_path;
use proptest::prelude::*;
use url::Url;

#[test]
fn pages_of_this_site_are_gone_to() {
    for path in [
        "/",
        "/needs",
        "/needs/XQ2026-0012?top=50#c-1",
        "/search?q=%E8%BD%B4%E6%89%BF",
        "/a//b",
        "/x?to=http://y",
    ] {
        assert_eq!(own_path(path), Some(path));
    }
}

#[test]
fn other_places_are_not() {
    for path in [
        "",
        "needs",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        " //evil.example",
        "http://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/\u{0}",
        "/a b",
        "/a\\b",
        "///evil.example",
        "/\u{202e}moc.live",
        "/\r\nSet-Cookie: a=b",
        "?next=1",
        "#x",
    ] {
        assert_eq!(own_path(path), None, "{path:?}");
    }
    assert_eq!(own_path(&format!("/{}", "a".repeat(5_000))), None);
}

/// The signs that browsers read in more ways than one.
fn odd_addresses() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "/",
        "\\",
        "//",
        "/\\",
        ":",
        "@",
        "?",
        "#",
        "%2f",
        "%5c",
        ".",
        "..",
        "\t",
        "\n",
        "\r",
        " ",
        "\u{0}",
        "\u{ff0f}",
        "evil.example",
        "http:",
        "javascript:",
        "a",
        "需求",
    ]);
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_gone_to_stays_here(path in prop_oneof![odd_addresses(), any::<String>(), "/[ -~]{0,20}"]) {
        if let Some(path) = own_path(&path) {
            let here = Url::parse("https://here.example/sign-in?next=x").expect("an address");
            let there = here.join(path).expect("an address");
            prop_assert_eq!(there.origin(), here.origin());
            prop_assert!(there.username().is_empty() && there.password().is_none());
            prop_assert!(!path.contains(['\r', '\n']));
        }
    }
}
