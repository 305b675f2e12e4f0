//! The command line: reads arguments, calls one service, prints what came out. Exit status: 0 done, 1 could not,
//! 2 wrong usage. With `--json` one JSON value goes to standard output; progress and errors go to standard error.

mod account;
mod account_arguments;
mod arguments;
mod audit;
mod backup;
mod coverage;
mod demo;
mod doctor;
mod failure;
mod find;
mod lists;
mod output;
mod serve;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::app::{App, Place};
use crate::clock::Clock;
use arguments::{Arguments, Command};
use failure::Failure;

/// Exit status of wrong usage.
const WRONG_USAGE: u8 = 2;

/// Runs one command.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(_) => return ExitCode::FAILURE,
    };
    match runtime.block_on(execute(arguments)) {
        Ok(code) => code,
        Err(failure) => {
            output::complain(&failure.text());
            ExitCode::FAILURE
        }
    }
}

async fn execute(arguments: Arguments) -> Result<ExitCode, Failure> {
    let place = Place { data: arguments.data, database: arguments.database };
    match arguments.command {
        Command::Template { kind, file } => lists::template(place, &kind, &file).await,
        Command::Doctor => doctor::run(place).await,
        Command::Restore { file } => backup::restore(place, &file).await,
        Command::Demo { no_serve, listen } => demo::run(place, &listen, no_serve).await,
        Command::Serve(asked) => {
            let settings = serve::settings(asked.public_url.as_deref(), &asked.trust_proxy)?;
            let app = App::open_with(place, Clock::System, settings).await?;
            let limits = (asked.writes_per_minute, asked.reads_per_minute);
            serve::run(app, &asked.listen, asked.allow_plain_http, limits).await
        }
        Command::Account(asked) => {
            let settings = serve::settings(asked.public_url.as_deref(), &[])?;
            let app = App::open_with(place, Clock::System, settings).await?;
            let code = account::run(&app, asked.what).await;
            app.store.close().await;
            code
        }
        command => {
            let app = App::open(place, Clock::System).await?;
            let code = with_app(&app, command).await;
            audit::leave(&app).await;
            code
        }
    }
}

async fn with_app(app: &App, command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Import(arguments) => lists::import(app, arguments).await,
        Command::Export { kind, file } => lists::export(app, &kind, &file).await,
        Command::Search { text, kind, limit, json } => find::search(app, &text, kind, limit, json).await,
        Command::Match(arguments) => find::matches(app, arguments).await,
        Command::Coverage(arguments) => {
            coverage::run(app, arguments.question(app.now().beijing_day()), arguments.json).await
        }
        Command::Reindex => find::reindex(app).await,
        Command::Audit { what } => audit::run(app, what).await,
        Command::Backup { file } => backup::backup(app, &file).await,
        Command::Template { .. }
        | Command::Doctor
        | Command::Restore { .. }
        | Command::Demo { .. }
        | Command::Account { .. }
        | Command::Serve { .. } => Ok(ExitCode::FAILURE),
    }
}

/// Help goes to standard output; wrong usage is said in Chinese.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        output::say(&error.render().to_string());
        return ExitCode::SUCCESS;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        output::complain(&error.render().to_string());
    } else {
        output::complain(&arguments::wrong_usage(error));
    }
    ExitCode::from(WRONG_USAGE)
}
