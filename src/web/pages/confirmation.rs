//! One-time links by which an enterprise confirms what was filed in its name: made by an officer with a QR code,
//! opened by whoever holds it, used once.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::need_confirmation::NeedConfirmation;
use crate::domain::session::{SecretHash, read_secret};
use crate::domain::time::Instant;
use crate::messages::life as words;
use crate::service::{
    Answered, ConfirmationShown, LinkAnswer, LinkState, answer_confirmation, make_confirmation_link,
    open_confirmation,
};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::layout::{Layout, Section};
use crate::web::qr::{QrPath, qr_path};
use crate::web::render;
use crate::web::urls;

/// What was answered.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    agrees: String,
    reason: String,
    digits: String,
}

#[derive(Template)]
#[template(path = "needs/confirmation_link.html")]
struct LinkPage {
    layout: Layout,
    link: String,
    code: Option<QrPath>,
    made: NeedConfirmation,
    back: String,
}

#[derive(Template)]
#[template(path = "needs/confirmation.html")]
struct OpenPage {
    layout: Layout,
    action: urls::ConfirmationPage,
    shown: ConfirmationShown,
    typed: Typed,
    problem: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "needs/confirmation_end.html")]
struct EndPage {
    layout: Layout,
    title: &'static str,
    text: String,
    agreed: bool,
}

/// Makes a link and shows it once.
pub async fn link(path: urls::NeedConfirmationLink, web: Visit) -> Result<Response, PageError> {
    let app = web.app();
    let secret = app.secret()?;
    let made = make_confirmation_link(&app.store, web.viewer(), web.now(), &path.id, &secret).await?;
    let link = format!("{}{}", app.settings.base(), urls::ConfirmationPage::of(secret.reveal()));
    let code = qr_path(&link);
    let back = urls::NeedPage::of(&path.id).to_string();
    let layout = Layout::new(&web, Section::Needs);
    render::unkept(StatusCode::OK, &LinkPage { layout, link, code, made, back })
}

/// What the link leads to.
pub async fn open(path: urls::ConfirmationPage, web: Visit) -> Result<Response, PageError> {
    let Some(secret) = read_secret(&path.id) else { return over(&web) };
    shown(&web, path, &secret, Typed::default(), None).await
}

async fn shown(
    web: &Visit,
    action: urls::ConfirmationPage,
    secret: &SecretHash,
    typed: Typed,
    problem: Option<&'static str>,
) -> Result<Response, PageError> {
    match open_confirmation(&web.app().store, web.now(), secret).await? {
        LinkState::Open(shown) => {
            let status = problem.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
            let layout = Layout::new(web, Section::Other);
            render::unkept(status, &OpenPage { layout, action, shown: *shown, typed, problem })
        }
        LinkState::Agreed(at) => agreed(web, at),
        LinkState::Over => over(web),
    }
}

fn over(web: &Visit) -> Result<Response, PageError> {
    let (title, text) = ("链接已失效", words::link_over().to_owned());
    let layout = Layout::new(web, Section::Other);
    render::page_with(StatusCode::GONE, &EndPage { layout, title, text, agreed: false })
}

fn agreed(web: &Visit, at: Instant) -> Result<Response, PageError> {
    let text = words::agreed_at(at);
    let layout = Layout::new(web, Section::Other);
    render::unkept(StatusCode::OK, &EndPage { layout, title: "已经确认", text, agreed: true })
}

/// Uses the link.
pub async fn answer(
    path: urls::ConfirmationPage,
    web: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let Some(secret) = read_secret(&path.id) else { return over(&web) };
    let given = LinkAnswer {
        agrees: typed.agrees == "1",
        reason: typed.reason.clone(),
        digits: typed.digits.clone(),
    };
    let app = web.app();
    let problem = match answer_confirmation(&app.store, web.viewer(), web.now(), &secret, &given).await? {
        Answered::Agreed => return agreed(&web, web.now()),
        Answered::Returned => {
            let layout = Layout::new(&web, Section::Other);
            let text = words::sent_back().to_owned();
            return render::unkept(
                StatusCode::OK,
                &EndPage { layout, title: "已退回修改", text, agreed: true },
            );
        }
        Answered::WrongDigits => Some(words::wrong_digits()),
        Answered::NoReason => Some(words::say_what_is_wrong()),
        Answered::Over => None,
    };
    shown(&web, path, &secret, typed, problem).await
}
