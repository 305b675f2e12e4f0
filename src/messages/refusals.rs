//! What refusals say on a page: a heading, and what to do next.

/// No such page or record.
pub(crate) const NOT_FOUND: (&str, &str) =
    ("没有这一页", "地址可能写错了，或者这条记录已经不在。可以回到首页，或者搜索要找的名称、编号。");
/// A file that was sent and is no longer kept.
pub(crate) const UPLOAD_GONE: (&str, &str) = (
    "这份表已经不在了",
    "传上来的表只留一天，等人看过再写入，过期就删去；已经写入的数据不受影响。请到“导入导出”把表再传一次。",
);
/// The address takes no such request.
pub(crate) const WRONG_METHOD: (&str, &str) =
    ("这个地址不能这样打开", "请从页面上的按钮或链接进入，不要直接改写地址。");
/// For those who have signed in.
pub(crate) const SIGN_IN_FIRST: (&str, &str) =
    ("请先登录", "登录后再做一次。刚才填写的内容没有提交，可以用浏览器的“返回”找回来。");
/// Not for this role. Whether the thing exists is not said.
pub(crate) const NOT_ALLOWED: (&str, &str) =
    ("您的账号不能打开这一页", "这一页属于别的岗位。如果工作需要，请联系系统管理员调整账号的角色。");
/// Sent from another site, or under another name.
pub(crate) const FOREIGN: (&str, &str) = (
    "没有受理来自别处的请求",
    "现在只受理本机页面发出的请求。请在运行本程序的电脑上，用启动时打印的地址打开，再做一次。",
);
/// More was sent than is taken.
pub(crate) const TOO_LARGE: (&str, &str) =
    ("内容太大，没有收下", "表格文件最大 32 MB，表单文字最长 1 万字。请拆成几份，再分别提交。");
/// Heading over a request that came after too many others.
pub(crate) const TOO_MANY: &str = "操作太快，请稍等";

/// After how long it is answered again.
pub(crate) fn too_many(seconds: u64) -> String {
    format!(
        "刚才一分钟里的请求太多，这一次没有办理，数据没有改动。请过 {seconds} 秒再试，填写的内容可以用浏览器的“返回”找回来。"
    )
}

/// Took too long.
pub(crate) const TOO_SLOW: (&str, &str) =
    ("这一步用时太久，已停下", "没有改动任何数据。请过一分钟再试；如果总是这样，请把下面的编号告诉管理员。");
/// Our fault.
pub(crate) const INTERNAL: (&str, &str) =
    ("这一步没有做成", "数据没有改动。请返回上一页再试一次；如果总是这样，请把下面的编号告诉管理员。");
/// Heading over a request that cannot be understood.
pub(crate) const BAD: &str = "看不懂这个请求";
/// Heading while something is being prepared.
pub(crate) const UNAVAILABLE: &str = "正在准备，请稍等";

/// A request that cannot be read at all.
pub(crate) fn unreadable_request() -> &'static str {
    "发来的内容读不出来。请回到上一页，检查填写的内容后再提交。"
}

/// Parameters that cannot be read.
pub(crate) fn bad_address() -> &'static str {
    "地址里“?”后面的条件读不出来。请去掉这些条件，从列表页重新选择。"
}

/// A page number that is none.
pub(crate) fn bad_page_number(text: &str) -> String {
    format!("页码“{}”不对。页码是从 1 开始的整数，请从第 1 页翻起。", shortened(text))
}

/// A number of candidates that is not on offer.
pub(crate) fn candidate_count_refused(asked: &str) -> String {
    let shown: String = asked.chars().take(20).collect();
    format!("候选个数“{shown}”不行。可以写 10、20 或 50，也可以去掉这一项。")
}

/// The index is not there yet.
pub(crate) fn index_in_the_making() -> &'static str {
    "索引正在建立，通常几秒钟，数据很多时要几分钟。请稍后刷新本页。"
}

/// No kind of list was chosen.
pub(crate) fn choose_list() -> &'static str {
    "还没有选是哪一种表。请先选表的种类，再选文件。"
}

/// A roster needs its year.
pub(crate) fn bad_year() -> &'static str {
    "“名录”要写明数据年度，写成四位数字，例如 2022。"
}

/// No file, or an empty one.
pub(crate) fn choose_file() -> &'static str {
    "没有收到文件，或者文件是空的。请重新选择 .xlsx 或 .csv 文件。"
}

/// Name of the workbook of rows that were kept out.
pub(crate) fn error_book_name(stem: &str) -> String {
    format!("{stem}-错误清单.xlsx")
}

/// Name of an empty list.
pub(crate) fn template_name(kind: &str, ending: &str) -> String {
    format!("{kind}模板.{ending}")
}

/// Name of a list as it stands.
pub(crate) fn export_name(kind: &str, today: crate::domain::time::BusinessDate, ending: &str) -> String {
    format!("{kind}-{today}.{ending}")
}

/// A length of a page that is not offered.
pub(crate) fn bad_page_length(text: &str) -> String {
    format!("每页“{}”条不行。每页可以是 20、50 或 100 条。", shortened(text))
}

/// A budget that is no amount.
pub(crate) fn bad_budget(text: &str) -> String {
    format!("“{}”看不懂。请写成数字（单位万元），例如 120，没定可写“面议”", shortened(text))
}

/// A date that is none.
pub(crate) fn bad_date(text: &str) -> String {
    format!("“{}”不是日期。请写成 2027-06-30 这样", shortened(text))
}

/// More text than is read.
pub(crate) fn text_too_long(found: usize, most: usize) -> String {
    format!("一共写了 {found} 字，最多 {most} 字。请删去与问题无关的内容，右边只按前面的文字计算")
}

fn shortened(text: &str) -> String {
    text.chars().take(20).collect()
}
