//! Geometry of bars that are drawn as SVG: widths are attributes in percent, colours are classes, so that no style is
//! inline and the bars are fluid without a script.

/// One piece of a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Class that colours it.
    pub class: &'static str,
    /// Where it begins, percent of the bar's width.
    pub x: String,
    /// Its width, percent.
    pub width: String,
}

/// Lays pieces end to end; `full` is what the whole width stands for. Nothing leaves the bar, and pieces of nothing
/// are left out.
#[must_use]
pub fn segments(parts: &[(&'static str, i64)], full: i64) -> Vec<Segment> {
    let full = full.max(1);
    let (mut at, mut found) = (0, Vec::new());
    for &(class, value) in parts {
        let end = (at + value.max(0)).min(full);
        if end > at {
            // Both edges are rounded, so that neighbours meet.
            let (left, right) = (hundredths(at, full), hundredths(end, full));
            found.push(Segment { class, x: percent(left), width: percent(right - left) });
        }
        at = end;
    }
    found
}

/// A place on the bar, percent.
#[must_use]
pub fn place(value: i64, full: i64) -> String {
    percent(hundredths(value.clamp(0, full.max(1)), full.max(1)))
}

fn hundredths(value: i64, full: i64) -> i64 {
    (value * 10_000 + full / 2) / full
}

fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::{place, segments};

    #[test]
    fn pieces_meet_and_stay_inside() {
        let bar = segments(&[("a", 1), ("b", 0), ("c", 1), ("d", 9)], 3);
        let shown: Vec<(&str, &str, &str)> =
            bar.iter().map(|one| (one.class, one.x.as_str(), one.width.as_str())).collect();
        assert_eq!(shown, [("a", "0.00%", "33.33%"), ("c", "33.33%", "33.34%"), ("d", "66.67%", "33.33%")]);
        assert_eq!(segments(&[("a", -5)], 0), []);
        assert_eq!(place(12, 10), "100.00%");
        assert_eq!(place(1, 8), "12.50%");
    }
}
