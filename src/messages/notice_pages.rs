//! What the pages about notices say besides the notices: switches, channels, the outbox.

use crate::domain::channel::{Channel, HookKind};
use crate::domain::notice_times::NoticeTimes;
use crate::service::notices::ChannelProblem;

/// What is said of a matter that is no longer open to the reader. Names neither it nor its kind.
pub(crate) fn closed_words() -> (&'static str, &'static str) {
    ("这件事已不再开放", "内容被撤回、隐藏，或转给了别人，不用处理")
}

/// What a channel is called where it is switched.
pub(crate) fn channel_hint(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "每天汇总一封，急事另发",
        Channel::Hook => "只写有几件事，不写企业名称和技术内容",
    }
}

/// What is to be mended in the settings of a channel.
pub(crate) fn channel_problem(problem: ChannelProblem) -> &'static str {
    match problem {
        ChannelProblem::Host => "服务器地址只能有字母、数字、点和短横，例如 smtp.example.cn",
        ChannelProblem::Port => "端口写 1 到 65535 的数，常用 465、587 或 25",
        ChannelProblem::From => "发件地址写成 duijie@example.cn 这样",
        ChannelProblem::Password => "服务器、端口或账号改过，请再输入一次密码",
        ChannelProblem::PlainPassword => "不加密时不能用账号和密码。换成加密方式，或清空账号",
        ChannelProblem::Url => "地址写成 https:// 开头的完整网址",
        ChannelProblem::Body => "内容模板要是 JSON，并含有 {{text}}",
        ChannelProblem::Secret => "钉钉机器人要填“加签”密钥",
        ChannelProblem::Digest => "时间写成 8:30 这样，不能在夜间不发的时段里",
    }
}

/// What the template of a kind of webhook usually is, and what it wants.
pub(crate) fn hook_hint(kind: HookKind) -> &'static str {
    match kind {
        HookKind::WeCom => "粘贴机器人的 Webhook 地址，密钥留空",
        HookKind::DingTalk => "安全设置选“加签”，把密钥填在下面",
        HookKind::Gateway => "按网关的说明改内容模板；密钥作为 Bearer 令牌发送",
    }
}

/// The hours in which nothing is sent.
pub(crate) fn quiet_words(times: &NoticeTimes) -> String {
    format!("{} 到次日 {}", NoticeTimes::written(times.quiet_from), NoticeTimes::written(times.quiet_until))
}

/// What the page says after something was done.
pub(crate) fn outbox_done(code: &str) -> Option<&'static str> {
    Some(match code {
        "mail" => "邮件通道已保存。点“发测试邮件”看看能不能收到",
        "mail-off" => "邮件通道已关闭，通知只留在站内",
        "hook" => "短信或机器人通道已保存。点“发测试消息”看看能不能收到",
        "hook-off" => "短信或机器人通道已关闭",
        "times" => "汇总时间已保存，下一封起生效",
        "test" => "测试消息已交给发送队列，结果在下面第一行，几秒后刷新",
        "held" => "已暂停，放行之前不会发出",
        "released" => "已放行，马上发送",
        "late" => "它的状态刚刚变了，没有改动。看下面的现状",
        _ => return None,
    })
}

/// What the page of the own switches says after they were saved.
pub(crate) fn switches_done(code: &str) -> Option<&'static str> {
    (code == "saved").then_some("通知设置已保存，下一条起生效")
}
