//! Places as people write them, read as divisions.

use duijie::domain::county::Counties;
use duijie::search::place_code;

#[test]
fn places_are_read_as_fine_as_distance_needs() {
    let counties = Counties::new(super::counties());
    for (written, wanted) in [
        ("洛阳", "410300"),
        ("河南省洛阳市涧西区西苑路48号", "410305"),
        ("伊滨区", "4103YB"),
        ("郑州高新区", "410000"),
        ("河南省郑州市", "410000"),
        ("西安高新区", "610000"),
        ("洛阳市北京路", "410300"),
        ("江苏南京", "320000"),
        ("大连", "210000"),
    ] {
        assert_eq!(
            place_code(written, &counties).map(|code| code.to_string()).as_deref(),
            Some(wanted),
            "{written}"
        );
    }
    for unknown in ["", "某地", "海外"] {
        assert_eq!(place_code(unknown, &counties), None, "{unknown}");
    }
}
