//! What can be typed at the command line (design.md §5), with help in Chinese.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Args, Parser, Subcommand};

use super::account_arguments::AccountArguments;
use super::audit::AuditCommand;
use crate::domain::batch::SheetKind;
use crate::domain::time::BusinessDate;
use crate::service::CoverageQuestion;

/// How help is laid out.
pub(super) const HELP: &str = "{about}\n\n用法：{usage}\n\n{all-args}";

/// 对接：产学研对接撮合与研发活动覆盖
#[derive(Parser)]
#[command(name = "duijie", version, arg_required_else_help = true, help_template = HELP,
    subcommand_help_heading = "命令", next_help_heading = "选项", override_usage = "duijie <命令> [选项]",
    disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true,
    subcommand_value_name = "命令")]
pub(super) struct Arguments {
    /// 数据目录
    #[arg(
        long,
        global = true,
        default_value = "./data",
        env = "DUIJIE_DATA",
        value_name = "目录",
        hide_env = true,
        hide_default_value = true
    )]
    pub(super) data: PathBuf,
    /// 数据库地址，缺省为数据目录里的 SQLite
    #[arg(
        long,
        global = true,
        env = "DUIJIE_DATABASE_URL",
        value_name = "地址",
        hide_env = true,
        hide_env_values = true
    )]
    pub(super) database: Option<String>,
    /// 显示帮助
    #[arg(short = 'h', long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand)]
#[command(subcommand_help_heading = "命令", next_help_heading = "选项")]
pub(super) enum Command {
    /// 在空目录里装好示例数据，撮合并打印结果，再启动网页服务
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie demo [选项]")]
    Demo {
        /// 只装数据并打印结果，不启动网页服务
        #[arg(long)]
        no_serve: bool,
        /// 网页服务的监听地址
        #[arg(long, value_name = "地址", default_value = "127.0.0.1:8080", hide_default_value = true)]
        listen: String,
    },
    /// 启动网页服务：跟随数据库更新索引，运行后台任务
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie serve [选项]")]
    Serve(ServeArguments),
    /// 建立、停用账号，或发一次性链接（从不打印密码）
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie account <add|reset|disable|list> [选项]",
        arg_required_else_help = true, subcommand_help_heading = "命令", subcommand_value_name = "命令", disable_help_subcommand = true)]
    Account(AccountArguments),
    /// 导入一张表（.xlsx 或 .csv），或撤销一次导入
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie import <种类> <文件> [选项]\n      duijie import --undo <批次>")]
    Import(ImportArguments),
    /// 生成空白模板，带下拉选项与填写说明
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie template <种类> <文件>")]
    Template {
        /// 表的种类：enterprises 企业、roster 名录、institutions 机构、capabilities 能力、
        /// needs 需求、targets 目标、rd-activities 研发活动、rd-aggregates 研发活动汇总、four-haves 四有
        #[arg(value_parser = kinds(), value_name = "种类", help_heading = "参数", hide_possible_values = true)]
        kind: String,
        /// 要写的文件（.xlsx 或 .csv）
        #[arg(value_name = "文件", help_heading = "参数")]
        file: PathBuf,
    },
    /// 导出一张表，格式与导入相同
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie export <种类> <文件>")]
    Export {
        /// 表的种类：enterprises 企业、roster 名录、institutions 机构、capabilities 能力、
        /// needs 需求、targets 目标、rd-activities 研发活动、rd-aggregates 研发活动汇总、four-haves 四有
        #[arg(value_parser = kinds(), value_name = "种类", help_heading = "参数", hide_possible_values = true)]
        kind: String,
        /// 要写的文件（.xlsx 或 .csv）
        #[arg(value_name = "文件", help_heading = "参数")]
        file: PathBuf,
    },
    /// 在需求、能力、机构里查找
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie search <文字> [选项]")]
    Search {
        /// 要找的文字
        #[arg(value_name = "文字", help_heading = "参数")]
        text: String,
        /// 只找一类：needs 需求、capabilities 能力、institutions 机构
        #[arg(long, value_parser = ["needs", "capabilities", "institutions"], value_name = "类别",
            hide_possible_values = true)]
        kind: Option<String>,
        /// 最多几条
        #[arg(long, default_value_t = 20, value_name = "条数", hide_default_value = true)]
        limit: usize,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 为需求排出合作机构并说明理由
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie match --need <编号> | --all [选项]")]
    Match(MatchArguments),
    /// 各县区某一数据年度的研发活动覆盖率、目标与差额
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie coverage --year <年度> [选项]")]
    Coverage(CoverageArguments),
    /// 重建索引；重建时查找照常
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie reindex")]
    Reindex,
    /// 自检：数据库、词库、索引是否完好；有问题时说明怎么修
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie doctor")]
    Doctor,
    /// 审计记录：校验、查看、导出、保留多久
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie audit <verify|list|export|keep>",
        subcommand_help_heading = "命令", disable_help_subcommand = true, arg_required_else_help = true)]
    Audit {
        #[command(subcommand)]
        what: AuditCommand,
    },
    /// 备份数据库到一个文件（索引不必备份）
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie backup <文件>")]
    Backup {
        /// 备份文件
        #[arg(value_name = "文件", help_heading = "参数")]
        file: PathBuf,
    },
    /// 从备份恢复到空的数据目录
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie restore <文件>")]
    Restore {
        /// 备份文件
        #[arg(value_name = "文件", help_heading = "参数")]
        file: PathBuf,
    },
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(super) struct ServeArguments {
    /// 监听地址
    #[arg(long, value_name = "地址", default_value = "127.0.0.1:8080", hide_default_value = true)]
    pub(super) listen: String,
    /// 大家从哪个地址访问，例如 https://duijie.example.cn；缺省只在本机可用
    #[arg(long, env = "DUIJIE_PUBLIC_URL", value_name = "地址", hide_env = true)]
    pub(super) public_url: Option<String>,
    /// 前面的代理（IP 或网段，可写多次）；只信它们说的来访地址
    #[arg(long, env = "DUIJIE_TRUST_PROXY", value_name = "地址", hide_env = true)]
    pub(super) trust_proxy: Vec<String>,
    /// 允许对外地址用 http（密码会明文传送，只在可信内网用）
    #[arg(long)]
    pub(super) allow_plain_http: bool,
    /// 每个账号（未登录的按来源地址）每分钟最多办理几次修改，0 不限；不写用设置里的，缺省 120
    #[arg(long, value_name = "次数", env = "DUIJIE_WRITES_PER_MINUTE", hide_env = true)]
    pub(super) writes_per_minute: Option<u32>,
    /// 每个账号（未登录的按来源地址）每分钟最多查看几次，0 不限；不写用设置里的，缺省 600
    #[arg(long, value_name = "次数", env = "DUIJIE_READS_PER_MINUTE", hide_env = true)]
    pub(super) reads_per_minute: Option<u32>,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(super) struct ImportArguments {
    /// 表的种类：enterprises 企业、roster 名录、institutions 机构、capabilities 能力、
    /// needs 需求、targets 目标、rd-activities 研发活动、rd-aggregates 研发活动汇总、four-haves 四有
    #[arg(value_parser = kinds(), value_name = "种类", help_heading = "参数",
        hide_possible_values = true, required_unless_present = "undo")]
    pub(super) kind: Option<String>,
    /// 要导入的文件
    #[arg(value_name = "文件", help_heading = "参数", required_unless_present = "undo")]
    pub(super) file: Option<PathBuf>,
    /// 试运行：说出会发生什么，不写入
    #[arg(long)]
    pub(super) dry_run: bool,
    /// 需求存为草稿，不发布
    #[arg(long)]
    pub(super) draft: bool,
    /// 有一行不合格就全部不收
    #[arg(long)]
    pub(super) all_or_nothing: bool,
    /// 把不合格的行连同原因写到这个文件，改好可再导入
    #[arg(long, value_name = "文件")]
    pub(super) errors: Option<PathBuf>,
    /// 名录的数据年度
    #[arg(long, value_name = "年度")]
    pub(super) year: Option<i32>,
    /// 确认名录里没有的企业退库
    #[arg(long)]
    pub(super) yes: bool,
    /// 撤销一次导入
    #[arg(long, value_name = "批次", conflicts_with_all = ["kind", "file"])]
    pub(super) undo: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(super) struct MatchArguments {
    /// 一条需求的编号（XQ2026-0012）或 id
    #[arg(long, value_name = "编号", required_unless_present = "all", conflicts_with = "all")]
    pub(super) need: Option<String>,
    /// 全部待对接的需求
    #[arg(long)]
    pub(super) all: bool,
    /// 每条需求最多几家
    #[arg(long, default_value_t = 20, value_name = "家数", hide_default_value = true)]
    pub(super) top: usize,
    /// 按哪一天计算新鲜度，缺省为今天
    #[arg(long, value_name = "日期", value_parser = date)]
    pub(super) as_of: Option<BusinessDate>,
    /// 输出 JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(super) struct CoverageArguments {
    /// 数据年度
    #[arg(long, value_name = "年度")]
    year: i32,
    /// 截至哪一天记录的内容，缺省为今天
    #[arg(long, value_name = "日期", value_parser = date)]
    as_of: Option<BusinessDate>,
    /// 按哪份文件的目标，缺省为最近导入的一份
    #[arg(long, value_name = "文件名")]
    document: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl CoverageArguments {
    /// What is asked, on this day.
    pub(super) fn question(&self, today: BusinessDate) -> CoverageQuestion {
        CoverageQuestion {
            year: Some(self.year),
            as_of: self.as_of.unwrap_or(today),
            document: self.document.clone(),
        }
    }
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(SheetKind::ALL.map(SheetKind::code))
}

pub(super) fn date(text: &str) -> Result<BusinessDate, String> {
    BusinessDate::parse_written(text).ok_or_else(|| "日期请写成 2026-03-05".to_owned())
}

/// Says in Chinese what is wrong with the words typed.
pub(super) fn wrong_usage(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let said = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有命令“{}”", context(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("不认识“{argument}”"),
        ErrorKind::MissingRequiredArgument => format!("还缺：{argument}"),
        ErrorKind::ArgumentConflict => format!("“{argument}”不能与其他给出的参数同时使用"),
        ErrorKind::InvalidValue => {
            let allowed = context(ContextKind::ValidValue);
            let value = context(ContextKind::InvalidValue);
            match (value.is_empty(), allowed.is_empty()) {
                (true, _) => format!("{argument} 要给出值"),
                (false, true) => format!("{argument} 的值“{value}”不对"),
                (false, false) => format!("{argument} 的值“{value}”不对，可用：{allowed}"),
            }
        }
        ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            format!("{argument} 的值“{value}”不对")
        }
        _ => "命令写得不对".to_owned(),
    };
    format!("{said}。运行 duijie --help 查看用法")
}
