//! What happens to accounts, as their history tells it.

use super::time::Instant;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What happened.
    pub enum AccountEventKind {
        /// Made by an administrator, at the command line or on a page.
        Made = "made" "建立账号",
        /// Made by its holder.
        Registered = "register" "自行注册",
        /// The county confirmed it.
        Confirmed = "confirm" "确认注册",
        /// The county refused it.
        Refused = "refuse" "退回注册",
        /// A one-time link was made.
        Linked = "linked" "发一次性链接",
        /// The holder used the link.
        Accepted = "accepted" "启用账号",
        /// The holder set a new password.
        Password = "password" "修改密码",
        /// Another role or body.
        RoleChanged = "role" "调整角色",
        /// May no longer sign in.
        Disabled = "disabled" "停用",
        /// May sign in again.
        Reactivated = "enabled" "恢复使用",
        /// Sessions were ended by an administrator.
        SessionsEnded = "ended" "强制退出",
        /// Failed attempts locked it.
        Locked = "locked" "锁定",
        /// Unlocked before the time.
        Unlocked = "unlocked" "解锁",
        /// Somebody stands in, or no longer.
        Delegated = "delegate" "委托代办",
        /// What it looked after went to somebody else.
        HandedOver = "handover" "移交",
        /// Became, or ceased to be, the one who answers for the organisation.
        Ownership = "owner" "变更单位负责账号",
        /// Ended by its holder for good.
        Deleted = "deleted" "注销",
    }
}

/// Something that happened to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEvent {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: AccountEventKind,
    /// By whom: actor of the audit trail.
    pub actor: String,
    /// More about it, without personal data.
    pub detail: String,
    /// Why, as the actor put it.
    pub reason: Option<String>,
}
