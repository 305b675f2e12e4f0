//! From the engine's ranking to the answer: names, texts of the evidence, and the words that did it. Only what is
//! shown is loaded and explained.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use duijie_index::explain::{CapabilityText, explain, highlight};
use duijie_index::rank::{Candidate, Evidence, NoCandidates, Ranking};
use duijie_index::{Code, IndexError, Query, Snapshot};
use sqlx::AnyConnection;

use super::ServiceError;
use super::figures::compared;
use super::marked::Marked;
use super::partners::{
    BlockedPartner, EvidenceFacts, EvidenceShown, HolderFacts, NeedMatches, Partner, shown,
};
use crate::domain::capability::{Capability, CapabilityStatus};
use crate::domain::ids::CapabilityId;
use crate::domain::indicator::Indicator;
use crate::domain::institution::Institution;
use crate::domain::need::Need;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::search::mapping;
use crate::storage;

/// An institution with the division its place means.
pub(super) type Holder = (Institution, Option<Code>);

/// The institutions by id.
pub(super) type Holders = HashMap<String, Holder>;

/// A ranked need: its record, the engine's view of it, and the outcome.
pub(super) struct Ranked {
    pub(super) need: Need,
    /// Name of its enterprise.
    pub(super) enterprise: String,
    pub(super) asked: duijie_index::Need,
    pub(super) ranking: Ranking,
    /// Related institutions, also beyond those kept.
    pub(super) able: usize,
    /// Candidates and barred institutions, also beyond those kept.
    pub(super) totals: (usize, usize),
}

/// The texts of all evidence of these rankings, as they are now; what is no longer published is not there.
pub(super) async fn load_evidence(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ranked: &[Ranked],
) -> Result<HashMap<String, Capability>, ServiceError> {
    let candidates = ranked.iter().flat_map(|ranked| &ranked.ranking.candidates);
    let evidence = candidates.flat_map(|candidate| &candidate.evidence);
    let ids: BTreeSet<CapabilityId> =
        evidence.filter_map(|evidence| CapabilityId::parse(&evidence.capability)).collect();
    let ids: Vec<CapabilityId> = ids.into_iter().collect();
    let found = storage::load_capabilities(conn, viewer, &ids).await?;
    let published = found.into_iter().filter(|found| found.shown_status() == CapabilityStatus::Published);
    Ok(published.map(|capability| (capability.id.to_string(), capability)).collect())
}

/// The answers, in the order of the rankings.
pub(super) fn answers(
    snapshot: &Snapshot,
    ranked: Vec<Ranked>,
    texts: &HashMap<String, Capability>,
    holders: &Arc<Holders>,
) -> Result<Vec<NeedMatches>, IndexError> {
    ranked.into_iter().map(|ranked| answer(snapshot, ranked, texts, holders)).collect()
}

/// What is asked for: the indicators as they are written, the need as the engine ranks it, its words.
#[derive(Clone, Copy)]
struct Asking<'a> {
    written: &'a [Indicator],
    asked: &'a duijie_index::Need,
    query: &'a Query,
}

fn answer(
    snapshot: &Snapshot,
    ranked: Ranked,
    texts: &HashMap<String, Capability>,
    holders: &Holders,
) -> Result<NeedMatches, IndexError> {
    let Ranked { need, enterprise, asked, ranking, able, totals } = ranked;
    let query = asked.query(snapshot.analyzer());
    let asking = Asking { written: &need.indicators, asked: &asked, query: &query };
    let mut candidates = Vec::with_capacity(ranking.candidates.len());
    let listed = ranking.candidates.len();
    for candidate in ranking.candidates {
        candidates.extend(partner(snapshot, asking, candidate, texts, holders)?);
    }
    let taken_off = listed - candidates.len();
    // Where all candidates were taken off since the index was written, that is a reason as well.
    let reason = ranking.reason.or(candidates.is_empty().then_some(NoCandidates::NothingSimilar));
    let blocked = ranking.blocked.into_iter().map(|blocked| BlockedPartner {
        name: name(holders, &blocked.institution),
        rule: messages::rule(blocked.rule).to_owned(),
        meaning: messages::rule_meaning(blocked.rule),
        institution: blocked.institution,
    });
    Ok(NeedMatches {
        enterprise,
        need: need.id.to_string(),
        no: need.no,
        title: need.title,
        reason: reason.map(|reason| messages::no_candidates(reason).to_owned()),
        candidates,
        blocked: blocked.collect(),
        weights_version: ranking.weights_version,
        able,
        candidate_total: totals.0 - taken_off,
        blocked_total: totals.1,
    })
}

/// `None` if all its evidence was taken off since the index was written.
fn partner(
    snapshot: &Snapshot,
    asking: Asking<'_>,
    candidate: Candidate,
    texts: &HashMap<String, Capability>,
    holders: &Holders,
) -> Result<Option<Partner>, IndexError> {
    let mut evidence = Vec::with_capacity(candidate.evidence.len());
    for found in &candidate.evidence {
        if let Some(text) = texts.get(&found.capability) {
            evidence.push(shown_evidence(snapshot, asking, found, text)?);
        }
    }
    Ok((!evidence.is_empty()).then(|| Partner {
        name: name(holders, &candidate.institution),
        holder: holder_facts(asking.asked, holders.get(&candidate.institution)),
        institution: candidate.institution,
        score: candidate.score,
        fit: shown(candidate.fit),
        parts: candidate.parts,
        evidence,
        related: candidate.related,
        information: shown(candidate.information),
    }))
}

fn shown_evidence(
    snapshot: &Snapshot,
    asking: Asking<'_>,
    found: &Evidence,
    capability: &Capability,
) -> Result<EvidenceShown, IndexError> {
    let query = asking.query;
    let body = mapping::capability_body(capability);
    let text = CapabilityText { title: &capability.title, body: &body, keywords: &capability.keywords };
    let explanation = explain(snapshot, query, &text, found.points)?;
    let passage = explanation.passage;
    let words_in = |text: &str| highlight(snapshot.analyzer(), query, text);
    // A piece may begin amid a word whose rest counted elsewhere, and all pieces may stand in the title: marked are
    // the whole stretches in common that hold a piece, or all if none does.
    let mut marks = words_in(&passage.text);
    if !passage.marks.is_empty() {
        marks.retain(|mark| passage.marks.iter().any(|one| one.start < mark.end && mark.start < one.end));
    }
    Ok(EvidenceShown {
        capability: found.capability.clone(),
        title: capability.title.clone(),
        marked_title: Marked::new(&capability.title, &words_in(&capability.title)),
        marked_passage: Marked::new(&passage.text, &marks),
        cut: passage.cut,
        passage: passage.text,
        terms: explanation.terms,
        fit: shown(found.fit),
        points: found.points,
        facts: evidence_facts(asking, found, capability),
    })
}

fn evidence_facts(asking: Asking<'_>, found: &Evidence, capability: &Capability) -> EvidenceFacts {
    // The figures of a capability as they were indexed: those of its form, then those of its text.
    let offered = match found.indicators {
        Some(_) => mapping::capability_document(capability, &HashMap::new()).indicators,
        None => Vec::new(),
    };
    EvidenceFacts {
        no: capability.no.clone(),
        kind: capability.kind.label(),
        trl: capability.trl,
        confirmed_on: capability.confirmed_at.beijing_day(),
        figures: compared(&asking.asked.indicators, asking.written, &offered, found.indicators.as_ref()),
    }
}

fn holder_facts(asked: &duijie_index::Need, holder: Option<&Holder>) -> HolderFacts {
    let Some((institution, division)) = holder else { return HolderFacts::default() };
    let shared = asked.place.zip(*division).map(|(here, there)| here.shared_prefix(there));
    HolderFacts {
        no: institution.no.clone(),
        kind: institution.kind.label(),
        place: institution.place.clone(),
        near: shared.map(messages::nearness),
        monthly_limit: institution.monthly_limit,
    }
}

fn name(holders: &Holders, id: &str) -> String {
    holders.get(id).map_or("", |(institution, _)| &institution.name).to_owned()
}
