//! Every address of the service, typed, in one place. A link is made by printing the value, so an address that
//! changes here changes everywhere; what follows the `?` belongs to the page.

use axum::extract::rejection::PathRejection;
use axum_extra::routing::TypedPath;
use serde::Deserialize;

use super::address::Address;
use super::error::PageError;
use crate::domain::batch::SheetKind;
use crate::domain::role::Duty;

impl From<PathRejection> for PageError {
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}

/// Who may come to an address. Every address states it; one that does not is not compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, always: signing in, embedded files, signs of life.
    Anyone,
    /// Visitors too, unless the site is closed to them; what they see there is what is published for all.
    Visitors,
    /// Whoever signed in.
    SignedIn,
    /// Only roles with this duty.
    Duty(Duty),
}

macro_rules! addresses {
    ($($(#[$meta:meta])* $name:ident = $path:literal for $access:expr),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, Default, Deserialize, TypedPath)]
            #[typed_path($path)]
            pub struct $name;
        )+

        /// Addresses of pages of which there is one, with who may come.
        const PAGES: &[(&str, Access)] = &[$(($path, $access)),+];
    };
}

macro_rules! addresses_of_one {
    ($($(#[$meta:meta])* $name:ident = $path:literal for $access:expr),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Deserialize, TypedPath)]
            #[typed_path($path, rejection(PageError))]
            pub struct $name {
                /// Id or printed number.
                pub id: String,
            }

            impl $name {
                /// The address of this one.
                #[must_use]
                pub fn of(id: impl ToString) -> Self {
                    Self { id: id.to_string() }
                }
            }
        )+

        /// Addresses of single records, with who may come.
        const PAGES_OF_ONE: &[(&str, Access)] = &[$(($path, $access)),+];
    };
}

addresses! {
    /// What one can do here.
    Home = "/" for Access::Visitors,
    /// One search over everything.
    SearchAll = "/search" for Access::Visitors,
    /// Needs.
    Needs = "/needs" for Access::Visitors,
    /// Trying out a need.
    NewNeed = "/needs/new" for Access::Visitors,
    /// The part of that page that changes while one types.
    NewNeedPreview = "/needs/new/preview" for Access::Visitors,
    /// Capabilities.
    Capabilities = "/capabilities" for Access::Visitors,
    /// Institutions.
    Institutions = "/institutions" for Access::Visitors,
    /// Enterprises.
    Enterprises = "/enterprises" for Access::Duty(Duty::FollowEnterprises),
    /// Coverage of the counties.
    Coverage = "/coverage" for Access::Duty(Duty::FollowCoverage),
    /// Imports.
    Imports = "/imports" for Access::Duty(Duty::ImportLists),
    /// Suggestions of pickers.
    Suggest = "/suggest" for Access::Visitors,
    /// Signing in.
    SignIn = "/sign-in" for Access::Anyone,
    /// The manual.
    Help = "/help" for Access::Anyone,
    /// The visual language.
    StyleGuide = "/styleguide" for Access::Anyone,
    /// The process lives.
    Healthz = "/healthz" for Access::Anyone,
    /// The service can answer.
    Readyz = "/readyz" for Access::Anyone,
    /// Figures for monitoring; none of them is of a record.
    Metrics = "/metrics" for Access::Anyone,
}

addresses_of_one! {
    /// A need.
    NeedPage = "/needs/{id}" for Access::Visitors,
    /// Whom to call about a need, for a stated reason.
    NeedContact = "/needs/{id}/contact" for Access::SignedIn,
    /// A capability.
    CapabilityPage = "/capabilities/{id}" for Access::Visitors,
    /// An institution.
    InstitutionPage = "/institutions/{id}" for Access::Visitors,
    /// Its profile, to be changed: its own people and the bureau.
    EditInstitution = "/institutions/{id}/edit" for Access::SignedIn,
    /// Takes the last change back.
    UndoInstitution = "/institutions/{id}/undo" for Access::SignedIn,
    /// Whom to call there, for a stated reason.
    InstitutionContact = "/institutions/{id}/contact" for Access::SignedIn,
    /// An enterprise: for those who look after it, and for its own people.
    EnterprisePage = "/enterprises/{id}" for Access::SignedIn,
    /// What is said of it, to be changed: its own people, its county, the bureau.
    EditEnterprise = "/enterprises/{id}/edit" for Access::SignedIn,
    /// Takes the last change back.
    UndoEnterprise = "/enterprises/{id}/undo" for Access::SignedIn,
    /// Whom to call there, for a stated reason.
    EnterpriseContact = "/enterprises/{id}/contact" for Access::SignedIn,
    /// One import.
    ImportPage = "/imports/{id}" for Access::Duty(Duty::ImportLists),
    /// Undoing an import.
    UndoImport = "/imports/{id}/undo" for Access::Duty(Duty::ImportLists),
    /// A file that was sent: what loading it would do.
    UploadPage = "/imports/uploads/{id}" for Access::Duty(Duty::ImportLists),
    /// Loads it.
    LoadUpload = "/imports/uploads/{id}/load" for Access::Duty(Duty::ImportLists),
    /// Its rows that would be kept out, to be mended.
    UploadErrors = "/imports/uploads/{id}/errors.xlsx" for Access::Duty(Duty::ImportLists),
    /// An empty list to fill in.
    Template = "/imports/templates/{id}" for Access::Duty(Duty::ImportLists),
    /// A list as it stands.
    Export = "/exports/{id}" for Access::Duty(Duty::ExportLists),
    /// The manual of a role, by the role's code.
    HelpPage = "/help/{id}" for Access::Anyone,
    /// An embedded file by its hashed name.
    StaticFile = "/static/{id}" for Access::Anyone,
}

/// Every address with who may come.
pub fn all() -> impl Iterator<Item = (&'static str, Access)> {
    PAGES.iter().chain(PAGES_OF_ONE).copied()
}

/// Who may come to the address with this pattern. One that is not in the lists above is open to no role.
#[must_use]
pub fn access(pattern: &str) -> Access {
    let known = all().find(|(known, _)| *known == pattern);
    known.map_or(Access::Duty(Duty::ReadAudit), |(_, access)| access)
}

/// The page for signing in that leads back to `asked` afterwards.
#[must_use]
pub fn sign_in_for(asked: &str) -> String {
    Address::new(SignIn).with("next", asked).to_string()
}

/// The page for importing, with a list chosen that is missing.
#[must_use]
pub fn import_of(kind: SheetKind) -> String {
    format!("{Imports}?kind={}", kind.code())
}
