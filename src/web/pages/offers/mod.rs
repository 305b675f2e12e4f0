//! Offers: the form on the page of a need, the page of one with its answer, and the list of all that the reader may know
//! of. What may be done with one is decided by the service; nothing here says who sees what.

pub mod list;
pub mod make;
pub mod show;
mod view;

pub(super) use make::FormView;
pub(super) use view::OfferView;
