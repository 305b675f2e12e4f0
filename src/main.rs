//! The `duijie` binary: hands the command line over.

use std::process::ExitCode;

fn main() -> ExitCode {
    // The one place where the provider of TLS is chosen; a second choice would be refused, which is harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    duijie::cli::run(std::env::args_os())
}
