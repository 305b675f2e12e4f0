//! The web service: server-rendered pages that work without JavaScript, over the same services as the command line.
//!
//! A handler takes its typed address and parameters, calls one service and renders one template; what can go wrong
//! becomes a [`PageError`], and a layer turns that into a page which says what to do next. This room knows no SQL and
//! decides nothing about needs or institutions. Who asks is found out in `asking`; what they may see is decided by
//! storage, which every handler reaches only with a viewer.

pub mod address;
mod asking;
mod assets;
pub mod chart;
mod conflict;
mod error;
pub(crate) mod escape;
pub mod extract;
mod filters;
mod guard;
mod layers;
pub mod layout;
mod limit;
mod listener;
mod metrics;
pub mod pager;
pub mod pages;
mod qr;
mod render;
mod scores;
pub mod session;
mod state;
pub mod urls;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum_extra::routing::RouterExt as _;

pub use error::PageError;
pub use listener::PatientListener;
pub use session::Peer;
pub use state::Web;

/// Where files are sent: more is taken there than elsewhere.
fn uploads() -> Router<Web> {
    Router::new().typed_post(pages::imports::send).layer(DefaultBodyLimit::max(pages::imports::FILE_BYTES))
}

/// Coming in, and the own account.
fn own_accounts() -> Router<Web> {
    use pages::accounts::{invitation, own, own_actions, privacy, register, sign_in};
    Router::new()
        .typed_get(sign_in::form)
        .typed_post(sign_in::enter)
        .typed_post(sign_in::leave)
        .typed_get(register::form)
        .typed_post(register::send)
        .typed_get(invitation::open)
        .typed_post(invitation::accept)
        .typed_get(privacy::show)
        .typed_get(privacy::ask)
        .typed_post(privacy::agreed)
        .typed_get(own::show)
        .typed_get(own::password)
        .typed_post(own_actions::details)
        .typed_post(own_actions::password)
        .typed_post(own_actions::end_session)
        .typed_post(own_actions::sign_out_everywhere)
        .typed_post(own_actions::delegate)
        .typed_post(own_actions::cancel_delegation)
        .typed_post(own_actions::act_for)
        .typed_post(own_actions::invite)
        .typed_post(own_actions::colleague_link)
        .typed_post(own_actions::hand_over)
        .typed_post(own_actions::data)
        .typed_post(own_actions::delete)
}

/// What administrators and counties do with accounts of others.
fn administration() -> Router<Web> {
    use pages::accounts::{admin, admin_account, registrations, security};
    Router::new()
        .typed_get(admin::overview)
        .typed_get(admin::list)
        .typed_get(admin::form)
        .typed_post(admin::send)
        .typed_get(admin_account::show)
        .typed_post(admin_account::link)
        .typed_post(admin_account::role)
        .typed_post(admin_account::hand_over)
        .typed_post(admin_account::disable)
        .typed_post(admin_account::reactivate)
        .typed_get(security::show)
        .typed_post(security::rules)
        .typed_post(security::unlock)
        .typed_post(security::end_sessions)
        .typed_get(registrations::list)
        .typed_post(registrations::confirm)
        .typed_post(registrations::refuse)
}

/// The life of needs: reviews, confirmation, paper.
fn need_life() -> Router<Web> {
    use pages::{confirmation, move_need, print_need, review_queue};
    Router::new()
        .typed_get(review_queue::list)
        .typed_post(move_need::send)
        .typed_post(move_need::undo)
        .typed_post(move_need::confirm)
        .typed_post(confirmation::link)
        .typed_get(confirmation::open)
        .typed_post(confirmation::answer)
        .typed_get(print_need::one)
        .typed_get(print_need::list)
}

/// What people are told, and how that leaves the house.
fn notices() -> Router<Web> {
    use pages::notices::{channels, inbox, outbox, switches};
    Router::new()
        .typed_get(inbox::show)
        .typed_get(inbox::open)
        .typed_post(inbox::read)
        .typed_post(inbox::read_all)
        .typed_post(inbox::unread)
        .typed_get(switches::show)
        .typed_post(switches::save)
        .typed_get(outbox::show)
        .typed_post(outbox::hold)
        .typed_post(outbox::release)
        .typed_get(channels::show)
        .typed_post(channels::mail)
        .typed_post(channels::hook)
        .typed_post(channels::times)
        .typed_post(channels::test)
}

/// What is said of records, and who may see it whole.
fn editing() -> Router<Web> {
    Router::new()
        .typed_get(pages::edit_institution::form)
        .typed_post(pages::edit_institution::save)
        .typed_post(pages::edit_institution::undo)
        .typed_get(pages::edit_enterprise::form)
        .typed_post(pages::edit_enterprise::save)
        .typed_post(pages::edit_enterprise::undo)
        .typed_get(pages::contact::ask_need)
        .typed_post(pages::contact::show_need)
        .typed_get(pages::contact::ask_institution)
        .typed_post(pages::contact::show_institution)
        .typed_get(pages::contact::ask_enterprise)
        .typed_post(pages::contact::show_enterprise)
}

/// What institutions keep of themselves, and the two surveys.
fn supply() -> Router<Web> {
    use pages::supply::{capability_form, capability_steps, claim, confirm, resources};
    use pages::survey::{form, list};
    Router::new()
        .typed_get(capability_form::new)
        .typed_post(capability_form::make)
        .typed_get(capability_form::form)
        .typed_post(capability_form::save)
        .typed_post(capability_steps::step)
        .typed_post(capability_steps::delete)
        .typed_post(capability_steps::undo)
        .typed_get(confirm::sheet)
        .typed_post(confirm::confirm)
        .typed_post(confirm::undo)
        .typed_post(claim::claim)
        .typed_post(claim::undo)
        .typed_get(resources::list)
        .typed_post(resources::act)
        .typed_get(resources::export)
        .typed_get(form::form)
        .typed_post(form::save)
        .typed_post(form::undo)
        .typed_get(list::list)
        .typed_post(list::remind)
        .typed_get(list::export)
}

/// What institutions offer to needs.
fn offers() -> Router<Web> {
    use pages::offers::{list, make, show};
    Router::new()
        .typed_get(list::list)
        .typed_get(make::form)
        .typed_post(make::send)
        .typed_get(show::show)
        .typed_post(show::answer)
        .typed_post(show::withdraw)
        .typed_post(show::undo)
        .typed_get(show::ask_contact)
        .typed_post(show::contact)
}

/// What people keep for themselves.
fn saved() -> Router<Web> {
    use pages::saved;
    Router::new()
        .typed_get(saved::show)
        .typed_post(saved::keep)
        .typed_post(saved::change)
        .typed_post(saved::follow_record)
        .typed_post(saved::seen)
}

/// Writing needs.
fn writing() -> Router<Web> {
    use pages::need_form;
    Router::new()
        .typed_get(need_form::new)
        .typed_get(need_form::list)
        .typed_post(need_form::begin)
        .typed_post(need_form::help)
        .typed_get(need_form::draft)
        .typed_post(need_form::save)
        .typed_post(need_form::deleted)
        .typed_post(need_form::restored)
        .typed_post(need_form::of_need)
        .typed_get(need_form::sent_in)
}

/// All addresses with everything that is around them.
pub fn router(web: Web) -> Router {
    let router = Router::new()
        .typed_get(pages::health::alive)
        .typed_get(pages::health::ready)
        .typed_get(pages::health::metrics)
        .typed_get(assets::serve)
        .typed_get(pages::styleguide::show)
        .typed_get(pages::help::index)
        .typed_get(pages::help::show)
        .typed_get(pages::need::show)
        .typed_get(pages::institution::show)
        .merge(editing())
        .merge(need_life())
        .merge(notices())
        .merge(supply())
        .merge(offers())
        .merge(saved())
        .typed_get(pages::capability::show)
        .merge(writing())
        .typed_post(pages::try_need::tried)
        .typed_post(pages::try_need::preview)
        .typed_get(pages::lists::needs)
        .typed_get(pages::lists::capabilities)
        .typed_get(pages::lists::institutions)
        .typed_get(pages::search::show)
        .typed_get(pages::suggest::show)
        .typed_get(pages::home::show)
        .typed_get(pages::enterprises::list)
        .typed_get(pages::enterprise::show)
        .typed_post(pages::lead::decide)
        .typed_post(pages::lead::take_back)
        .typed_get(pages::working_groups::show)
        .typed_get(pages::calendar::show)
        .typed_get(pages::coverage::show)
        .typed_get(pages::imports::start)
        .typed_get(pages::imports::report)
        .typed_post(pages::imports::load)
        .typed_get(pages::imports::errors)
        .typed_get(pages::import_batches::show)
        .typed_post(pages::import_batches::undo)
        .typed_get(pages::import_batches::template)
        .typed_get(pages::import_batches::export)
        .merge(own_accounts())
        .merge(administration())
        .typed_get(pages::audit::list)
        .typed_post(pages::audit::verify)
        .typed_get(pages::audit::export)
        .merge(uploads())
        .fallback(pages::unknown)
        .method_not_allowed_fallback(pages::wrong_method);
    layers::around(router, &web).with_state(web)
}
