//! What notices say: in the inbox, in a mail, in a short message. First what is to be done, then why. Made from what
//! the reader may read now; a short message names nobody and nothing.

use askama::Template;

use crate::domain::account::Account;
use crate::domain::notice::{Notice, NoticeTopic, Point, SubjectKind};
use crate::domain::role::Role;
use crate::domain::time::{BusinessDate, Instant};
use crate::service::notices::{Matter, NoticeShown};

/// Most things that a line names.
const MOST_NAMED: usize = 3;
/// Most topics that a subject or a short message names.
const MOST_TOPICS: usize = 2;
/// Who writes.
const SENDER: &str = "对接平台";

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoticeWords {
    /// What is to be done, or what happened.
    pub headline: String,
    /// Why.
    pub reason: String,
    /// What the button says.
    pub button: &'static str,
    /// As it was.
    pub before: Option<String>,
    /// As it is.
    pub after: Option<String>,
}

/// What a notice says whose matter its reader may read.
pub(crate) fn notice_words(notice: &Notice, matter: &Matter) -> NoticeWords {
    let (headline, reason, button) = said(notice, matter);
    NoticeWords {
        headline,
        reason,
        button,
        before: notice.detail.before.map(point),
        after: notice.detail.after.map(point),
    }
}

fn said(notice: &Notice, matter: &Matter) -> (String, String, &'static str) {
    let (name, count) = (&matter.name, matter.count(notice));
    match notice.topic {
        NoticeTopic::NeedReturned => {
            (format!("修改被退回的需求：{name}"), "退回理由写在需求页，改好后可以再提交".to_owned(), "去修改")
        }
        NoticeTopic::NeedForwarded => {
            (format!("“{name}”已转市级审核"), "县区审核通过，市级审核后发布".to_owned(), "查看需求")
        }
        NoticeTopic::NeedPublished => {
            (format!("“{name}”已发布"), "高校院所看得到了，有人能解决会再通知".to_owned(), "查看需求")
        }
        NoticeTopic::NeedWithdrawn => (format!("“{name}”已撤回"), "不再寻找合作方".to_owned(), "查看需求"),
        NoticeTopic::NeedExpiring => {
            (format!("确认是否还需要：{name}"), until(notice, "到期，不确认就从大厅撤下"), "去确认")
        }
        NoticeTopic::NeedExpired => {
            (format!("“{name}”已失效"), "到期没有确认，已从大厅撤下，可以重新提交".to_owned(), "查看需求")
        }
        NoticeTopic::ReviewWaits => (format!("审核需求：{name}"), waiting(matter), "去审核"),
        NoticeTopic::FilingWaits => {
            (format!("确认代填的需求：{name}"), "工作人员代为填写，确认后才进入审核".to_owned(), "去确认")
        }
        NoticeTopic::OfferMade => (format!("{count} 家机构说能解决“{name}”"), named(matter), "查看并答复"),
        NoticeTopic::OfferAnswered => {
            (format!("企业答复了：{name}"), "答复写在需求页".to_owned(), "查看答复")
        }
        NoticeTopic::NewNeeds => (fitting(matter, count, "条新需求"), named(matter), "查看需求"),
        NoticeTopic::NewCapabilities => (fitting(matter, count, "项新能力"), named(matter), "查看能力"),
        NoticeTopic::NewInstitutions => (fitting(matter, count, "家新机构"), named(matter), "查看机构"),
        NoticeTopic::FollowedChanged => (format!("关注的“{name}”有变化"), waiting(matter), "去看看"),
        NoticeTopic::StatementStale => {
            let reason = format!("很久没有更新，匹配时会打折扣：{}", named(matter));
            (format!("确认 {count} 项能力还对不对"), reason, "去确认")
        }
        NoticeTopic::SurveyWaits => survey(notice, matter),
        NoticeTopic::RegistrationWaits => {
            (format!("确认注册：{name}"), "有人注册为这家企业的人员".to_owned(), "去确认")
        }
    }
}

/// Which survey waits follows from what it is about.
fn survey(notice: &Notice, matter: &Matter) -> (String, String, &'static str) {
    let name = &matter.name;
    match matter.subject.kind {
        SubjectKind::Enterprise => {
            (format!("填写四有调查：{name}"), "研发机构、人员、经费、产学研合作各有没有".to_owned(), "去填写")
        }
        SubjectKind::County => {
            (format!("{name}还有企业没填四有调查"), "请联系企业填报，也可以代填".to_owned(), "看是哪些企业")
        }
        _ => (format!("核对并确认本机构的能力：{name}"), until(notice, "前答复研发资源调查"), "去核对"),
    }
}

fn fitting(matter: &Matter, count: usize, what: &str) -> String {
    match matter.subject.kind {
        SubjectKind::Search => format!("保存的搜索找到 {count} {what}"),
        SubjectKind::Institution => format!("{count} {what}适合本机构"),
        _ => format!("{count} {what}适合“{}”", matter.name),
    }
}

/// The things that are counted, by name.
fn named(matter: &Matter) -> String {
    let names: Vec<&str> = matter.items.iter().take(MOST_NAMED).map(|item| item.name.as_str()).collect();
    match matter.items.len() {
        0 => "详情写在页面上".to_owned(),
        few if few <= MOST_NAMED => names.join("、"),
        many => format!("{} 等 {many} 项", names.join("、")),
    }
}

/// Where a need stands.
fn waiting(matter: &Matter) -> String {
    match (&matter.no, matter.status) {
        (Some(no), Some(status)) => format!("{no}，现在：{}", status.label()),
        (Some(no), None) => no.clone(),
        _ => "详情写在页面上".to_owned(),
    }
}

fn until(notice: &Notice, what: &str) -> String {
    match notice.detail.after {
        Some(Point::Day(day)) => format!("{}{what}", day_words(day)),
        _ => format!("请在期限{what}"),
    }
}

fn day_words(day: BusinessDate) -> String {
    format!("{} 月 {} 日", day.month(), day.day_of_month())
}

fn point(point: Point) -> String {
    match point {
        Point::Status(status) => status.label().to_owned(),
        Point::Day(day) => day_words(day),
        Point::At(at) => at.beijing_minute(),
    }
}

/// How many notices there are of each topic, in the order in which the topics come.
fn by_topic(shown: &[NoticeShown]) -> Vec<(NoticeTopic, usize)> {
    let mut counts: Vec<(NoticeTopic, usize)> = Vec::new();
    for one in shown {
        match counts.iter_mut().find(|(topic, _)| *topic == one.notice.topic) {
            Some((_, count)) => *count += 1,
            None => counts.push((one.notice.topic, 1)),
        }
    }
    counts
}

fn topics(shown: &[NoticeShown]) -> String {
    let counts = by_topic(shown);
    let named = counts.iter().take(MOST_TOPICS);
    let named: Vec<String> = named.map(|(topic, count)| format!("{} {count} 件", topic.label())).collect();
    if counts.len() > MOST_TOPICS {
        format!("{}，共 {} 件", named.join("、"), shown.len())
    } else {
        named.join("、")
    }
}

/// What a short message says, under seventy characters: topics and counts.
pub(crate) fn short_message(shown: &[NoticeShown]) -> String {
    if shown.is_empty() {
        return format!("【{SENDER}】这是一条测试消息，收到就说明通道可用");
    }
    format!("【{SENDER}】您有{}，请登录查看", topics(shown))
}

/// A mail.
pub(crate) struct MailWords {
    pub subject: String,
    pub text: String,
    pub html: String,
}

struct MailLine {
    words: NoticeWords,
    href: String,
}

#[derive(Template)]
#[template(path = "mail/digest.html")]
struct MailPage<'a> {
    greeting: &'a str,
    intro: &'a str,
    lines: &'a [MailLine],
    /// True if something was and is now otherwise.
    moved: bool,
    sent: String,
    urgent: bool,
    inbox: &'a str,
    switches: &'a str,
}

/// What a mail says. `base` is where links begin.
pub(crate) fn mail(
    account: &Account,
    shown: &[NoticeShown],
    urgent: bool,
    base: &str,
    now: Instant,
) -> Option<MailWords> {
    let lines: Vec<MailLine> = shown
        .iter()
        .filter_map(|one| {
            let words = notice_words(&one.notice, one.matter.as_ref()?);
            Some(MailLine { words, href: format!("{base}/inbox/{}", one.notice.id) })
        })
        .collect();
    let polite = matches!(account.role, Role::Enterprise | Role::Institution);
    let greeting = format!("{}{}：", account.name, if polite { "，您好" } else { "" });
    let (subject, intro) = if lines.is_empty() {
        (format!("{SENDER}：测试邮件"), "这是一封测试邮件，收到就说明邮件通道可用。".to_owned())
    } else {
        (format!("{SENDER}：{}", topics(shown)), format!("有 {} 件事，先看最早的一件。", lines.len()))
    };
    let (inbox, switches) = (format!("{base}/inbox"), format!("{base}/account/notices"));
    let page = MailPage {
        greeting: &greeting,
        intro: &intro,
        lines: &lines,
        moved: lines.iter().any(|line| line.words.before.is_some() || line.words.after.is_some()),
        sent: now.beijing_minute(),
        urgent,
        inbox: &inbox,
        switches: &switches,
    };
    let html = page.render().ok()?;
    Some(MailWords { subject, text: plain(&page), html })
}

/// The same for those who read no HTML.
fn plain(page: &MailPage<'_>) -> String {
    let mut text = format!("{}\n\n{}\n", page.greeting, page.intro);
    for (at, line) in page.lines.iter().enumerate() {
        let words = &line.words;
        text.push_str(&format!("\n{}. {}\n   {}\n", at + 1, words.headline, words.reason));
        if words.before.is_some() || words.after.is_some() {
            let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "无".to_owned());
            text.push_str(&format!("   原来：{}；现在：{}\n", side(&words.before), side(&words.after)));
        }
        text.push_str(&format!("   {}\n", line.href));
    }
    text.push_str(&format!("\n{}\n改收哪些通知：{}\n", frequency(page.urgent), page.switches));
    text
}

/// How often one gets such a mail.
fn frequency(urgent: bool) -> &'static str {
    if urgent {
        "急事单独发一封，其余每天汇总一次。"
    } else {
        "汇总每天最多一封，急事另发。"
    }
}

#[cfg(test)]
mod tests {
    use super::short_message;
    use crate::domain::ids::{AccountId, NoticeId};
    use crate::domain::notice::{Notice, NoticeDetail, NoticeTopic, Subject};
    use crate::domain::time::Instant;
    use crate::service::notices::NoticeShown;

    fn shown(topic: NoticeTopic) -> NoticeShown {
        let notice = Notice {
            id: NoticeId::from(ulid::Ulid(1)),
            account: AccountId::from(ulid::Ulid(2)),
            topic,
            subject: Subject::search("x"),
            detail: NoticeDetail::default(),
            first_at: Instant(0),
            at: Instant(0),
            read_at: None,
        };
        NoticeShown { notice, matter: None }
    }

    #[test]
    fn a_short_message_has_less_than_seventy_characters_whatever_it_is_about() {
        let all: Vec<NoticeShown> = NoticeTopic::ALL.iter().map(|topic| shown(*topic)).collect();
        for one in NoticeTopic::ALL {
            for other in NoticeTopic::ALL {
                let mut many: Vec<NoticeShown> = (0..999).map(|_| shown(*one)).collect();
                many.extend((0..999).map(|_| shown(*other)));
                many.extend(all.iter().cloned());
                let text = short_message(&many);
                assert!(text.chars().count() < 70, "{text}");
            }
        }
        assert!(short_message(&[]).chars().count() < 70);
    }
}
