//! The only SQL of the house: plain functions over a connection, one file per aggregate, one text for both databases.
//!
//! Every read takes the [`Viewer`] and says what its scope means; every write goes through a [`WriteTx`], which
//! remembers what changed and writes the change log at the commit. `performance.md` §2.1 has the rules that keep the
//! SQL portable; what must differ is in `dialect`. This room knows neither services nor index.

mod account_events;
mod accounts;
mod assignments;
mod audit;
mod audit_chain;
mod audit_search;
mod batches;
mod calendar;
mod capabilities;
mod capability_ages;
mod change_log;
mod city;
mod claims;
mod dialect;
mod enterprise_reminders;
mod enterprises;
mod error;
mod facts;
mod feed;
mod form_keys;
mod indicators;
mod institutions;
mod invitations;
mod jobs;
mod lead_decisions;
mod marker;
mod migrate;
mod need_confirmations;
mod need_drafts;
mod need_queue;
mod need_rows;
mod need_submissions;
mod needs;
mod notice_deliveries;
mod notice_switches;
mod notices;
mod numbers;
mod offers;
mod passwords;
mod record_edits;
mod responsibilities;
mod row;
mod saved;
mod scope;
mod sessions;
mod settings;
mod sign_in_failures;
mod standing;
mod store;
mod suggest;
mod survey_reminders;
mod surveys;
mod write;

pub use account_events::{insert_account_event, insert_consent, list_account_events, list_consents};
pub use accounts::{
    AccountFilter, count_accounts, find_account, find_account_named, insert_account, list_accounts,
    list_delegators, load_accounts, update_account,
};
pub use assignments::{
    insert_assignment, insert_assignment_of, list_assignments, list_assignments_of, load_assignments,
};
pub use audit::{AuditEntry, list_audit};
pub use audit_chain::{
    SealKey, block_hashes, count_pruned, count_stray, count_unsealed, list_blocks, list_sealed, newest_block,
    prune_blocks, seal_block,
};
pub use audit_search::{AuditFilter, AuditKey, AuditPlace, count_audit, search_audit};
pub use batches::{
    BatchRow, count_batches, find_batch, insert_batch, list_batch_rows, list_batches, mark_batch_undone,
    move_batch_rows,
};
pub use calendar::{insert_calendar_day, list_calendar_days};
pub use capabilities::{
    CapabilityFilter, capability_digest, capability_keys, delete_capability, find_capability,
    insert_capability, list_capabilities, load_capabilities, update_capability,
};
pub use capability_ages::{AgedCapability, aged_capabilities};
pub use change_log::{
    Change, Cursor, Entity, feed_epoch, feed_head, oldest_change, prune_changes, renew_feed, tail,
};
pub use city::{load_counties, load_working_groups, replace_city};
pub use claims::{ResourceRow, list_resources, load_claims, put_claim};
pub use dialect::DatabaseKind;
pub use enterprise_reminders::{
    enterprises_with_accounts, insert_enterprise_reminder, list_enterprise_reminders,
};
pub use enterprises::{
    delete_enterprise, enterprise_ids, enterprise_keys, find_enterprise, insert_enterprise, list_enterprises,
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
pub use form_keys::{answer_form_key, claim_form_key, forget_form_keys};
pub use institutions::{
    delete_institution, find_institution, insert_institution, list_institutions, load_institutions,
    update_institution,
};
pub use invitations::{
    close_invitation, close_invitations_of, count_wrong_try, find_invitation, find_open_invitation,
    insert_invitation,
};
pub use jobs::{JobCounts, claim_job, count_jobs, enqueue_job, finish_job, has_due_job};
pub use lead_decisions::{insert_lead_decision, list_lead_decisions};
pub use migrate::SCHEMA;
pub use need_confirmations::{
    close_need_confirmations, count_wrong_confirmation, find_need_confirmation, insert_need_confirmation,
};
pub use need_drafts::{
    WrittenDraft, delete_need_draft, find_draft_of_need, find_need_draft, forget_need_drafts,
    insert_need_draft, list_need_drafts, save_need_draft, throw_need_draft,
};
pub use need_queue::{NeedQueue, count_queued_needs, list_queued_needs};
pub use need_submissions::{NeedSubmission, find_need_titled, insert_need_submission, list_need_submissions};
pub use needs::{
    NeedFilter, count_needs, delete_need, find_need, insert_need, list_need_steps, list_needs,
    list_newest_needs, load_needs, move_need, need_due_days, need_keys, update_need,
};
pub use notice_deliveries::{
    DeliveryFilter, claim_delivery, count_deliveries, find_delivery, finish_delivery, forget_deliveries,
    gather_delivery, insert_test_delivery, list_deliveries, list_delivery_notices, list_delivery_topics,
    move_delivery,
};
pub use notice_switches::{list_notice_switches, put_notice_switch};
pub use notices::{
    NoticeFilter, TopicCount, count_notices, find_notice, forget_notices, insert_notice, list_notices,
    mark_notice_read, mark_notices_read, mark_notices_unread, settle_notices,
};
pub use numbers::{Series, next_number};
pub use offers::{
    AgreedContact, OfferFilter, OfferOrder, count_offers, count_offers_of_needs, find_agreed_contact,
    find_offer, find_offer_to, insert_offer, list_offer_steps, list_offers, update_offer,
};
pub use passwords::{Credentials, find_credentials, forget_passwords, list_password_hashes, set_password};
pub use record_edits::{
    RecordEdit, find_record_edit, forget_edit_images, insert_record_edit, list_own_edits,
    mark_record_edit_undone,
};
pub use responsibilities::{
    ResponsibilityCount, count_responsibilities, find_lead_by_rules, list_contested, list_orphans,
    load_responsibilities, refresh_responsibilities, stale_responsibilities,
};
pub use saved::{
    capabilities_confirmed_since, delete_follow, find_saved_search, forget_alerts, forget_kept_of,
    insert_alert, insert_saved_search, institutions_since, list_alerts, list_follows, list_saved_searches,
    mark_alerts_seen, needs_published_since, put_follow, update_saved_search,
};
pub use sessions::{
    Asker, Session, clear_must, end_session, end_sessions_of, find_asker, forget_sessions,
    has_signed_in_from, insert_session, list_sessions, note_seen, prune_sessions, set_acting_for,
};
pub use settings::{COUNTED_SOURCES_SETTING, counted_sources, find_setting, put_setting};
pub use sign_in_failures::{
    FailureSubject, find_failures, forget_failures, forgive_one, hold_failures, list_failing_accounts,
    prune_failures, put_failures,
};
pub use standing::{
    DataYear, LeadFilter, ListedCount, Standing, StandingFilter, StandingOrder, StandingScope, count_listed,
    count_standings, find_standing, list_data_years, list_standings,
};
pub use store::{Health, Store};
pub use suggest::{Named, fill_sounds, missing_sounds, suggest_enterprises, suggest_institutions};
pub use survey_reminders::{SurveyReminder, insert_survey_reminder, list_survey_reminders};
pub use surveys::{SurveyImage, delete_survey, find_survey, find_survey_image, list_surveys, put_survey};
pub use write::WriteTx;

#[cfg(doc)]
use crate::domain::viewer::Viewer;
