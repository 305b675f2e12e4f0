//! Laws of the domain types, and the worked examples of the documents.

mod audit;
mod calendar;
mod coverage;
mod figures;
mod names;
mod need_life;
mod offers;
mod need_draft;
mod notices;
mod roster;
mod supply;
mod time;
mod uscc;
mod working_group;
