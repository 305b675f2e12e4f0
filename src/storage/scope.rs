//! What a viewer may see, as conditions of SQL, and what is left out of a record for those outside. The one place that
//! says what a scope means; every read takes its condition from here.

use std::collections::BTreeMap;

use sqlx::any::AnyArguments;
use sqlx::query::Query;

use super::row::placeholders;
use crate::domain::capability::{Capability, CapabilityStatus};
use crate::domain::claim::Claim;
use crate::domain::enterprise::{Contact, Enterprise};
use crate::domain::ids::{EnterpriseId, InstitutionId};
use crate::domain::indicator::{Figure, Indicator};
use crate::domain::institution::Institution;
use crate::domain::name_traces::without_traces;
use crate::domain::need::{Disclosure, Need, NeedContact, NeedField, NeedStatus, SecrecyDeclaration};
use crate::domain::need_life::NeedLife;
use crate::domain::viewer::{Scope, Viewer};

/// A condition with the values of its placeholders, which follow those the statement has already.
pub(super) struct Seen {
    sql: String,
    bound: Vec<String>,
    first: usize,
}

impl Seen {
    /// What nobody is kept from.
    pub(super) fn everything() -> Self {
        Self { sql: "1 = 1".to_owned(), bound: Vec::new(), first: 1 }
    }

    /// Rows whose enterprise, by its id in `column`, the viewer looks after. Placeholders begin with number `first`.
    pub(super) fn inside(viewer: &Viewer, column: &str, first: usize) -> Self {
        let mut seen = Self { sql: String::new(), bound: Vec::new(), first };
        seen.sql = match viewer.scope() {
            Scope::All => "1 = 1".to_owned(),
            Scope::County(county) => {
                let county = seen.bind_text(county.as_str());
                format!(
                    "{column} IN (SELECT enterprise.id FROM enterprise WHERE enterprise.county_code = ${county})"
                )
            }
            Scope::Department(scope) => {
                let department = seen.bind_text(&scope.department);
                let first = seen.next();
                seen.bound.extend(scope.groups.iter().cloned());
                let groups = match scope.groups.len() {
                    0 => String::new(),
                    count => format!("AND working_group IN {}", placeholders(first, count)),
                };
                format!(
                    "{column} IN (SELECT enterprise_id FROM responsibility WHERE department = ${department} {groups})"
                )
            }
            Scope::Enterprise(enterprise) => {
                let enterprise = seen.bind_text(enterprise.as_str());
                format!("{column} = ${enterprise}")
            }
            Scope::Institution(_) | Scope::Public => "1 = 0".to_owned(),
        };
        seen
    }

    /// Needs whose whole record the viewer may read: drafts belong to their enterprise until they are sent in. What was
    /// sent in once is known to its officers, also while it is being written anew (elsewhere: in a draft).
    pub(super) fn inside_needs(viewer: &Viewer, first: usize) -> Self {
        let seen = Self::inside(viewer, "need.enterprise_id", first);
        match viewer.scope() {
            Scope::County(_) | Scope::Department(_) => seen.and(&format!(
                "(need.status <> '{}' OR need.filed_by IS NOT NULL)",
                NeedStatus::Draft.code()
            )),
            Scope::All | Scope::Enterprise(_) | Scope::Institution(_) | Scope::Public => seen,
        }
    }

    /// Needs that are being written: those of the own enterprise, but not what an officer writes on its behalf and has
    /// never sent in; an officer's own ones of those.
    pub(super) fn need_drafts(viewer: &Viewer, first: usize) -> Self {
        let mut seen = Self::inside(viewer, "need_draft.enterprise_id", first);
        match viewer.scope() {
            Scope::Enterprise(_) => seen.and("(need_draft.on_behalf = 0 OR need_draft.need_id IS NOT NULL)"),
            Scope::All | Scope::County(_) => {
                let author = seen.bind_text(viewer.actor());
                seen.and(&format!("need_draft.on_behalf = 1 AND need_draft.author = ${author}"))
            }
            Scope::Department(_) | Scope::Institution(_) | Scope::Public => {
                Self { sql: "1 = 0".to_owned(), bound: Vec::new(), first }
            }
        }
    }

    /// Needs of which the viewer may read at least the published part.
    pub(super) fn needs(viewer: &Viewer, first: usize) -> Self {
        let seen = Self::inside_needs(viewer, first);
        match viewer.scope() {
            Scope::All => seen,
            Scope::County(_) | Scope::Department(_) | Scope::Enterprise(_) | Scope::Public => {
                seen.or(&shown_to_all("need", &[Disclosure::Public, Disclosure::Unnamed]))
            }
            Scope::Institution(institution) => seen
                .or(&shown_to_all("need", &[Disclosure::Public, Disclosure::Unnamed]))
                .or_directed(institution, "need"),
        }
    }

    /// Enterprises whose name the viewer may read: its own, and those under whose name a need is published for it.
    pub(super) fn named_enterprises(viewer: &Viewer, first: usize) -> Self {
        let seen = Self::inside(viewer, "enterprise.id", first);
        let public = format!(
            "enterprise.id IN (SELECT shown.enterprise_id FROM need AS shown WHERE {})",
            shown_to_all("shown", &[Disclosure::Public])
        );
        match viewer.scope() {
            Scope::All => seen,
            Scope::County(_) | Scope::Department(_) | Scope::Enterprise(_) | Scope::Public => {
                seen.or(&public)
            }
            Scope::Institution(institution) => {
                let mut seen = seen.or(&public);
                let directed = seen.directed(institution, "sent");
                seen.or(&format!(
                    "enterprise.id IN (SELECT sent.enterprise_id FROM need AS sent WHERE {directed})"
                ))
            }
        }
    }

    /// Capabilities that are on show, and the viewer's own.
    pub(super) fn capabilities(viewer: &Viewer, first: usize) -> Self {
        let mut seen = Self {
            sql: format!("capability.status = '{}'", CapabilityStatus::Published.code()),
            bound: Vec::new(),
            first,
        };
        match viewer.scope() {
            Scope::All => seen.sql = "1 = 1".to_owned(),
            Scope::Institution(institution) => {
                let own = seen.bind_text(institution.as_str());
                seen = seen.or(&format!(
                    "capability.id IN (SELECT capability_id FROM capability_holder WHERE institution_id = ${own})"
                ));
            }
            Scope::County(_) | Scope::Department(_) | Scope::Enterprise(_) | Scope::Public => {}
        }
        seen
    }

    /// Offers to needs: for the bureau, the county of the need's enterprise, that enterprise, and who made them. Nobody
    /// else is to know of them, not by their number either.
    pub(super) fn offers(viewer: &Viewer, first: usize) -> Self {
        let nobody = Self { sql: "1 = 0".to_owned(), bound: Vec::new(), first };
        match viewer.scope() {
            Scope::All => Self { sql: "1 = 1".to_owned(), ..nobody },
            Scope::County(_) | Scope::Enterprise(_) => {
                let mut seen = Self::inside_needs(viewer, first);
                seen.sql = format!("offer.need_id IN (SELECT need.id FROM need WHERE {})", seen.sql);
                seen
            }
            Scope::Institution(institution) => {
                let mut seen = nobody;
                let own = seen.bind_text(institution.as_str());
                seen.sql = format!("offer.institution_id = ${own}");
                seen
            }
            Scope::Department(_) | Scope::Public => nobody,
        }
    }

    /// Facts about areas: targets and figures of the statistics bureau.
    pub(super) fn areas(viewer: &Viewer, column: &str, first: usize) -> Self {
        let mut seen = Self { sql: String::new(), bound: Vec::new(), first };
        seen.sql = match viewer.scope() {
            Scope::All => "1 = 1".to_owned(),
            Scope::County(county) => {
                let county = seen.bind_text(county.as_str());
                format!("{column} = ${county}")
            }
            Scope::Department(_) | Scope::Enterprise(_) | Scope::Institution(_) | Scope::Public => {
                "1 = 0".to_owned()
            }
        };
        seen
    }

    /// The condition.
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// The values, in the order of the placeholders.
    pub(super) fn values(&self) -> &[String] {
        &self.bound
    }

    /// Binds the values after those that the statement has already.
    pub(super) fn bind<'q>(
        &self,
        query: Query<'q, sqlx::Any, AnyArguments>,
    ) -> Query<'q, sqlx::Any, AnyArguments> {
        self.bound.iter().fold(query, |query, value| query.bind(value.clone()))
    }

    fn next(&self) -> usize {
        self.first + self.bound.len()
    }

    fn bind_text(&mut self, text: &str) -> usize {
        let number = self.next();
        self.bound.push(text.to_owned());
        number
    }

    fn and(mut self, more: &str) -> Self {
        self.sql = format!("({} AND {more})", self.sql);
        self
    }

    fn or(mut self, more: &str) -> Self {
        self.sql = format!("({} OR {more})", self.sql);
        self
    }

    fn or_directed(mut self, institution: &InstitutionId, table: &str) -> Self {
        let directed = self.directed(institution, table);
        self.or(&directed)
    }

    /// Needs that are shown to the institutions they are directed to, of which this is one.
    fn directed(&mut self, institution: &InstitutionId, table: &str) -> String {
        let own = self.bind_text(institution.as_str());
        format!("({} AND {})", shown_to_all(table, &[Disclosure::Matched]), directed_to(own, table))
    }

    /// Of the needs of [`Seen::needs`], those directed to the viewer's institution: it may read the fields that are
    /// for partners only. The institution is the one value bound there.
    pub(super) fn matched(&self, viewer: &Viewer) -> String {
        match viewer.scope() {
            Scope::Institution(_) => directed_to(self.first, "need"),
            Scope::All | Scope::County(_) | Scope::Department(_) | Scope::Enterprise(_) | Scope::Public => {
                "1 = 0".to_owned()
            }
        }
    }
}

/// Needs in which the institution with the id of placeholder `own` is named as a wanted partner.
fn directed_to(own: usize, table: &str) -> String {
    format!(
        "{table}.id IN (SELECT intended.need_id FROM need_intended AS intended JOIN institution \
         ON institution.name_key = intended.name_key WHERE institution.id = ${own})"
    )
}

/// True of a row of `need` joined to one of `offer` if partners are still sought and that institution may read it.
pub(super) fn open_to_who_offers() -> String {
    format!(
        "({} OR ({} AND EXISTS (SELECT 1 FROM need_intended AS intended JOIN institution AS sought \
         ON sought.name_key = intended.name_key WHERE intended.need_id = need.id AND sought.id = offer.institution_id)))",
        shown_to_all("need", &[Disclosure::Public, Disclosure::Unnamed]),
        shown_to_all("need", &[Disclosure::Matched])
    )
}

/// Open needs of these disclosures.
fn shown_to_all(table: &str, disclosures: &[Disclosure]) -> String {
    let list = |codes: Vec<&str>| codes.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ");
    format!(
        "({table}.status IN ({}) AND {table}.disclosure IN ({}))",
        list(NeedStatus::OPEN.iter().map(|status| status.code()).collect()),
        list(disclosures.iter().map(|disclosure| disclosure.code()).collect())
    )
}

/// What those outside may read of a need: whom to call, whom the enterprise wants or avoids, who collected it, how it
/// went and what it is to fill stays inside; an unnamed one has no enterprise either. Of fields shown to fewer only
/// those are left that are for partners, and only for `matched` readers; `traces`, the names of an enterprise that is
/// not named, are left out of every text.
pub(super) fn published_part(need: Need, matched: bool, traces: &[String]) -> Need {
    let enterprise = match need.disclosure {
        Disclosure::Public | Disclosure::Matched => need.enterprise.clone(),
        Disclosure::Unnamed | Disclosure::Authorities => EnterpriseId::hidden(),
    };
    let need = unnamed(without_hidden_fields(need, matched), traces);
    Need {
        enterprise,
        budget_source: None,
        intended: Vec::new(),
        avoided: Vec::new(),
        field_disclosure: BTreeMap::new(),
        secrecy: SecrecyDeclaration { by: String::new(), ..need.secrecy },
        contact: NeedContact::default(),
        fills: Vec::new(),
        collector: None,
        collected_on: None,
        life: NeedLife { since: need.life.since, valid_until: need.life.valid_until, ..NeedLife::default() },
        origin: None,
        whole: false,
        ..need
    }
}

fn unnamed(need: Need, traces: &[String]) -> Need {
    if traces.is_empty() {
        return need;
    }
    let text = |text: String| without_traces(&text, traces);
    let figure = |one: Figure| Figure { name: without_traces(&one.name, traces), ..one };
    let indicator = |one: Indicator| Indicator {
        written: without_traces(&one.written, traces),
        figure: one.figure.map(figure),
    };
    Need {
        title: text(need.title),
        problem: text(need.problem),
        keywords: need.keywords.into_iter().map(text).collect(),
        current_state: need.current_state.map(text),
        tried: need.tried.map(text),
        constraints: need.constraints.map(text),
        indicators: need.indicators.into_iter().map(indicator).collect(),
        ..need
    }
}

fn without_hidden_fields(mut need: Need, matched: bool) -> Need {
    let hidden: Vec<NeedField> = need
        .field_disclosure
        .iter()
        .filter(|(_, to)| !(matched && **to == Disclosure::Matched))
        .map(|(field, _)| *field)
        .collect();
    for field in hidden {
        match field {
            NeedField::CurrentState => need.current_state = None,
            NeedField::Tried => need.tried = None,
            NeedField::Constraints => need.constraints = None,
            NeedField::Indicators => need.indicators = Vec::new(),
            NeedField::Budget => need.budget = None,
            NeedField::Due => need.due_on = None,
            NeedField::Keywords => need.keywords = Vec::new(),
        }
    }
    need
}

/// What those outside may read of an enterprise that publishes a need under its name.
pub(super) fn named_part(enterprise: Enterprise) -> Enterprise {
    Enterprise { state_owned: None, contact: Contact::default(), origin: None, ..enterprise }
}

/// What a viewer may read of a capability: where the record came from, and who declared that nothing in it is
/// classified, is for the bureau and its holders.
pub(super) fn readable_capability(capability: Capability, viewer: &Viewer) -> Capability {
    match viewer.scope() {
        Scope::All => capability,
        Scope::Institution(own) if capability.holders.contains(own) => capability,
        Scope::Institution(_)
        | Scope::County(_)
        | Scope::Department(_)
        | Scope::Enterprise(_)
        | Scope::Public => Capability { origin: None, secrecy: None, ..capability },
    }
}

/// What a viewer may read of a claim: that there is one is public, who made it is not.
pub(super) fn readable_claim(claim: Claim, viewer: &Viewer) -> Claim {
    match viewer.scope() {
        Scope::All => claim,
        Scope::Institution(own) if *own == claim.institution => claim,
        Scope::Institution(_)
        | Scope::County(_)
        | Scope::Department(_)
        | Scope::Enterprise(_)
        | Scope::Public => Claim { claimed_by: None, ..claim },
    }
}

/// What a viewer may read of an institution: contacts are for itself and for the authorities.
pub(super) fn readable_part(institution: Institution, viewer: &Viewer) -> Institution {
    match viewer.scope() {
        Scope::All | Scope::County(_) | Scope::Department(_) => institution,
        Scope::Institution(own) if *own == institution.id => institution,
        Scope::Institution(_) | Scope::Enterprise(_) | Scope::Public => {
            Institution { contact: Contact::default(), origin: None, ..institution }
        }
    }
}
