//! The life of a need: no party can walk it anywhere but along the lawful steps, and clocks count working days.

use duijie::domain::calendar::{CalendarDay, DayKind, WorkingCalendar};
use duijie::domain::name_traces::{UNNAMED, has_trace, name_traces, without_traces};
use duijie::domain::need::NeedStatus;
use duijie::domain::need_life::{NeedMove, Party, Unlawful};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::db::day;

#[test]
fn the_way_of_most_needs() {
    use NeedStatus::{CityReview, Completed, CountyReview, Draft, Negotiating, Published, Signed};
    let way = [
        (NeedMove::SendIn, Party::Enterprise, CountyReview),
        (NeedMove::Forward, Party::County, CityReview),
        (NeedMove::Publish, Party::Bureau, Published),
        (NeedMove::StartTalks, Party::County, Negotiating),
        (NeedMove::Sign, Party::Bureau, Signed),
        (NeedMove::Complete, Party::County, Completed),
    ];
    let mut at = Draft;
    for (step, party, to) in way {
        assert_eq!(step.from(at, party, None), Ok(to), "{step:?}");
        at = to;
    }
    assert!(Party::ALL.iter().all(|party| NeedMove::open_to(Completed, *party).is_empty()));
}

#[test]
fn who_may_not_and_what_is_missing() {
    let refused = |step: NeedMove, from, party, reason| step.from(from, party, reason).expect_err("refused");
    assert_eq!(
        refused(NeedMove::Publish, NeedStatus::CityReview, Party::County, None),
        Unlawful::By(Party::County)
    );
    assert_eq!(
        refused(NeedMove::Forward, NeedStatus::CountyReview, Party::Enterprise, None),
        Unlawful::By(Party::Enterprise)
    );
    assert_eq!(
        refused(NeedMove::Return, NeedStatus::CityReview, Party::Bureau, Some("  ")),
        Unlawful::Reason
    );
    assert_eq!(
        refused(NeedMove::Publish, NeedStatus::CountyReview, Party::Bureau, None),
        Unlawful::From(NeedStatus::CountyReview)
    );
    assert_eq!(
        refused(NeedMove::Expire, NeedStatus::Published, Party::Bureau, None),
        Unlawful::By(Party::Bureau)
    );
}

#[test]
fn a_name_is_found_however_it_is_written() {
    let traces = name_traces("洛阳市示例轴承集团有限公司");
    assert_eq!(traces, ["洛阳市示例轴承集团有限公司", "洛阳市示例轴承", "示例轴承"]);
    for text in ["示例轴承要求", "我们洛阳市示例轴承集团有限公司", "示例 轴承", "在示例\n轴承的车间"]
    {
        assert!(has_trace(text, &traces), "{text}");
        assert!(!has_trace(&without_traces(text, &traces), &traces), "{text}");
    }
    assert_eq!(without_traces("示例轴承的套圈变形", &traces), format!("{UNNAMED}的套圈变形"));
    // Two characters are a word of the trade.
    assert!(!has_trace("轴承套圈", &name_traces("洛阳轴承有限公司")));
    assert_eq!(
        without_traces("套圈  淬火\n变形", &traces),
        "套圈  淬火\n变形",
        "other texts stay as they are"
    );
}

#[test]
fn a_holiday_is_no_time_to_answer() {
    let holiday = |iso: &str, kind| CalendarDay { day: day(iso), kind, name: None, source: None };
    let calendar = WorkingCalendar::new([
        holiday("2026-10-01", DayKind::DayOff),
        holiday("2026-10-02", DayKind::DayOff),
        holiday("2026-10-10", DayKind::WorkingDay),
    ]);
    assert_eq!(calendar.after(day("2026-09-30"), 1), Some(day("2026-10-05")));
    assert_eq!(calendar.after(day("2026-10-09"), 1), Some(day("2026-10-10")), "a make-up Saturday counts");
}

proptest! {
    /// Whatever is tried by whomever: a need is published only from the city's review or as it was before, and what
    /// is completed stays so.
    #[test]
    fn no_walk_leaves_the_lawful_ways(
        tries in prop::collection::vec((select(NeedMove::ALL), select(&Party::ALL[..]), any::<bool>()), 0..60),
    ) {
        let mut at = NeedStatus::Draft;
        let mut reviewed = false;
        for (step, party, says_why) in tries {
            let reason = says_why.then_some("理由");
            let Ok(to) = step.from(at, party, reason) else { continue };
            prop_assert!(NeedMove::open_to(at, party).contains(&step));
            prop_assert!(at != NeedStatus::Completed);
            prop_assert!(!step.wants_reason() || says_why);
            if to == NeedStatus::CityReview {
                reviewed = true;
            }
            if to == NeedStatus::Published {
                prop_assert!(reviewed);
            }
            if step == NeedMove::Publish {
                prop_assert_eq!((at, party), (NeedStatus::CityReview, Party::Bureau));
            }
            at = to;
        }
    }

    /// What is offered is what is taken.
    #[test]
    fn offers_are_kept(from in select(NeedStatus::ALL), party in select(&Party::ALL[..])) {
        for step in NeedMove::open_to(from, party) {
            prop_assert!(step.from(from, party, Some("理由")).is_ok());
        }
    }
}
