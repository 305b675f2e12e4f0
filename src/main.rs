//! The `duijie` binary: reads the command line and hands over.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use duijie::doctor;

/// 对接：产学研对接撮合与研发活动覆盖
#[derive(Parser)]
#[command(name = "duijie", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 自检：词库是否完好，索引能否使用；有问题时说明怎么修
    Doctor {
        /// 数据目录
        #[arg(long, default_value = "./data", value_name = "DIR")]
        data: PathBuf,
    },
}

fn main() -> ExitCode {
    let Command::Doctor { data } = Arguments::parse().command;
    let report = doctor::examine(&data);
    let _ = write!(std::io::stdout(), "{report}");
    if report.is_healthy() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
