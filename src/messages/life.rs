//! What is said about the life of a need: steps that are refused, clocks, terms, confirmation, publishing.

use crate::domain::need::NeedStatus;
use crate::domain::need_life::{Confirmation, NeedMove, Party, QueueTab, ReviewClock, Unlawful};
use crate::domain::time::BusinessDate;

/// The reason in the history when the enterprise agreed.
pub(crate) const CONFIRMED: &str = "企业已确认代填内容";
/// The reason in the history when a step was taken back.
pub(crate) const TAKEN_BACK: &str = "撤销上一步";

/// Why a step is not taken, and what to do.
pub(crate) fn unlawful(why: Unlawful) -> String {
    match why {
        Unlawful::From(status) => {
            format!("这条需求现在是“{}”，不能走这一步。页面上列出的是现在能走的步骤", status.label())
        }
        Unlawful::By(party) => format!("这一步不由{}来走。请联系负责审核的一方", party_name(party)),
        Unlawful::Reason => "请写一句原因，对方要据此修改或知道为什么".to_owned(),
        Unlawful::Unconfirmed => {
            "这条需求是代填的，企业还没有确认。把确认链接发给企业，确认之后才能发布".to_owned()
        }
        Unlawful::Secrecy => "请先逐段看过内容，勾选“已做保密审查”，再发布".to_owned(),
    }
}

fn party_name(party: Party) -> &'static str {
    match party {
        Party::Enterprise => "企业",
        Party::County => "县区",
        Party::Bureau => "市科技局",
        Party::Clock => "系统",
    }
}

/// A reason that is too long.
pub(crate) fn long_reason(written: usize, most: usize) -> String {
    format!("原因写了 {written} 字，最多 {most} 字。请删短一些")
}

/// Somebody was quicker.
pub(crate) fn moved_meanwhile(status: NeedStatus) -> String {
    format!("这条需求刚才有人动过，现在是“{}”。请看过最新内容再决定", status.label())
}

/// What a step does, on its button.
pub(crate) fn step_hint(step: NeedMove) -> &'static str {
    match step {
        NeedMove::SendIn => "交给审核的一方",
        NeedMove::Forward => "内容属实、说得清楚，交市科技局审核",
        NeedMove::Return => "写明要改哪里，企业改好后会再交上来",
        NeedMove::Publish => "发布后开始匹配，机构能看到公开的部分",
        NeedMove::StartTalks => "已经有机构与企业谈起来了",
        NeedMove::StopTalks => "没有谈成，继续为它找合作方",
        NeedMove::Sign => "双方签了合同",
        NeedMove::Complete => "合同约定的事做完了",
        NeedMove::Withdraw => "不再征集；以后可以重新填写",
        NeedMove::Expire => "期限到了",
        NeedMove::Reconfirm => "再征集一个季度",
        NeedMove::Reopen => "改一改，再交上来审核",
    }
}

/// What a reason is asked for.
pub(crate) fn reason_label(step: NeedMove) -> &'static str {
    match step {
        NeedMove::Return => "要改什么",
        NeedMove::Withdraw => "为什么撤回",
        NeedMove::StopTalks => "为什么没有谈成",
        _ => "说明",
    }
}

/// Whose turn it is, and how long they have.
pub(crate) fn clock(clock: &ReviewClock, today: BusinessDate) -> String {
    if clock.is_overdue(today) {
        return format!("已逾期 {} 个工作日，应在 {} 前答复", -clock.left, clock.due);
    }
    match clock.left {
        0 => format!("今天到期（{} 交来，{} 个工作日内答复）", clock.since, clock.days),
        left => format!("还剩 {left} 个工作日（{} 前答复）", clock.due),
    }
}

/// How the confirmation of what was filed on behalf stands; `None` where none is wanted.
pub(crate) fn confirmation(state: &Confirmation) -> Option<String> {
    match state {
        Confirmation::NotWanted => None,
        Confirmation::Waiting => Some("代填，等企业确认".to_owned()),
        Confirmation::Given { at, .. } => Some(format!("代填，企业已在 {} 确认", at.beijing_minute())),
    }
}

/// How long a published need stands.
pub(crate) fn term(until: BusinessDate, today: BusinessDate) -> String {
    match until.days() - today.days() {
        left if left < 0 => format!("期限到 {until}，已过"),
        0 => "今天到期，过后自动失效；仍然需要请确认".to_owned(),
        left if left <= 14 => format!("还有 {left} 天到期（{until}）；仍然需要请确认"),
        _ => format!("征集到 {until}"),
    }
}

/// What was done, over the page of the need.
pub(crate) fn moved_to(status: NeedStatus) -> (&'static str, &'static str) {
    match status {
        NeedStatus::Draft => ("已退回", "填报的一方会看到要改的地方，改好后再交上来"),
        NeedStatus::CountyReview => ("已提交", "县区 1 个工作日内答复"),
        NeedStatus::CityReview => ("已转市级审核", "市科技局 1 个工作日内答复"),
        NeedStatus::Published => ("已发布", "开始为它找合作方，机构能看到公开的部分"),
        NeedStatus::Negotiating => ("已登记对接", "谈成后登记签约；没有谈成可以继续征集"),
        NeedStatus::Signed => ("已登记签约", "做完后登记完成"),
        NeedStatus::Completed => ("已登记完成", "这条需求办完了"),
        NeedStatus::Withdrawn => ("已撤回", "不再出现在列表里；以后可以重新填写"),
        NeedStatus::Expired => ("已失效", "仍然需要的话，确认一下就恢复"),
    }
}

/// What it means that nothing is in a column of the queue.
pub(crate) fn nothing_queued(tab: QueueTab) -> &'static str {
    match tab {
        QueueTab::County => "等县区审核的都处理完了，新交来的会列在这里",
        QueueTab::City => "等市级审核的都处理完了，县区转来的会列在这里",
        QueueTab::Confirmation => "代填的需求企业都确认了，没有要催的",
        QueueTab::Returned => "退回的都改好交来了",
        QueueTab::Ending => "两周内没有到期的需求",
    }
}

/// A line about a name that stands in a field that will be shown.
pub(crate) fn name_shown(fields: &[&str]) -> String {
    format!(
        "这条需求要隐去企业名称，但{}里写着企业的名称或简称。发布后别人看到的是“本企业”三个字；如果还有别的说法能认出企业，请先退回修改",
        fields.join("、")
    )
}

/// A step that there is not.
pub(crate) fn no_such_step() -> &'static str {
    "看不懂要走哪一步。请回到需求的页面，用上面的按钮"
}

/// A step can no longer be taken back.
pub(crate) fn undo_late() -> &'static str {
    "已经不能撤销：过了 30 分钟，或者之后又有人动过。需要改回来，请从现在的状态另走一步"
}

/// Somebody objects without saying to what.
pub(crate) fn say_what_is_wrong() -> &'static str {
    "请写一句哪里不对，填报的人才知道要改什么"
}

/// There is nothing to confirm any more.
pub(crate) fn nothing_to_confirm() -> &'static str {
    "这条需求现在不用确认：已经确认过，或者已经退回、撤回。下面是它现在的样子"
}

/// The digits are not those of the contact.
pub(crate) fn wrong_digits() -> &'static str {
    "手机后四位和登记的联系人对不上。请由需求的联系人本人来确认；连错 5 次链接就作废"
}

/// A confirmation link is over.
pub(crate) fn link_over() -> &'static str {
    "这个链接已经用过、过期，或者需求后来有了改动。请联系把链接发给您的工作人员，重新发一个"
}

/// The enterprise agreed by a link.
pub(crate) fn agreed_at(at: crate::domain::time::Instant) -> String {
    format!("这条需求已在 {} 确认。审核通过后就会发布，进展由县区科技部门告诉您", at.beijing_minute())
}

/// The enterprise sent it back by a link.
pub(crate) fn sent_back() -> &'static str {
    "已把您写的意见交给填报的工作人员，改好后会再请您确认"
}

/// A tab that there is not.
pub(crate) fn no_such_tab() -> &'static str {
    "没有这一栏。请从“需求审核”上面的几栏里选"
}
