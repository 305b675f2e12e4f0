//! The facets of a list with all their names, those of owners from the database.

use std::collections::HashMap;
use std::sync::Arc;

use duijie_index::Browsed;
use sqlx::AnyConnection;

use super::facets::FacetKind;
use super::kind::SearchKind;
use super::names::{FacetShown, Names, owners_to_name};
use crate::city::CityPack;
use crate::domain::ids::{EnterpriseId, InstitutionId};
use crate::domain::viewer::Viewer;
use crate::service::ServiceError;
use crate::storage::{self, Store};

/// The facets that a list shows: which, and in which of them the choice is the usual one that nobody made.
pub(super) struct Shown {
    pub(super) kind: SearchKind,
    pub(super) facets: Vec<FacetKind>,
    pub(super) implied: Option<FacetKind>,
}

/// Facets with names.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) facets: Vec<Arc<FacetShown>>,
    /// Names of the owners that were counted, by id.
    pub(super) owners: HashMap<String, String>,
}

impl Named {
    /// Names what was counted.
    pub(super) async fn load(
        store: &Store,
        viewer: &Viewer,
        city: &CityPack,
        shown: &Shown,
        found: &Browsed,
    ) -> Result<Self, ServiceError> {
        let counted = || shown.facets.iter().copied().zip(&found.counts);
        let mut owners = HashMap::new();
        if let Some((_, counts)) = counted().find(|(facet, _)| *facet == FacetKind::Owner) {
            let ids = owners_to_name(counts);
            let mut conn = store.read().await?;
            owners = owner_names(&mut conn, viewer, shown.kind, &ids).await?;
        }
        let names = Names { kind: shown.kind, city, owners: &owners };
        let named = counted().map(|(facet, counts)| {
            let implied = shown.implied == Some(facet);
            Arc::new(names.shown(facet, counts, implied))
        });
        let facets = named.collect();
        Ok(Self { facets, owners })
    }
}

async fn owner_names(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    kind: SearchKind,
    ids: &[String],
) -> Result<HashMap<String, String>, ServiceError> {
    if kind == SearchKind::Needs {
        let ids: Vec<EnterpriseId> = ids.iter().filter_map(|id| EnterpriseId::parse(id)).collect();
        let found = storage::load_enterprises(conn, viewer, &ids).await?;
        return Ok(found.into_iter().map(|one| (one.id.to_string(), one.name)).collect());
    }
    let ids: Vec<InstitutionId> = ids.iter().filter_map(|id| InstitutionId::parse(id)).collect();
    let found = storage::load_institutions(conn, viewer, &ids).await?;
    Ok(found.into_iter().map(|one| (one.id.to_string(), one.name)).collect())
}
