//! Words of offers: what is wrong with one, how it stands, what a step led to.

use crate::domain::need::NeedStatus;
use crate::domain::offer::{
    ANSWER_CHARS, MOST_EVIDENCE, OfferProblem, OfferSide, OfferStatus, OfferStep, REASON_CHARS,
};
use crate::service::offers::StepTaken;

/// What is wrong with an offer, and what to write.
pub(crate) fn offer_problem(problem: OfferProblem) -> String {
    match problem {
        OfferProblem::NoText => "写几句打算怎么做、多久能做成、凭什么能做".to_owned(),
        OfferProblem::LongText(count) => {
            format!("写了 {count} 个字，最多 {ANSWER_CHARS} 个。留下做法、时间和依据，细节见面再谈")
        }
        OfferProblem::NoEvidence => "勾选一项能证明的能力；没有合适的，写一句为什么".to_owned(),
        OfferProblem::StrangeEvidence => "有一项能力不是本机构已发布的，请重新勾选".to_owned(),
        OfferProblem::MuchEvidence(count) => {
            format!("勾选了 {count} 项，最多 {MOST_EVIDENCE} 项。留下最能说明问题的几项")
        }
        OfferProblem::LongReason(count) => format!("写了 {count} 个字，最多 {REASON_CHARS} 个"),
        OfferProblem::NoWish => "选一种联系方式".to_owned(),
    }
}

/// How many things are wrong.
pub(crate) fn offer_not_sent(count: usize) -> String {
    format!("还没有发出，有 {count} 处要改")
}

/// That an offer waits, and for how long; never more than that.
pub(crate) fn offer_waits(side: Option<OfferSide>, days: i64) -> String {
    let who = if side == Some(OfferSide::Enterprise) { "等您答复" } else { "等答复" };
    if days > 0 { format!("{who}，已 {days} 个工作日") } else { format!("{who}，今天提出") }
}

/// Why an offer can no longer be answered. Those outside learn no more than that the need is not open to them.
pub(crate) fn need_closed(status: Option<NeedStatus>, side: Option<OfferSide>) -> String {
    let inside = side != Some(OfferSide::Institution);
    match status.filter(|_| inside) {
        Some(status) if !NeedStatus::OPEN.contains(&status) => {
            format!("这条需求{}，不能再答复。内容留着，双方都看得到", status.label())
        }
        Some(_) => "这条需求不再对这家机构公开，不能再答复。内容留着，双方都看得到".to_owned(),
        None => "这条需求已不再公开征集，企业不能再答复。您写的内容还在这里".to_owned(),
    }
}

/// What the last step was, just taken by the reader: what happened, and what comes next.
pub(crate) fn offer_done(step: OfferStep) -> (&'static str, &'static str) {
    match step {
        OfferStep::Send => {
            ("已发给企业", "企业、所在县区和市科技局看得到，别的机构看不到。企业答复以前可以修改或撤回")
        }
        OfferStep::Revise => ("已改好", "企业看到的是新写的内容"),
        OfferStep::Withdraw => ("已撤回", "企业看到的是“已撤回”"),
        OfferStep::Resume => ("已恢复到撤回以前", "企业照原来的样子看到它"),
        OfferStep::Welcome => ("已答复：愿意谈", "双方现在都可以查看对方的联系方式，每次查看都会记下"),
        OfferStep::Decline => ("已答复：暂不考虑", "机构看得到理由，看不到您的联系方式"),
        OfferStep::Retract => ("已收回答复", "又回到答复以前的状态"),
    }
}

/// Why a step was not taken.
pub(crate) fn step_not_taken(ended: StepTaken) -> Option<(&'static str, &'static str)> {
    match ended {
        StepTaken::Done | StepTaken::Already => None,
        StepTaken::Stale => Some(("没有改动", "对方或同事刚刚有过改动，下面是最新的内容，看过再决定")),
        StepTaken::Closed => Some(("没有改动", "这条需求已不再公开征集，不能再答复")),
        StepTaken::Late => Some(("没有撤销", "只有本人在 30 分钟内可以撤销，之后请用下面的按钮另作决定")),
    }
}

/// What is said instead of a contact that is not to be shown.
pub(crate) fn contact_not_agreed() -> (&'static str, &'static str) {
    ("没有显示", "双方都愿意谈的时候才能互看联系方式。现在还没有答复，或者已经撤回、改为暂不考虑")
}

/// What the enterprise decided, as the tabs of the list call it.
pub(crate) fn offer_tab(status: Option<OfferStatus>) -> &'static str {
    match status {
        None => "全部",
        Some(OfferStatus::Sent) => "等答复",
        Some(OfferStatus::Welcome) => "愿意谈",
        Some(OfferStatus::Declined) => "暂不考虑",
        Some(OfferStatus::Withdrawn) => "已撤回",
    }
}

/// What the list of offers is, to each side.
pub(crate) fn offers_lede(side: Option<OfferSide>) -> &'static str {
    match side {
        Some(OfferSide::Institution) => {
            "本机构对公开需求提出的“我能解决”，以及企业怎样答复。别的机构看不到。"
        }
        Some(OfferSide::Enterprise) => "高校院所主动来说能解决您的哪些需求。愿意谈的，双方互看联系方式。",
        None => "机构对需求提出的“我能解决”，以及企业怎样答复。没有答复就是没有答复，不当作同意。",
    }
}

/// What an empty list of offers says.
pub(crate) fn no_offers(side: Option<OfferSide>, narrowed: bool) -> (&'static str, &'static str) {
    match (narrowed, side) {
        (true, _) => ("没有符合条件的", "换一个状态，或去掉搜索的字再看"),
        (false, Some(OfferSide::Institution)) => {
            ("还没有提出过", "在需求大厅打开一条能做的需求，写几句怎么做，就会列在这里")
        }
        (false, Some(OfferSide::Enterprise)) => {
            ("还没有机构提出", "需求发布以后，有机构愿意解决就会列在这里")
        }
        (false, None) => ("还没有机构提出", "有机构在需求页写下“我能解决”，就会列在这里"),
    }
}
