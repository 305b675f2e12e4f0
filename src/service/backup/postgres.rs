//! PostgreSQL's own tools. The password goes to them by their environment, never by their command line.

use std::path::Path;
use std::process::{Command, Stdio};

use url::Url;

use super::BackupError;

/// Longest piece of a tool's complaint that is kept.
const DETAIL: usize = 300;

/// Dumps a database to a file.
pub(super) async fn dump(url: &str, to: &Path) -> Result<(), BackupError> {
    let mut command = tool("pg_dump", url)?;
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(to);
    run("pg_dump", command).await
}

/// Restores a dump into an empty database, whole or not at all.
pub(super) async fn load(url: &str, from: &Path) -> Result<(), BackupError> {
    let mut command = tool("pg_restore", url)?;
    let name = url::Url::parse(url).map(|url| database_name(&url)).unwrap_or_default();
    command.args(["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname"]);
    command.arg(name).arg(from);
    run("pg_restore", command).await
}

fn database_name(url: &Url) -> String {
    url.path().trim_start_matches('/').to_owned()
}

fn tool(name: &'static str, url: &str) -> Result<Command, BackupError> {
    let url = Url::parse(url).map_err(|_| BackupError::Tool {
        tool: name,
        detail: "the database URL cannot be read".to_owned(),
    })?;
    let mut command = Command::new(name);
    let socket = url.query_pairs().find(|(key, _)| key == "host").map(|(_, value)| value.into_owned());
    if let Some(host) = socket.or(url.host_str().map(str::to_owned)) {
        command.env("PGHOST", host);
    }
    if let Some(port) = url.port() {
        command.env("PGPORT", port.to_string());
    }
    if !url.username().is_empty() {
        command.env("PGUSER", url.username());
    }
    if let Some(password) = url.password() {
        command.env("PGPASSWORD", password);
    }
    command.env("PGDATABASE", database_name(&url));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    Ok(command)
}

async fn run(tool: &'static str, mut command: Command) -> Result<(), BackupError> {
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .map_err(|_| BackupError::Broken)?
        .map_err(|error| BackupError::Tool { tool, detail: error.to_string() })?;
    if output.status.success() {
        return Ok(());
    }
    let detail = String::from_utf8_lossy(&output.stderr).chars().take(DETAIL).collect();
    Err(BackupError::Tool { tool, detail })
}
