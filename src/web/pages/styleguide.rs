//! The visual language, living: every component as the pages use it.

use askama::Template;
use axum::response::Response;

use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "styleguide.html")]
struct StyleGuide {
    layout: Layout,
}

/// Shows it.
pub async fn show(_: urls::StyleGuide, web: Visit) -> Result<Response, PageError> {
    render::page(&StyleGuide { layout: Layout::new(&web, Section::Other) })
}
