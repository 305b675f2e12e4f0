//! Every address of the service, typed, in one place. A link is made by printing the value, so an address that
//! changes here changes everywhere; what follows the `?` belongs to the page.

use axum::extract::rejection::PathRejection;
use axum_extra::routing::TypedPath;
use serde::Deserialize;

use super::error::PageError;
use crate::domain::batch::SheetKind;

impl From<PathRejection> for PageError {
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}

macro_rules! addresses {
    ($($(#[$meta:meta])* $name:ident = $path:literal),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, Default, Deserialize, TypedPath)]
        #[typed_path($path)]
        pub struct $name;
    )+};
}

macro_rules! addresses_of_one {
    ($($(#[$meta:meta])* $name:ident = $path:literal),+ $(,)?) => {$(
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
    )+};
}

addresses! {
    /// What one can do here.
    Home = "/",
    /// One search over everything.
    SearchAll = "/search",
    /// Needs.
    Needs = "/needs",
    /// Trying out a need.
    NewNeed = "/needs/new",
    /// The part of that page that changes while one types.
    NewNeedPreview = "/needs/new/preview",
    /// Capabilities.
    Capabilities = "/capabilities",
    /// Institutions.
    Institutions = "/institutions",
    /// Enterprises.
    Enterprises = "/enterprises",
    /// Coverage of the counties.
    Coverage = "/coverage",
    /// Imports.
    Imports = "/imports",
    /// Suggestions of pickers.
    Suggest = "/suggest",
    /// The audit trail.
    Audit = "/audit",
    /// Checks its chain.
    AuditVerify = "/audit/verify",
    /// Its records as a workbook.
    AuditExport = "/audit/export.xlsx",
    /// The visual language.
    StyleGuide = "/styleguide",
    /// The process lives.
    Healthz = "/healthz",
    /// The service can answer.
    Readyz = "/readyz",
    /// Figures for monitoring.
    Metrics = "/metrics",
}

addresses_of_one! {
    /// A need.
    NeedPage = "/needs/{id}",
    /// A capability.
    CapabilityPage = "/capabilities/{id}",
    /// An institution.
    InstitutionPage = "/institutions/{id}",
    /// An enterprise.
    EnterprisePage = "/enterprises/{id}",
    /// One import.
    ImportPage = "/imports/{id}",
    /// Undoing an import.
    UndoImport = "/imports/{id}/undo",
    /// A file that was sent: what loading it would do.
    UploadPage = "/imports/uploads/{id}",
    /// Loads it.
    LoadUpload = "/imports/uploads/{id}/load",
    /// Its rows that would be kept out, to be mended.
    UploadErrors = "/imports/uploads/{id}/errors.xlsx",
    /// An empty list to fill in.
    Template = "/imports/templates/{id}",
    /// A list as it stands.
    Export = "/exports/{id}",
    /// An embedded file by its hashed name.
    StaticFile = "/static/{id}",
}

/// The page for importing, with a list chosen that is missing.
#[must_use]
pub fn import_of(kind: SheetKind) -> String {
    format!("{Imports}?kind={}", kind.code())
}
