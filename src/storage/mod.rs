//! The only SQL of the house: plain functions over a connection, one file per aggregate, one text for both databases.
//!
//! Every read takes the [`Viewer`] and says what its scope means; every write goes through a [`WriteTx`], which
//! remembers what changed and writes the change log at the commit. `performance.md` §2.1 has the rules that keep the
//! SQL portable; what must differ is in `dialect`. This room knows neither services nor index.

mod audit;
mod batches;
mod capabilities;
mod change_log;
mod city;
mod dialect;
mod enterprises;
mod error;
mod facts;
mod feed;
mod indicators;
mod institutions;
mod jobs;
mod marker;
mod migrate;
mod needs;
mod numbers;
mod row;
mod settings;
mod standing;
mod store;
mod suggest;
mod write;

pub use audit::{AuditRecord, list_audit};
pub use batches::{
    BatchRow, count_batches, find_batch, insert_batch, list_batch_rows, list_batches, mark_batch_undone,
    move_batch_rows,
};
pub use capabilities::{
    CapabilityFilter, capability_digest, capability_keys, delete_capability, find_capability,
    insert_capability, list_capabilities, load_capabilities, update_capability,
};
pub use change_log::{
    Change, Cursor, Entity, feed_epoch, feed_head, oldest_change, prune_changes, renew_feed, tail,
};
pub use city::{load_counties, load_working_groups, replace_city};
pub use dialect::DatabaseKind;
pub use enterprises::{
    delete_enterprise, enterprise_keys, find_enterprise, insert_enterprise, list_enterprises,
    load_enterprises, update_enterprise,
};
pub use error::StorageError;
pub use facts::{
    EnterpriseFacts, FactTable, Recorded, insert_four_haves, insert_rd_activity, insert_rd_aggregate,
    insert_roster_entry, insert_target, list_four_haves, list_rd_activities, list_rd_aggregates,
    list_roster_entries, list_targets, load_enterprise_facts, withdraw_fact,
};
pub use feed::{
    capability_ids_of_institutions, count_changes, count_needs_of, count_records, need_ids_of_enterprises,
};
pub use institutions::{
    delete_institution, find_institution, insert_institution, list_institutions, load_institutions,
    update_institution,
};
pub use jobs::{JobCounts, claim_job, count_jobs, enqueue_job, finish_job};
pub use migrate::SCHEMA;
pub use needs::{
    NeedFilter, count_needs, delete_need, find_need, insert_need, list_need_steps, list_needs,
    list_newest_needs, load_needs, need_keys, set_need_status, update_need,
};
pub use numbers::{Series, next_number};
pub use settings::{find_setting, put_setting};
pub use standing::{
    DataYear, ListedCount, Standing, StandingFilter, StandingOrder, StandingScope, count_listed,
    count_standings, find_standing, list_data_years, list_standings,
};
pub use store::{Health, Store};
pub use suggest::{Named, fill_sounds, missing_sounds, suggest_enterprises, suggest_institutions};
pub use write::WriteTx;

#[cfg(doc)]
use crate::domain::viewer::Viewer;
