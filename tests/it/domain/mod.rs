//! Laws of the domain types, and the worked examples of the documents.

mod audit;
mod calendar;
mod coverage;
mod figures;
mod names;
mod notices;
mod roster;
mod time;
mod uscc;
mod working_group;
