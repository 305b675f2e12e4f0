//! What can be typed after `duijie account`, with help in Chinese.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::arguments::HELP;
use crate::domain::role::Role;

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(super) struct AccountArguments {
    /// 链接以哪个地址开头，缺省为 http://127.0.0.1:8080
    #[arg(long, global = true, env = "DUIJIE_PUBLIC_URL", value_name = "地址", hide_env = true)]
    pub(super) public_url: Option<String>,
    #[command(subcommand)]
    pub(super) what: AccountCommand,
}

#[derive(Subcommand)]
#[command(subcommand_help_heading = "命令", next_help_heading = "选项")]
pub(super) enum AccountCommand {
    /// 建立一个账号，打印一次性链接
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie account add --role <角色> --name <姓名> [选项]")]
    Add(NewAccountArguments),
    /// 打印一个新的一次性链接：启用账号，或重设忘了的密码
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie account reset <账号>")]
    Reset {
        /// 账号名或 id
        #[arg(value_name = "账号", help_heading = "参数")]
        account: String,
    },
    /// 停用一个账号，马上退出登录
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie account disable <账号> --reason <原因>")]
    Disable {
        /// 账号名或 id
        #[arg(value_name = "账号", help_heading = "参数")]
        account: String,
        /// 原因，记入历史
        #[arg(long, value_name = "原因")]
        reason: String,
    },
    /// 列出账号
    #[command(help_template = HELP, next_help_heading = "选项", override_usage = "duijie account list")]
    List,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(super) struct NewAccountArguments {
    /// 角色：ent 企业人员、inst 机构人员、county 县区专员、dept 部门专员、bureau 市局专员、
    /// sysadm 系统管理员、secadm 安全管理员、audadm 审计管理员
    #[arg(long, value_parser = roles(), value_name = "角色", hide_possible_values = true)]
    pub(super) role: String,
    /// 姓名
    #[arg(long, value_name = "姓名")]
    pub(super) name: String,
    /// 手机；打开链接时要填后四位
    #[arg(long, value_name = "手机")]
    pub(super) phone: Option<String>,
    /// 邮箱
    #[arg(long, value_name = "邮箱")]
    pub(super) email: Option<String>,
    /// 县区专员的县区（名称或代码）
    #[arg(long, value_name = "县区", default_value = "", hide_default_value = true)]
    pub(super) county: String,
    /// 部门专员的部门
    #[arg(long, value_name = "部门", default_value = "", hide_default_value = true)]
    pub(super) department: String,
    /// 部门专员只管的工作组，用逗号隔开
    #[arg(long, value_name = "工作组", default_value = "", hide_default_value = true)]
    pub(super) groups: String,
    /// 企业人员的企业（信用代码）
    #[arg(long, value_name = "信用代码", default_value = "", hide_default_value = true)]
    pub(super) enterprise: String,
    /// 机构人员的机构（名称或编号）
    #[arg(long, value_name = "机构", default_value = "", hide_default_value = true)]
    pub(super) institution: String,
    /// 机构的团队
    #[arg(long, value_name = "团队", default_value = "", hide_default_value = true)]
    pub(super) team: String,
}

fn roles() -> PossibleValuesParser {
    PossibleValuesParser::new(Role::ALL.iter().map(|role| role.code()))
}
