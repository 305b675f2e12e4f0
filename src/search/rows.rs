//! Reads from the database what an index holds: the records behind ids, or all of them page by page, and which
//! records a change touches.

use std::collections::{BTreeSet, HashMap};

use duijie_index::{Code, Document};
use sqlx::AnyConnection;

use super::mapping::{capability_document, institution_document, need_document, place_of};
use super::{Collection, SearchError};
use crate::domain::capability::Capability;
use crate::domain::county::Counties;
use crate::domain::enterprise::Enterprise;
use crate::domain::ids::{CapabilityId, EnterpriseId, InstitutionId, NeedId};
use crate::domain::institution::Institution;
use crate::domain::need::Need;
use crate::domain::viewer::{Origin, Viewer};
use crate::storage::{self, CapabilityFilter, Change, Entity, NeedFilter};

/// Records of one collection with what their documents show of others.
pub(super) enum Rows {
    Needs(Vec<Need>, HashMap<EnterpriseId, Enterprise>),
    Capabilities(Vec<Capability>, HashMap<InstitutionId, Code>),
    Institutions(Vec<Institution>, Counties),
}

impl Rows {
    /// The documents; reads figures out of texts, which takes its time.
    pub(super) fn documents(&self) -> Vec<Document> {
        match self {
            Self::Needs(needs, of) => {
                needs.iter().map(|need| need_document(need, of.get(&need.enterprise))).collect()
            }
            Self::Capabilities(all, places) => {
                all.iter().map(|capability| capability_document(capability, places)).collect()
            }
            Self::Institutions(all, counties) => {
                all.iter().map(|institution| institution_document(institution, counties)).collect()
            }
        }
    }

    /// Id of the last record; `None` of an empty page.
    pub(super) fn last(&self) -> Option<String> {
        match self {
            Self::Needs(all, _) => all.last().map(|need| need.id.to_string()),
            Self::Capabilities(all, _) => all.last().map(|capability| capability.id.to_string()),
            Self::Institutions(all, _) => all.last().map(|institution| institution.id.to_string()),
        }
    }
}

impl Collection {
    /// With whose eyes its records are read: what is published for all is read as a visitor reads it, so that nothing
    /// else can get into that index.
    fn reader(self, follower: &Viewer) -> Viewer {
        match self {
            Self::PublishedNeeds => Viewer::visitor(Origin::default()),
            Self::Needs | Self::Capabilities | Self::Institutions => follower.clone(),
        }
    }
}

/// The records with these ids that there are.
pub(super) async fn load(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    collection: Collection,
    ids: &BTreeSet<String>,
) -> Result<Rows, SearchError> {
    let viewer = &collection.reader(viewer);
    match collection {
        Collection::Needs | Collection::PublishedNeeds => {
            let ids: Vec<NeedId> = ids.iter().filter_map(|id| NeedId::parse(id)).collect();
            let needs = storage::load_needs(conn, viewer, &ids).await?;
            with_enterprises(conn, viewer, needs).await
        }
        Collection::Capabilities => {
            let ids: Vec<CapabilityId> = ids.iter().filter_map(|id| CapabilityId::parse(id)).collect();
            let found = storage::load_capabilities(conn, viewer, &ids).await?;
            with_places(conn, viewer, found).await
        }
        Collection::Institutions => {
            let ids: Vec<InstitutionId> = ids.iter().filter_map(|id| InstitutionId::parse(id)).collect();
            let found = storage::load_institutions(conn, viewer, &ids).await?;
            Ok(Rows::Institutions(found, storage::load_counties(conn).await?))
        }
    }
}

/// The records after `after` in the order of their ids.
pub(super) async fn page(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    collection: Collection,
    after: Option<&str>,
    limit: i64,
) -> Result<Rows, SearchError> {
    let viewer = &collection.reader(viewer);
    match collection {
        Collection::Needs | Collection::PublishedNeeds => {
            let after = after.and_then(NeedId::parse);
            let all = NeedFilter::default();
            let needs = storage::list_needs(conn, viewer, &all, after.as_ref(), limit).await?;
            with_enterprises(conn, viewer, needs).await
        }
        Collection::Capabilities => {
            let after = after.and_then(CapabilityId::parse);
            let all = CapabilityFilter::default();
            let found = storage::list_capabilities(conn, viewer, &all, after.as_ref(), limit).await?;
            with_places(conn, viewer, found).await
        }
        Collection::Institutions => {
            let after = after.and_then(InstitutionId::parse);
            let found = storage::list_institutions(conn, viewer, after.as_ref(), limit).await?;
            Ok(Rows::Institutions(found, storage::load_counties(conn).await?))
        }
    }
}

async fn with_enterprises(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    needs: Vec<Need>,
) -> Result<Rows, SearchError> {
    let ids: BTreeSet<EnterpriseId> = needs.iter().map(|need| need.enterprise.clone()).collect();
    let ids: Vec<EnterpriseId> = ids.into_iter().collect();
    let found = storage::load_enterprises(conn, viewer, &ids).await?;
    Ok(Rows::Needs(needs, found.into_iter().map(|enterprise| (enterprise.id.clone(), enterprise)).collect()))
}

async fn with_places(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    found: Vec<Capability>,
) -> Result<Rows, SearchError> {
    let first: BTreeSet<InstitutionId> =
        found.iter().filter_map(|capability| capability.holders.first().cloned()).collect();
    let first: Vec<InstitutionId> = first.into_iter().collect();
    let counties = storage::load_counties(conn).await?;
    let holders = storage::load_institutions(conn, viewer, &first).await?;
    let places = holders.into_iter().filter_map(|holder| {
        let place = place_of(&holder, &counties)?;
        Some((holder.id, place))
    });
    Ok(Rows::Capabilities(found, places.collect()))
}

/// The records of a collection that changes touch, directly or because they show data of what changed.
pub(super) async fn touched(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    collection: Collection,
    changes: &[Change],
) -> Result<BTreeSet<String>, SearchError> {
    let of = |entity: Entity| changes.iter().filter(move |change| change.entity == entity);
    let mut ids: BTreeSet<String> = of(collection.entity()).map(|change| change.id.clone()).collect();
    match collection {
        Collection::Needs | Collection::PublishedNeeds => {
            let enterprises: BTreeSet<EnterpriseId> =
                of(Entity::Enterprise).filter_map(|change| EnterpriseId::parse(&change.id)).collect();
            let enterprises: Vec<EnterpriseId> = enterprises.into_iter().collect();
            let needs = storage::need_ids_of_enterprises(conn, viewer, &enterprises).await?;
            ids.extend(needs.iter().map(ToString::to_string));
        }
        Collection::Capabilities => {
            let holders: BTreeSet<InstitutionId> =
                of(Entity::Institution).filter_map(|change| InstitutionId::parse(&change.id)).collect();
            let holders: Vec<InstitutionId> = holders.into_iter().collect();
            let held = storage::capability_ids_of_institutions(conn, viewer, &holders).await?;
            ids.extend(held.iter().map(ToString::to_string));
        }
        Collection::Institutions => {}
    }
    Ok(ids)
}
