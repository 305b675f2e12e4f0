//! What is said about accounts and signing in.

use crate::domain::account::SignInNameError;
use crate::domain::password::PasswordProblem;
use crate::domain::role::Role;
use crate::domain::uscc::UsccError;
use crate::messages::storage_error;
use crate::service::accounts::AccountError;

/// Why something about an account was not done, and what to do.
pub(crate) fn account_error(error: &AccountError) -> String {
    let said = match error {
        AccountError::Storage(error) => return storage_error(error),
        AccountError::TooSoon(seconds) if *seconds > 120 => {
            return format!("这个网络地址提交得太多，请过 {} 分钟再试。", (seconds + 59) / 60);
        }
        AccountError::TooSoon(seconds) => return format!("刚才没有成功，请过 {seconds} 秒再试。"),
        AccountError::Wrong(left) => {
            return format!(
                "账号或密码不对。还可以再试 {left} 次，之后锁定一段时间。忘了密码，请管理员发重设链接；刚注册的要等县区确认。"
            );
        }
        AccountError::Locked(minutes) => {
            return format!(
                "试错次数太多，这个账号已锁定，请过 {minutes} 分钟再试。急用请联系安全管理员解锁。"
            );
        }
        AccountError::WrongDigits(left) => {
            return format!(
                "手机号后四位不对，还可以再试 {left} 次。链接只给本人用，如果不是发给你的，请不要继续。"
            );
        }
        AccountError::BadName(problem) => name_problem(*problem),
        AccountError::BadPassword(problem) => password_problem(*problem),
        AccountError::BadUscc(problem) => return uscc_problem(problem),
        AccountError::LastAdministrator(role) => {
            return format!(
                "这是最后一个在用的{}。请先用 duijie account add 再建一个，再停用这个。",
                role.label()
            );
        }
        AccountError::HandOverFirst(count) => {
            return format!("这个账号还负责 {count} 项工作。请先移交给同事，再停用。");
        }
        other => plain(other),
    };
    said.to_owned()
}

fn plain(error: &AccountError) -> &'static str {
    match error {
        AccountError::Hashing => "密码没有处理成。请再试一次；总是这样，请告诉管理员。",
        AccountError::Crowded => "现在登录的人很多，请过几秒再试。",
        AccountError::NotInUse => "这个账号现在不能用：还没启用、还没确认，或者已经停用。请联系管理员。",
        AccountError::NotAllowed => "你的账号没有这个权限，或者不能对自己这样做。请联系系统管理员。",
        AccountError::NoSuchAccount => "没有这个账号。请从账号列表重新选择。",
        AccountError::Stale => "别人刚刚改过这个账号。请刷新页面，看过新内容再改。",
        AccountError::LinkOver => "这个链接已经用过、过期或作废。请向发链接的人要一个新的。",
        AccountError::NameTaken => "这个账号名已有人用，请换一个。",
        AccountError::PasswordsDiffer => "两次输入的密码不一样，请重新输入。",
        AccountError::WrongPassword => "现在的密码不对，请重新输入。",
        AccountError::NoConsent => "请先阅读隐私说明，勾选同意后再继续。",
        AccountError::NameMissing => "请填写姓名。",
        AccountError::PhoneMissing => "请填写能打通的电话，县区要打这个电话核实。",
        AccountError::ReasonMissing => "请写明原因，会记入账号的历史。",
        AccountError::NotOnRoster => {
            "名录里没有这个信用代码。请核对一遍；确实没有，请联系所在县区科技主管部门先列入名录。"
        }
        AccountError::RoleDoesNotFit => {
            "角色和单位对不上。企业人员要选企业，机构人员要选机构，专员要选自己的单位。"
        }
        AccountError::NoSuchOrganisation => "没有这个单位。请从列表里选，或先把它导入系统。",
        AccountError::CommandLineOnly => {
            "三类管理员只能在服务器上用 duijie account 建立和调整，这样谁也不能给自己加权。"
        }
        AccountError::OwnerFirst => "这是单位的负责账号，单位还有别的账号。请先把负责账号移交给同事。",
        AccountError::NotASuccessor => "这位同事接不了：要同一单位、同一角色、在用的账号。",
        AccountError::BadDays => "日期不对。开始不能晚于结束，结束不能在今天以前，最长 92 天。",
        _ => "没有做成，请再试一次。",
    }
}

fn name_problem(problem: SignInNameError) -> &'static str {
    match problem {
        SignInNameError::Length => "账号名要 3 到 40 个字。",
        SignInNameError::Character => "账号名只用字母、数字、汉字和 . _ - @。",
    }
}

fn password_problem(problem: PasswordProblem) -> &'static str {
    match problem {
        PasswordProblem::Weak => {
            "密码太简单。至少 10 位，含大写、小写、数字、符号中的三种；或者 16 位以上，随便什么字。"
        }
        PasswordProblem::TooLong => "密码太长，最多 200 位。",
        PasswordProblem::LikeTheName => "密码里不能有账号名，请换一个。",
        PasswordProblem::Common => "这样的密码太常见，一猜就中（比如地名、单位缩写加年份）。请换一个。",
        PasswordProblem::UsedBefore => "最近 5 次用过的密码不能再用，请换一个。",
    }
}

fn uscc_problem(problem: &UsccError) -> String {
    match problem {
        UsccError::Length(count) => format!("统一社会信用代码是 18 位，现在是 {count} 位，请核对。"),
        UsccError::Character { found, suggestion: Some(meant) } => {
            format!("信用代码里不会有“{found}”，是不是 {meant}？请核对。")
        }
        UsccError::Character { found, suggestion: None } => format!("信用代码里不会有“{found}”，请核对。"),
    }
}

/// Who did something, where no name is known.
pub(crate) fn actor(actor: &str) -> &'static str {
    match actor {
        "system" => "服务器命令行",
        "visitor" => "本人（未登录）",
        _ => "已注销的账号",
    }
}

/// What a role is for, as the form for inviting says it.
pub(crate) fn role_hint(role: Role) -> &'static str {
    match role {
        Role::Enterprise => "填报、查看本企业的需求",
        Role::Institution => "维护本机构的能力，答复定向的需求",
        Role::CountyOfficer => "本县区的企业、需求和覆盖率",
        Role::DepartmentOfficer => "本部门工作组的企业",
        Role::BureauOfficer => "全市的审核、撮合、活动和通报",
        Role::SystemAdministrator => "管理账号",
        Role::SecurityAdministrator => "解锁、强制退出、登录规则",
        Role::AuditAdministrator => "查看审计记录",
    }
}

/// What a page says after something was done, by the code in its address.
pub(crate) fn account_done(code: &str) -> Option<&'static str> {
    Some(match code {
        "signed-out" => "已退出登录。",
        "signed-out-everywhere" => "所有设备都已退出登录。",
        "accepted" => "账号已启用，请用刚设的密码登录。",
        "deleted" => "账号已注销，个人信息已清除。",
        "agreed" => "已记录你的同意。",
        "saved" => "已保存。",
        "password" => "密码已修改，其他设备已退出登录。",
        "session" => "这台设备已退出登录。",
        "delegated" => "已委托。对方登录后在“我的账号”里可以代你办理，记录里会写明是代办。",
        "undelegated" => "委托已取消。",
        "acting" => "现在是代同事办理，每一步都会记下两个人。",
        "not-acting" => "已回到自己的身份。",
        "handed-over" => "已移交，双方的历史里都有记录。",
        "role" => "角色已调整，对方要重新登录。",
        "disabled" => "账号已停用，正在登录的设备已退出。",
        "reactivated" => "账号已恢复使用。",
        "unlocked" => "已解锁，可以马上登录。",
        "sessions" => "已强制退出。",
        "rules" => "规则已保存，从下一次登录起生效。超出范围的数已改到最近的允许值。",
        "refused" => "已退回，对方填写的信息已清除。",
        _ => return None,
    })
}

/// A choice that is not on offer.
pub(crate) fn unknown_choice(text: &str) -> String {
    let shown: String = text.chars().take(20).collect();
    format!("没有“{shown}”这个选项。请从页面上的列表里选。")
}
