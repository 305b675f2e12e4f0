//! Pure types and rules of the bureau's world: who there is, what they need and can do, what counts.
//!
//! Imports nothing of ours, knows no database, file, clock or page. Words of controlled lists carry the Chinese
//! label of the forms and a short code for storage; `design.md` pairs each term with its one identifier.

pub mod account;
pub mod account_event;
pub mod assignment;
pub mod audit;
pub mod audit_check;
pub mod batch;
pub mod calendar;
pub mod capability;
pub mod capability_form;
pub mod channel;
pub mod claim;
pub mod county;
pub mod coverage;
pub mod enterprise;
pub mod form_key;
pub mod form_texts;
pub mod four_haves;
pub mod freshness;
pub mod ids;
pub mod indicator;
pub mod institution;
pub mod invitation;
pub mod job;
pub mod money;
pub mod name_traces;
pub mod need;
pub mod need_confirmation;
pub mod need_draft;
pub mod need_life;
pub mod need_quality;
pub mod need_rows;
pub mod need_text;
pub mod notice;
pub mod notice_times;
pub mod offer;
pub mod password;
pub mod profile;
pub mod rate;
pub mod rd_activity;
pub mod responsibility;
pub mod role;
pub mod roster;
pub mod saved_search;
pub mod session;
pub mod sign_in_law;
pub mod statement;
pub mod survey;
pub mod target;
pub mod text;
pub mod time;
pub mod uscc;
pub mod viewer;
mod vocabulary;
pub mod working_group;
