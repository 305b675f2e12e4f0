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
    /// Everybody, and who it is makes no difference, so that nobody is looked up: embedded files, signs of life.
    Blind,
    /// Everybody, always: signing in, one-time links, the privacy notice.
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
 /// Needs that wait for a review, a word, the end of their term.
    ReviewQueue = "/needs/review" for Access::Duty(Duty::ReviewNeeds),
    /// Some of them on paper.
    PrintNeeds = "/needs/print" for Access::Duty(Duty::ReviewNeeds),
    /// Needs that are being written.
    NeedDrafts = "/needs/drafts" for Access::SignedIn,
    /// Help for what is being written.
    NeedDraftHelp = "/needs/drafts/help" for Access::SignedIn,
    /// Capabilities.
    Capabilities = "/capabilities" for Access::Visitors,
    /// A new capability: institutions' own people, and the bureau.
    NewCapability = "/capabilities/new" for Access::Duty(Duty::KeepCapabilities),
    /// Which institutions have answered the survey of R&D resources.
    ResourceSurvey = "/institutions/survey" for Access::Duty(Duty::SurveyResources),
    /// The same as a workbook.
    ResourceSurveyExport = "/institutions/survey.xlsx" for Access::Duty(Duty::SurveyResources),
    /// Which enterprises have answered the survey of the four haves.
    SurveyList = "/enterprises/survey" for Access::Duty(Duty::FollowEnterprises),
    /// The same as a workbook.
    SurveyExport = "/enterprises/survey.xlsx" for Access::Duty(Duty::FollowEnterprises),
    /// Institutions.
    Institutions = "/institutions" for Access::Visitors,
    /// Enterprises.
    Enterprises = "/enterprises" for Access::Duty(Duty::FollowEnterprises),
    /// Who looks after which enterprises.
    WorkingGroups = "/working-groups" for Access::Duty(Duty::FollowEnterprises),
    /// The working calendar.
    Calendar = "/admin/calendar" for Access::SignedIn,
    /// Coverage of the counties.
    Coverage = "/coverage" for Access::Duty(Duty::FollowCoverage),
    /// What institutions offered to needs.
    Offers = "/offers" for Access::Duty(Duty::FollowOffers),
    /// Kept searches, followed records, and what is new.
    Saved = "/saved" for Access::SignedIn,
    /// Following a record, or no longer.
    Follow = "/saved/follow" for Access::SignedIn,
    /// Having seen what is new.
    AlertsSeen = "/saved/seen" for Access::SignedIn,
    /// Imports.
    Imports = "/imports" for Access::Duty(Duty::ImportLists),
    /// Suggestions of pickers.
    Suggest = "/suggest" for Access::Visitors,
    /// Signing in.
    SignIn = "/sign-in" for Access::Anyone,
    /// Signing out.
    SignOut = "/sign-out" for Access::SignedIn,
    /// Registering for an enterprise.
    Register = "/register" for Access::Anyone,
    /// What is kept about people, and why.
    Privacy = "/privacy" for Access::Anyone,
    /// The own account.
    OwnAccount = "/account" for Access::SignedIn,
    /// Own name and telephone.
    OwnDetails = "/account/details" for Access::SignedIn,
    /// The own password.
    OwnPassword = "/account/password" for Access::SignedIn,
    /// Agreeing to the privacy notice.
    OwnConsent = "/account/consent" for Access::SignedIn,
    /// Ending all own sessions.
    SignOutEverywhere = "/account/sign-out-everywhere" for Access::SignedIn,
    /// Asking a colleague to stand in.
    Delegation = "/account/delegation" for Access::SignedIn,
    /// Taking that back.
    DelegationEnd = "/account/delegation/end" for Access::SignedIn,
    /// Standing in for a colleague, or no longer.
    ActFor = "/account/act-for" for Access::SignedIn,
    /// Inviting a colleague, by the owner of an enterprise or institution.
    Colleagues = "/account/colleagues" for Access::SignedIn,
    /// Everything kept about oneself.
    OwnData = "/account/data" for Access::SignedIn,
    /// Ending the own account for good.
    OwnEnd = "/account/delete" for Access::SignedIn,
    /// What somebody is told.
    Inbox = "/inbox" for Access::SignedIn,
    /// Having read all of it.
    InboxRead = "/inbox/read-all" for Access::SignedIn,
    /// Taking that back.
    InboxUnread = "/inbox/unread" for Access::SignedIn,
    /// By which channels one is told what.
    OwnNotices = "/account/notices" for Access::SignedIn,
    /// Messages that leave the house.
    Outbox = "/admin/outbox" for Access::Duty(Duty::ManageOutbox),
    /// By which way they do.
    OutboxChannels = "/admin/outbox/channels" for Access::Duty(Duty::ManageOutbox),
    /// The mail server.
    OutboxMail = "/admin/outbox/mail" for Access::Duty(Duty::ManageOutbox),
    /// The webhook.
    OutboxHook = "/admin/outbox/hook" for Access::Duty(Duty::ManageOutbox),
    /// The hour of the digest.
    OutboxTimes = "/admin/outbox/times" for Access::Duty(Duty::ManageOutbox),
    /// A message that tries a channel out.
    OutboxTest = "/admin/outbox/test" for Access::Duty(Duty::ManageOutbox),
    /// What administrators do.
    Admin = "/admin" for Access::Duty(Duty::Administer),
    /// Accounts.
    Accounts = "/admin/accounts" for Access::Duty(Duty::ManageAccounts),
    /// Inviting somebody.
    NewAccount = "/admin/accounts/new" for Access::Duty(Duty::ManageAccounts),
    /// Locks, sessions and the rules of signing in.
    Security = "/admin/security" for Access::Duty(Duty::ManageSecurity),
    /// Registrations that wait.
    Registrations = "/registrations" for Access::Duty(Duty::ConfirmRegistrations),
    /// The manual.
    Help = "/help" for Access::Anyone,
    /// The audit trail.
    Audit = "/audit" for Access::Duty(Duty::ReadAudit),
    /// Checks its chain.
    AuditVerify = "/audit/verify" for Access::Duty(Duty::ReadAudit),
    /// Its records as a workbook.
    AuditExport = "/audit/export.xlsx" for Access::Duty(Duty::ReadAudit),
    /// The visual language.
    StyleGuide = "/styleguide" for Access::Anyone,
    /// The process lives.
    Healthz = "/healthz" for Access::Blind,
    /// The service can answer.
    Readyz = "/readyz" for Access::Blind,
    /// Figures for monitoring; none of them is of a record.
    Metrics = "/metrics" for Access::Blind,
}

addresses_of_one! {
    /// A need.
    NeedPage = "/needs/{id}" for Access::Visitors,
    /// A need that is being written.
    NeedDraftPage = "/needs/drafts/{id}" for Access::SignedIn,
    /// Throws it away.
    NeedDraftDelete = "/needs/drafts/{id}/delete" for Access::SignedIn,
    /// Takes it back.
    NeedDraftRestore = "/needs/drafts/{id}/restore" for Access::SignedIn,
    /// Writes a returned need again.
    NeedDraftOf = "/needs/{id}/draft" for Access::SignedIn,
    /// A need was sent in.
    NeedSent = "/needs/{id}/sent" for Access::SignedIn,
    /// Whom to call about a need, for a stated reason.
    NeedContact = "/needs/{id}/contact" for Access::SignedIn,
    /// Taking a step in its life.
    MoveNeed = "/needs/{id}/move" for Access::SignedIn,
    /// Taking that step back.
    UndoMove = "/needs/{id}/move/undo" for Access::SignedIn,
    /// The form of a need, to be printed and stamped.
    PrintNeed = "/needs/{id}/print" for Access::SignedIn,
    /// Agreeing to what was filed on behalf, on the need's page.
    ConfirmOwnNeed = "/needs/{id}/confirm" for Access::SignedIn,
    /// A one-time link for agreeing to it.
    NeedConfirmationLink = "/needs/{id}/confirmation-link" for Access::Duty(Duty::ReviewNeeds),
    /// What such a link leads to; the id is its secret.
    ConfirmationPage = "/confirmations/{id}" for Access::Anyone,
    /// Saying that one can solve it.
    MakeOffer = "/needs/{id}/offer" for Access::Duty(Duty::MakeOffers),
    /// What an institution offered.
    OfferPage = "/offers/{id}" for Access::Duty(Duty::FollowOffers),
    /// The enterprise's answer.
    OfferAnswer = "/offers/{id}/answer" for Access::Duty(Duty::AnswerOffers),
    /// Taking it back.
    OfferWithdraw = "/offers/{id}/withdraw" for Access::Duty(Duty::MakeOffers),
    /// Either side's last step taken back.
    OfferUndo = "/offers/{id}/undo" for Access::Duty(Duty::FollowOffers),
    /// Whom to call, once both want to talk.
    OfferContact = "/offers/{id}/contact" for Access::Duty(Duty::FollowOffers),
    /// Changing a kept search.
    ChangeSearch = "/saved/{id}" for Access::SignedIn,
    /// A capability.
    CapabilityPage = "/capabilities/{id}" for Access::Visitors,
    /// What is said of it, to be changed: its holders' people and the bureau.
    EditCapability = "/capabilities/{id}/edit" for Access::SignedIn,
    /// Puts it on show, takes it off, confirms it.
    StepCapability = "/capabilities/{id}/state" for Access::SignedIn,
    /// Drops a draft.
    DeleteCapability = "/capabilities/{id}/delete" for Access::SignedIn,
    /// Takes the last change back.
    UndoCapability = "/capabilities/{id}/undo" for Access::SignedIn,
    /// Capabilities of an institution that want to be confirmed again.
    ConfirmCapabilities = "/institutions/{id}/confirm" for Access::SignedIn,
    /// Takes the last confirmation, or a dropped draft, back.
    UndoConfirm = "/institutions/{id}/confirm/undo" for Access::SignedIn,
    /// Takes over the profile that lists brought.
    ClaimInstitution = "/institutions/{id}/claim" for Access::SignedIn,
    /// Takes that back.
    UndoClaim = "/institutions/{id}/claim/undo" for Access::SignedIn,
    /// The survey of the four haves: its own people, its county, the bureau.
    EnterpriseSurvey = "/enterprises/{id}/survey" for Access::SignedIn,
    /// Takes the last save back.
    UndoSurvey = "/enterprises/{id}/survey/undo" for Access::SignedIn,
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
    /// Deciding who leads for an enterprise.
    DecideLead = "/enterprises/{id}/lead" for Access::Duty(Duty::AssignEnterprises),
    /// Taking such a decision back.
    TakeBackLead = "/enterprises/{id}/lead/take-back" for Access::Duty(Duty::AssignEnterprises),
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
    /// A one-time link; the id is its secret.
    InvitationPage = "/invitations/{id}" for Access::Anyone,
    /// Ending one of the own sessions.
    OwnSessionEnd = "/account/sessions/{id}/end" for Access::SignedIn,
    /// A new link for a colleague.
    ColleagueLink = "/account/colleagues/{id}/link" for Access::SignedIn,
    /// Handing over to a colleague that one answers for the organisation.
    OwnHandOver = "/account/colleagues/{id}/hand-over" for Access::SignedIn,
    /// A notice: leads to its matter, and is read then.
    NoticePage = "/inbox/{id}" for Access::SignedIn,
    /// Having read it.
    NoticeRead = "/inbox/{id}/read" for Access::SignedIn,
    /// Holding a message back.
    DeliveryHold = "/admin/outbox/{id}/hold" for Access::Duty(Duty::ManageOutbox),
    /// Letting it go.
    DeliveryRelease = "/admin/outbox/{id}/release" for Access::Duty(Duty::ManageOutbox),
    /// An account.
    AccountPage = "/admin/accounts/{id}" for Access::Duty(Duty::ManageAccounts),
    /// A new link for it.
    AccountLink = "/admin/accounts/{id}/link" for Access::Duty(Duty::ManageAccounts),
    /// Another role.
    AccountRole = "/admin/accounts/{id}/role" for Access::Duty(Duty::ManageAccounts),
    /// Handing over.
    AccountHandOver = "/admin/accounts/{id}/hand-over" for Access::Duty(Duty::ManageAccounts),
    /// Disabling.
    AccountDisable = "/admin/accounts/{id}/disable" for Access::Duty(Duty::ManageAccounts),
    /// Making active again.
    AccountReactivate = "/admin/accounts/{id}/reactivate" for Access::Duty(Duty::ManageAccounts),
    /// Lifting a lock.
    Unlock = "/admin/security/{id}/unlock" for Access::Duty(Duty::ManageSecurity),
    /// Ending somebody's sessions.
    EndSessions = "/admin/security/{id}/end-sessions" for Access::Duty(Duty::ManageSecurity),
    /// Confirming a registration.
    ConfirmRegistration = "/registrations/{id}/confirm" for Access::Duty(Duty::ConfirmRegistrations),
    /// Refusing one.
    RefuseRegistration = "/registrations/{id}/refuse" for Access::Duty(Duty::ConfirmRegistrations),
    /// The manual of a role, by the role's code.
    HelpPage = "/help/{id}" for Access::Anyone,
    /// An embedded file by its hashed name.
    StaticFile = "/static/{id}" for Access::Blind,
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

/// True for what somebody may open who must first change the password or agree to the privacy notice.
#[must_use]
pub fn is_about_oneself(pattern: &str) -> bool {
    matches!(access(pattern), Access::Blind)
        || ["/account/password", "/account/consent", "/sign-out", "/privacy", "/sign-in"].contains(&pattern)
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
