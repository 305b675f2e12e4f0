//! Signing in through the whole site against one hash of a password at the same cost, in one process, by turns.

use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use duijie::app::{App, Place};
use duijie::clock::Clock;
use duijie::search::Search;
use duijie::storage::{insert_account, set_password};
use duijie::web::{Web, router};
use tower::ServiceExt as _;

use super::Failure;
use super::clock::{median, process_ms};
use super::pages::{NAME, officer_account};

const PASSWORD: &str = "牡丹花开-二〇二六-春";
const ROUNDS: usize = 15;
/// Of each kind in a round: the two are measured by turns, so that both have the machine as it is.
const IN_A_ROUND: usize = 4;

/// Prints what signing in costs.
pub async fn compare(out: &mut impl Write) -> Result<(), Failure> {
    let home = tempfile::TempDir::new()?;
    let place = Place { data: home.path().to_owned(), database: None };
    let app = Arc::new(App::open(place, Clock::System).await?);
    found(&app).await?;
    let search = Arc::new(Search::open(home.path())?);
    search.bring_up_to_date(&app.store, std::time::Duration::ZERO, &|_, _| {}).await?;
    let site = router(Web::new(Arc::clone(&app), search, false));
    let (mut hashes, mut right, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    // One round more than counted, to warm caches.
    for round in 0..=ROUNDS {
        let hash = cost(IN_A_ROUND, async || hash(&app).await.map(|_| ())).await?;
        let signed_in = cost(IN_A_ROUND, async || attempt(&site, NAME, StatusCode::SEE_OTHER).await).await?;
        // A name that nobody has: as much work, whatever it is. Once each, for names that fail have to wait.
        let nobody = format!("nobody{round}");
        let unknown =
            cost(1, async || attempt(&site, &nobody, StatusCode::UNPROCESSABLE_ENTITY).await).await?;
        if round > 0 {
            hashes.push(hash);
            right.push(signed_in);
            wrong.push(unknown);
        }
    }
    let [hash, right, wrong] = [hashes, right, wrong].map(median);
    writeln!(out, "\nCPU time of one attempt to sign in, medians of {ROUNDS} rounds")?;
    writeln!(out, "one hash                {hash:>8.2} ms")?;
    writeln!(out, "signing in              {right:>8.2} ms   ratio {:.2}", right / hash)?;
    writeln!(out, "a name nobody has       {wrong:>8.2} ms   ratio {:.2}", wrong / hash)?;
    app.store.close().await;
    Ok(())
}

async fn hash(app: &App) -> Result<String, Failure> {
    Ok(app.passwords.hash(app.passwords.queue()?, PASSWORD, app.salt()?).await?)
}

async fn found(app: &App) -> Result<(), Failure> {
    let hash = hash(app).await?;
    let mut tx = app.store.write(&app.viewer, app.now()).await?;
    let account = officer_account(&tx);
    insert_account(&mut tx, &account).await?;
    set_password(&mut tx, &account.id, &hash).await?;
    Ok(tx.commit().await?)
}

/// CPU ms of one, on average of some.
async fn cost(count: usize, one: impl AsyncFn() -> Result<(), Failure>) -> Result<f64, Failure> {
    let before = process_ms();
    for _ in 0..count {
        one().await?;
    }
    Ok((process_ms() - before) / count as f64)
}

async fn attempt(site: &Router, name: &str, wanted: StatusCode) -> Result<(), Failure> {
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("name", name), ("password", PASSWORD)])
        .finish();
    let request = Request::post("/sign-in")
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form))?;
    let response = site.clone().oneshot(request).await?;
    if response.status() == wanted {
        return Ok(());
    }
    Err(format!("{} for {name}, not {wanted}", response.status()).into())
}
