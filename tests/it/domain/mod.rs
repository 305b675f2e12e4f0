//! Laws of the domain types, and the worked examples of the documents.

mod audit;
mod calendar;
mod coverage;
mod figures;
mod names;
mod need_draft;
mod need_life;
mod notices;
mod offers;
mod roster;
mod supply;
mod time;
mod uscc;
mod working_group;
