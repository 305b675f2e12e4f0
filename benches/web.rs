//! Prints four figures of the web service, each as a ratio within one run, by CPU time; nothing is asserted.
//!
//! `cargo bench --bench web`. A page of 50 rows against an axum hello-world, each in a process of its own behind the
//! same listener; signing in against one hash of a password; the page that searches 100,000 generated capabilities
//! against the parts it is made of; and the help beside the form of a need against a bare search with its text.
//! With `-- profiles` it measures the last two only, `sign-in` signing in only.

#[path = "storage/clock.rs"]
mod clock;
#[path = "web/coach.rs"]
mod coach;
#[path = "../index/benches/table/corpus.rs"]
mod corpus;
#[path = "web/pages.rs"]
mod pages;
#[path = "web/profiles.rs"]
mod profiles;
#[path = "web/sign_in.rs"]
mod sign_in;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // The program starts itself anew for each of the two servers.
        match arguments.get(1).map(String::as_str) {
            Some(pages::HELLO) => pages::serve_hello().await,
            Some(pages::SITE) => pages::serve_site().await,
            Some("sign-in") => sign_in::compare(&mut std::io::stdout()).await,
            Some(profiles::ALONE) => profiles::compare(&mut std::io::stdout()).await,
            _ => {
                let mut out = std::io::stdout();
                pages::compare(&mut out).await?;
                sign_in::compare(&mut out).await?;
                profiles::compare(&mut out).await
            }
        }
    })
}
