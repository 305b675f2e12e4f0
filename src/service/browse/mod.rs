//! Browsing and searching records for pages: words or none, choices, order, page; with facets counted over the same
//! state of the index. Texts are loaded for the rows shown and for no others.

mod answer;
mod asked;
mod everywhere;
mod facets;
mod kind;
mod list;
pub(in crate::service) mod matching;
mod named;
mod names;
mod question;
pub(super) mod records;
mod rows;
mod shelf;
mod sorted;
mod understood;

pub use answer::{ActiveChoice, BrowsePage, Nothing, Without};
pub use asked::{Browse, BrowseOrder, MOST_PER_PAGE, PER_PAGE};
pub use everywhere::{SearchEverywhere, Tab, search_everywhere};
pub use facets::{FacetKind, UNSTATED};
pub use kind::SearchKind;
pub use list::browse;

pub(in crate::service) use names::county_name;
pub use names::{FacetShown, FacetValue};
pub use question::count_records;
pub(super) use question::usual_question;
pub use records::{OwnerShown, Term};
pub use rows::Row;
pub use shelf::Shelf;
pub use understood::{Reading, Understood};
