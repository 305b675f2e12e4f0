//! The engine of duijie: Chinese text, a full-text index, ranking of institutions for a need, and the reasons.
//!
//! It knows neither database nor web nor async runtime. What goes in are [`Document`]s (capabilities, or needs
//! for the reverse direction) and [`Need`]s; what comes out are ranked institutions with the capabilities that
//! speak for them. Nothing here reads a clock or draws a random number.
//!
//! The way of a need: [`text`] brings its spelling to one form and cuts it, [`lexicon`] adds words of the same
//! meaning, [`Query`] holds the weighted terms, `score` adds up what every capability matches, [`rank`] makes
//! institutions and points of it, [`explain`](mod@explain) shows which words did it.

pub mod browse;
pub mod document;
pub mod error;
pub mod eval;
pub mod explain;
pub mod facet;
pub mod filter;
pub mod indicator;
mod kept;
pub mod lexicon;
mod matching;
pub mod page;
pub mod query;
pub mod rank;
mod schema;
mod score;
pub mod search;
pub mod store;
pub mod text;

pub use browse::{Browsed, Listing, browse, browse_and_keep, kept};
pub use document::{Code, Day, Document, Modes};
pub use error::IndexError;
pub use facet::{Count, Facet, Refinement, Value};
pub use filter::Filter;
pub use lexicon::{Lexicon, LexiconError};
pub use page::Order;
pub use query::{Query, QueryText};
pub use rank::Need;
pub use schema::SCHEMA_VERSION;
pub use search::{Fallback, Found, Hit, search};
pub use store::{CodeColumn, Reader, Rebuild, Snapshot, Writer};
pub use text::Analyzer;
