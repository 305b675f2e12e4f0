//! The web service: server-rendered pages that work without JavaScript, over the same services as the command line.
//!
//! A handler takes its typed address and parameters, calls one service and renders one template; what can go wrong
//! becomes a [`PageError`], and a layer turns that into a page which says what to do next. This room knows no SQL and
//! decides nothing about needs or institutions. Until accounts exist everybody who reaches the server is the
//! operator, which is why it listens on loopback only.

pub mod address;
mod assets;
pub mod chart;
mod error;
mod escape;
pub mod extract;
mod filters;
mod guard;
mod layers;
pub mod layout;
mod listener;
mod metrics;
pub mod pager;
pub mod pages;
mod render;
mod scores;
mod state;
pub mod urls;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum_extra::routing::RouterExt as _;

pub use error::PageError;
pub use listener::PatientListener;
pub use state::Web;

/// Where files are sent: more is taken there than elsewhere.
fn uploads() -> Router<Web> {
    Router::new().typed_post(pages::imports::send).layer(DefaultBodyLimit::max(pages::imports::FILE_BYTES))
}

/// All addresses with everything that is around them.
pub fn router(web: Web) -> Router {
    let router = Router::new()
        .typed_get(pages::health::alive)
        .typed_get(pages::health::ready)
        .typed_get(pages::health::metrics)
        .typed_get(assets::serve)
        .typed_get(pages::styleguide::show)
        .typed_get(pages::need::show)
        .typed_get(pages::institution::show)
        .typed_get(pages::capability::show)
        .typed_get(pages::try_need::form)
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
        .typed_get(pages::coverage::show)
        .typed_get(pages::imports::start)
        .typed_get(pages::imports::report)
        .typed_post(pages::imports::load)
        .typed_get(pages::imports::errors)
        .typed_get(pages::import_batches::show)
        .typed_post(pages::import_batches::undo)
        .typed_get(pages::import_batches::template)
        .typed_get(pages::import_batches::export)
        .merge(uploads())
        .fallback(pages::unknown)
        .method_not_allowed_fallback(pages::wrong_method);
    layers::around(router, &web).with_state(web)
}
