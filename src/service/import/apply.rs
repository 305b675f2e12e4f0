//! Writes typed rows: creates what is new, changes what differs, leaves alone what is the same, and remembers each
//! record as it was.

use std::collections::{BTreeMap, HashMap};

use super::context::{Context, aggregate_key, have_key, rd_key, target_key};
use super::rows::{CapabilityRow, EnterpriseRow, InstitutionRow, NeedRow, Row};
use super::{people, working_days};
use crate::domain::capability::{Capability, CapabilityStatus, CooperationMode};
use crate::domain::enterprise::{Contact, Enterprise};
use crate::domain::institution::Institution;
use crate::domain::need::{
    Disclosure, Need, NeedContact, NeedSource, NeedStatus, SecrecyDeclaration, Urgency,
};
use crate::domain::need_life::NeedLife;
use crate::domain::roster::RosterEntry;
use crate::domain::statement::StatementSource;
use crate::domain::text::name_key;
use crate::storage::{self, BatchRow, FactTable, Series, StorageError, WriteTx};

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Created,
    Updated,
    Unchanged,
}

/// The before-images of a batch: one per record, of the time before the batch.
#[derive(Default)]
pub(super) struct Images {
    rows: Vec<BatchRow>,
    at: HashMap<(String, String), usize>,
}

impl Images {
    pub(super) fn into_rows(self) -> Vec<BatchRow> {
        self.rows
    }

    fn note(&mut self, entity: &str, id: &str, before: Option<String>, version_after: i64) {
        let key = (entity.to_owned(), id.to_owned());
        if let Some(row) = self.at.get(&key).and_then(|at| self.rows.get_mut(*at)) {
            row.version_after = version_after;
            return;
        }
        self.at.insert(key, self.rows.len());
        self.rows.push(BatchRow { entity: entity.to_owned(), id: id.to_owned(), before, version_after });
    }

    pub(super) fn fact(&mut self, table: FactTable, id: &str) {
        self.note(table.name(), id, None, 0);
    }
}

/// Writes one row.
pub(super) async fn apply(
    tx: &mut WriteTx,
    context: &mut Context,
    images: &mut Images,
    row: Row,
    draft: bool,
) -> Result<Outcome, StorageError> {
    match row {
        Row::Enterprise(row) => enterprise(tx, context, images, *row).await,
        Row::Institution(row) => institution(tx, context, images, *row).await,
        Row::Capability(row) => capability(tx, context, images, *row).await,
        Row::Need(row) => need(tx, context, images, *row, draft).await,
        Row::Target(fact) => {
            let known = context.targets.insert(target_key(&fact), fact.clone());
            if known.as_ref() == Some(&fact) {
                return Ok(Outcome::Unchanged);
            }
            let id = storage::insert_target(tx, &fact).await?;
            Ok(noted(images, FactTable::Target, id.as_str(), known.is_some()))
        }
        Row::RdActivity(fact) => {
            let known = context.rd_activities.insert(rd_key(&fact), fact.clone());
            if known.as_ref() == Some(&fact) {
                return Ok(Outcome::Unchanged);
            }
            let id = storage::insert_rd_activity(tx, &fact).await?;
            Ok(noted(images, FactTable::RdActivity, id.as_str(), known.is_some()))
        }
        Row::RdAggregate(fact) => {
            let known = context.rd_aggregates.insert(aggregate_key(&fact), fact.clone());
            if known.as_ref() == Some(&fact) {
                return Ok(Outcome::Unchanged);
            }
            let id = storage::insert_rd_aggregate(tx, &fact).await?;
            Ok(noted(images, FactTable::RdAggregate, id.as_str(), known.is_some()))
        }
        Row::FourHaves(fact) => {
            let known = context.four_haves.insert(have_key(&fact), fact.clone());
            if known.as_ref() == Some(&fact) {
                return Ok(Outcome::Unchanged);
            }
            let id = storage::insert_four_haves(tx, &fact).await?;
            Ok(noted(images, FactTable::FourHaves, id.as_str(), known.is_some()))
        }
        Row::Assignment(row) => people::apply(tx, context, images, *row).await,
        Row::Holidays(days) => working_days::apply(tx, context, images, days).await,
    }
}

pub(super) fn noted(images: &mut Images, table: FactTable, id: &str, known: bool) -> Outcome {
    images.fact(table, id);
    if known { Outcome::Updated } else { Outcome::Created }
}

fn image<T: serde::Serialize>(record: &T) -> Option<String> {
    serde_json::to_string(record).ok()
}

async fn enterprise(
    tx: &mut WriteTx,
    context: &mut Context,
    images: &mut Images,
    row: EnterpriseRow,
) -> Result<Outcome, StorageError> {
    let viewer = tx.viewer().clone();
    let known = match context.by_code.contains_key(row.uscc.as_str()) {
        true => storage::find_enterprise(tx.conn(), &viewer, row.uscc.as_str()).await?,
        false => None,
    };
    let before = known.clone().unwrap_or_else(|| new_enterprise(tx, &row));
    let after = Enterprise {
        name: row.name.clone(),
        county: row.county.clone(),
        industry: row.industry.clone().or(before.industry.clone()),
        state_owned: row.state_owned.or(before.state_owned),
        contact: Contact {
            name: row.contact.clone().or(before.contact.name.clone()),
            phone: row.phone.clone().or(before.contact.phone.clone()),
        },
        origin: row.origin.clone().or(before.origin.clone()),
        ..before.clone()
    };
    let mut outcome = Outcome::Unchanged;
    if known.is_none() {
        storage::insert_enterprise(tx, &after).await?;
        images.note("enterprise", after.id.as_str(), None, after.version);
        outcome = Outcome::Created;
    } else if after != before {
        storage::update_enterprise(tx, &after).await?;
        images.note("enterprise", after.id.as_str(), image(&before), after.version + 1);
        outcome = Outcome::Updated;
    }
    context.add_enterprise(after.uscc.as_str(), &name_key(&after.name), &after.id);
    if roster(tx, context, images, &after, &row).await? && outcome == Outcome::Unchanged {
        outcome = Outcome::Updated;
    }
    Ok(outcome)
}

fn new_enterprise(tx: &WriteTx, row: &EnterpriseRow) -> Enterprise {
    Enterprise {
        id: tx.next_id(),
        uscc: row.uscc.clone(),
        name: row.name.clone(),
        county: row.county.clone(),
        industry: None,
        state_owned: None,
        contact: Contact::default(),
        origin: None,
        version: 1,
    }
}

/// Records the enterprise's place on the roster if the row says something new about it.
async fn roster(
    tx: &mut WriteTx,
    context: &mut Context,
    images: &mut Images,
    enterprise: &Enterprise,
    row: &EnterpriseRow,
) -> Result<bool, StorageError> {
    let known = context.roster.get(&enterprise.id);
    let entry = RosterEntry {
        enterprise: enterprise.id.clone(),
        entered_on: row.entered_on.or(known.and_then(|entry| entry.entered_on)),
        left_on: row.left_on.or(known.and_then(|entry| entry.left_on)),
        left_reason: row.left_reason.clone().or(known.and_then(|entry| entry.left_reason.clone())),
    };
    if known == Some(&entry) {
        return Ok(false);
    }
    let id = storage::insert_roster_entry(tx, &entry).await?;
    images.fact(FactTable::RosterEntry, id.as_str());
    context.roster.insert(enterprise.id.clone(), entry);
    Ok(true)
}

async fn institution(
    tx: &mut WriteTx,
    context: &mut Context,
    images: &mut Images,
    row: InstitutionRow,
) -> Result<Outcome, StorageError> {
    let viewer = tx.viewer().clone();
    let key = name_key(&row.name);
    let known = match context.institutions.contains_key(&key) {
        true => storage::find_institution(tx.conn(), &viewer, &row.name).await?,
        false => None,
    };
    let before = match &known {
        Some(known) => known.clone(),
        None => Institution {
            id: tx.next_id(),
            no: storage::next_number(tx, Series::Institution).await?,
            name: row.name.clone(),
            kind: row.kind,
            uscc: None,
            place: None,
            introduction: None,
            monthly_limit: None,
            open: true,
            contact: Contact::default(),
            origin: None,
            version: 1,
        },
    };
    let after = Institution {
        name: row.name,
        kind: row.kind,
        uscc: row.uscc.or(before.uscc.clone()),
        place: row.place.or(before.place.clone()),
        introduction: row.introduction.or(before.introduction.clone()),
        monthly_limit: row.monthly_limit.or(before.monthly_limit),
        open: row.open.unwrap_or(before.open),
        contact: Contact {
            name: row.contact.or(before.contact.name.clone()),
            phone: row.phone.or(before.contact.phone.clone()),
        },
        origin: row.origin.or(before.origin.clone()),
        ..before.clone()
    };
    context.institutions.insert(key, after.id.clone());
    if known.is_none() {
        storage::insert_institution(tx, &after).await?;
        images.note("institution", after.id.as_str(), None, after.version);
        return Ok(Outcome::Created);
    }
    if after == before {
        return Ok(Outcome::Unchanged);
    }
    storage::update_institution(tx, &after).await?;
    images.note("institution", after.id.as_str(), image(&before), after.version + 1);
    Ok(Outcome::Updated)
}

async fn capability(
    tx: &mut WriteTx,
    context: &mut Context,
    images: &mut Images,
    row: CapabilityRow,
) -> Result<Outcome, StorageError> {
    let viewer = tx.viewer().clone();
    let fresh = Capability {
        id: tx.next_id(),
        no: String::new(),
        kind: row.kind,
        title: row.title,
        introduction: row.introduction,
        keywords: Vec::new(),
        fields: Vec::new(),
        industries: Vec::new(),
        indicators: Vec::new(),
        trl: None,
        modes: Vec::new(),
        price: None,
        monthly_limit: None,
        ip: Vec::new(),
        cases: String::new(),
        evidence: Vec::new(),
        accepting: true,
        valid_until: None,
        secrecy: None,
        statements: BTreeMap::new(),
        status: CapabilityStatus::Published,
        holders: Vec::new(),
        origin: None,
        confirmed_at: tx.now(),
        version: 1,
    };
    let digest = storage::capability_digest(&fresh);
    let known = match context.capabilities.get(&digest) {
        Some(id) => storage::find_capability(tx.conn(), &viewer, id.as_str()).await?,
        None => None,
    };
    let before = known.clone().unwrap_or(fresh);
    let mut after = Capability {
        keywords: row.keywords.unwrap_or_else(|| before.keywords.clone()),
        fields: row.fields.unwrap_or_else(|| before.fields.clone()),
        industries: row.industries.unwrap_or_else(|| before.industries.clone()),
        indicators: row.indicators.unwrap_or_else(|| before.indicators.clone()),
        trl: row.trl.or(before.trl),
        modes: row.modes.unwrap_or_else(|| before.modes.clone()),
        price: row.price.or(before.price),
        monthly_limit: row.monthly_limit.or(before.monthly_limit),
        ip: row.ip.unwrap_or_else(|| before.ip.clone()),
        cases: row.cases.unwrap_or_else(|| before.cases.clone()),
        evidence: row.evidence.unwrap_or_else(|| before.evidence.clone()),
        accepting: row.accepting.unwrap_or(before.accepting),
        valid_until: row.valid_until.or(before.valid_until),
        origin: row.origin.or(before.origin.clone()),
        ..before.clone()
    };
    if !after.holders.contains(&row.holder) {
        after.holders.push(row.holder);
    }
    context.capabilities.insert(digest, after.id.clone());
    if known.is_none() {
        after.no = storage::next_number(tx, Series::Capability).await?;
        after = after.stated(None, StatementSource::Import, tx.now(), true);
        storage::insert_capability(tx, &after).await?;
        images.note("capability", after.id.as_str(), None, after.version);
        return Ok(Outcome::Created);
    }
    if after == before {
        return Ok(Outcome::Unchanged);
    }
    after = after.stated(Some(&before), StatementSource::Import, tx.now(), true);
    storage::update_capability(tx, &after).await?;
    images.note("capability", after.id.as_str(), image(&before), after.version + 1);
    Ok(Outcome::Updated)
}

async fn need(
    tx: &mut WriteTx,
    context: &mut Context,
    images: &mut Images,
    row: NeedRow,
    draft: bool,
) -> Result<Outcome, StorageError> {
    let viewer = tx.viewer().clone();
    let key = (row.enterprise.clone(), name_key(&row.title));
    let known = match context.needs.get(&key) {
        Some(id) => storage::find_need(tx.conn(), &viewer, id.as_str()).await?,
        None => None,
    };
    let before = match &known {
        Some(known) => known.clone(),
        None => new_need(tx, &row, draft).await?,
    };
    let after = merge_need(&before, row);
    context.needs.insert(key, after.id.clone());
    if known.is_none() {
        let reason = if draft { "批量导入为草稿" } else { "批量导入，由操作员审核发布" };
        storage::insert_need(tx, &after, Some(reason)).await?;
        images.note("need", after.id.as_str(), None, after.version);
        return Ok(Outcome::Created);
    }
    if after == before {
        return Ok(Outcome::Unchanged);
    }
    storage::update_need(tx, &after).await?;
    images.note("need", after.id.as_str(), image(&before), after.version + 1);
    Ok(Outcome::Updated)
}

async fn new_need(tx: &mut WriteTx, row: &NeedRow, draft: bool) -> Result<Need, StorageError> {
    Ok(Need {
        id: tx.next_id(),
        no: storage::next_number(tx, Series::Need).await?,
        enterprise: row.enterprise.clone(),
        title: row.title.clone(),
        kind: None,
        keywords: Vec::new(),
        fields: Vec::new(),
        problem: String::new(),
        current_state: None,
        tried: None,
        constraints: None,
        indicators: Vec::new(),
        budget: None,
        budget_source: None,
        modes: Vec::<CooperationMode>::new(),
        due_on: None,
        urgency: Urgency::Normal,
        intended: Vec::new(),
        avoided: Vec::new(),
        disclosure: Disclosure::Public,
        field_disclosure: BTreeMap::new(),
        secrecy: SecrecyDeclaration { by: tx.viewer().actor().to_owned(), at: tx.now() },
        contact: NeedContact::default(),
        fills: Vec::new(),
        source: NeedSource::Import,
        collector: None,
        collected_on: None,
        status: if draft { NeedStatus::Draft } else { NeedStatus::Published },
        life: NeedLife::default(),
        origin: None,
        version: 1,
        whole: true,
    })
}

fn merge_need(before: &Need, row: NeedRow) -> Need {
    let old = before.clone();
    Need {
        title: row.title,
        problem: row.problem,
        kind: row.kind.or(old.kind),
        keywords: row.keywords.unwrap_or(old.keywords),
        fields: row.fields.unwrap_or(old.fields),
        indicators: row.indicators.unwrap_or(old.indicators),
        budget: row.budget.or(old.budget),
        budget_source: row.budget_source.or(old.budget_source),
        modes: row.modes.unwrap_or(old.modes),
        due_on: row.due_on.or(old.due_on),
        disclosure: row.disclosure.unwrap_or(old.disclosure),
        current_state: row.current_state.or(old.current_state),
        tried: row.tried.or(old.tried),
        constraints: row.constraints.or(old.constraints),
        urgency: row.urgency.unwrap_or(old.urgency),
        fills: row.fills.unwrap_or(old.fills),
        intended: row.intended.unwrap_or(old.intended),
        avoided: row.avoided.unwrap_or(old.avoided),
        contact: NeedContact {
            name: row.contact.or(old.contact.name),
            position: row.position.or(old.contact.position),
            phone: row.phone.or(old.contact.phone),
            email: row.email.or(old.contact.email),
            decision_maker: row.decision_maker.or(old.contact.decision_maker),
        },
        source: row.source.unwrap_or(old.source),
        collector: row.collector.or(old.collector),
        collected_on: row.collected_on.or(old.collected_on),
        origin: row.origin.or(old.origin),
        ..before.clone()
    }
}
