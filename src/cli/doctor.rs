//! `duijie doctor`.

use std::process::ExitCode;

use super::failure::Failure;
use super::output;
use crate::app::Place;
use crate::doctor;

/// Examines an installation.
pub(super) async fn run(place: Place) -> Result<ExitCode, Failure> {
    let report = doctor::examine(&place).await;
    output::say(report.to_string().trim_end());
    Ok(if report.is_healthy() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
