//! What happened in the invented city lately, as data: who has an account, which needs were written and how far they
//! got, what institutions offered, and what was answered. `cli::demo` tells it through the same use cases as the pages,
//! at times counted back from the day of the demo. Every text says 示例数据; the institutions are those of the lists.

use crate::domain::need_life::NeedMove;
use crate::domain::offer::DeclineReason;
use crate::domain::role::Role;

/// Credit code of the enterprise that the story is about.
pub const ENTERPRISE: &str = "91410399DEM000524W";
/// The county it is in.
pub const COUNTY: &str = "洛龙区";

/// Somebody who can be signed in as.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// By which name.
    pub sign_in_name: &'static str,
    /// The person's name.
    pub name: &'static str,
    /// As what.
    pub role: Role,
    /// For which institution, where the role is that of one.
    pub institution: &'static str,
}

/// The people of the story; the last one works for a second institution.
pub const PEOPLE: [Person; 5] = [
    Person {
        sign_in_name: "demo-bureau", name: "示例市局专员", role: Role::BureauOfficer, institution: ""
    },
    Person {
        sign_in_name: "demo-county", name: "示例县区专员", role: Role::CountyOfficer, institution: ""
    },
    Person {
        sign_in_name: "demo-enterprise", name: "示例企业人员", role: Role::Enterprise, institution: ""
    },
    Person {
        sign_in_name: "demo-university",
        name: "示例高校人员",
        role: Role::Institution,
        institution: "示例科技大学",
    },
    Person {
        sign_in_name: "demo-institute",
        name: "示例院所人员",
        role: Role::Institution,
        institution: "示例轴承研究所",
    },
];

/// Who of [`PEOPLE`] acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The bureau.
    Bureau,
    /// The county.
    County,
    /// The enterprise.
    Enterprise,
    /// The university.
    University,
    /// The institute.
    Institute,
}

/// A step of the story, so many hours before the day of the demo.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    /// Somebody takes a step with the need, and says why.
    Move(Who, NeedMove, &'static str),
    /// An institution says that it can solve it: how, and by which word of their titles its evidence is found.
    Offer(Who, &'static str, &'static str),
    /// The enterprise wants to talk with this institution.
    Welcome(Who),
    /// The enterprise does not want to.
    Decline(Who, DeclineReason),
}

/// A need of the story.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// Title.
    pub title: &'static str,
    /// What is wrong, without the mark in front.
    pub problem: &'static str,
    /// Figures to be reached, one a line.
    pub figures: &'static str,
    /// 万元.
    pub budget: &'static str,
    /// Who wrote it.
    pub by: Who,
    /// How many hours ago it was sent in.
    pub hours: i64,
    /// What happened since, each with how many hours ago.
    pub deeds: &'static [(i64, Deed)],
}

/// The needs, in the order in which they were sent in.
pub const NEEDS: [Written; 8] = [
    Written {
        title: "端盖轴承位跑外圈返修多",
        problem: "铝端盖轴承位用半年就松，外圈跟着转，返修要换整个端盖。试过涂胶和加大过盈，高温下还是松。",
        figures: "配合面磨损量 ≤ 0.02 mm\n运行寿命 ≥ 8000 h",
        budget: "40",
        by: Who::Enterprise,
        hours: 2_000,
        deeds: &[
            (1_980, Deed::Move(Who::County, NeedMove::Forward, "")),
            (1_960, Deed::Move(Who::Bureau, NeedMove::Publish, "")),
            (1_800, Deed::Move(Who::County, NeedMove::StartTalks, "")),
            (1_500, Deed::Move(Who::County, NeedMove::Sign, "示例数据：签了技术服务合同")),
            (200, Deed::Move(Who::County, NeedMove::Complete, "示例数据：样件通过台架试验")),
        ],
    },
    Written {
        title: "风叶注塑件缩孔影响动平衡",
        problem: "尼龙风叶轮毂厚壁处缩孔，动平衡配重块越加越多。",
        figures: "缩孔报废率 ≤ 1 %",
        budget: "15",
        by: Who::Enterprise,
        hours: 700,
        deeds: &[(650, Deed::Move(Who::Enterprise, NeedMove::Withdraw, "示例数据：改用外购件，不再需要"))],
    },
    Written {
        title: "永磁体涂层盐雾试验不过",
        problem: "转子磁钢表面环氧涂层做中性盐雾，边角先起泡，客户要求的时间只能过一半。换过两家涂装厂，批次差别很大。",
        figures: "中性盐雾时间 ≥ 500 h\n涂层厚度 10～20 μm",
        budget: "60",
        by: Who::Enterprise,
        hours: 500,
        deeds: &[
            (480, Deed::Move(Who::County, NeedMove::Forward, "")),
            (460, Deed::Move(Who::Bureau, NeedMove::Publish, "")),
            (
                240,
                Deed::Offer(
                    Who::University,
                    "示例数据：先对边角涂层做断面分析，再用倒角加两道薄涂的办法试三批，三个月给出工艺卡。做过同类电机零件的失效分析。",
                    "电机",
                ),
            ),
            (200, Deed::Welcome(Who::University)),
            (180, Deed::Move(Who::County, NeedMove::StartTalks, "示例数据：双方已见面")),
        ],
    },
    Written {
        title: "成品电机异音下线靠人耳判断",
        problem: "下线工位靠老师傅听，误判返工一天二十多台，漏判到客户那里又退回来。想用振动或噪声信号自动判断，不知道从哪些特征下手。",
        figures: "误判率 ≤ 2 %\n单台检测时间 ≤ 20 s",
        budget: "80",
        by: Who::Enterprise,
        hours: 330,
        deeds: &[
            (320, Deed::Move(Who::County, NeedMove::Forward, "")),
            (300, Deed::Move(Who::Bureau, NeedMove::Publish, "")),
            (
                120,
                Deed::Offer(
                    Who::Institute,
                    "示例数据：我们有轴承振动测试台，可以先借给产线用两周，采一百台好的和坏的，再定特征。",
                    "轴承",
                ),
            ),
            (100, Deed::Decline(Who::Institute, DeclineReason::Slow)),
            (
                30,
                Deed::Offer(
                    Who::University,
                    "示例数据：先在产线装两个加速度计和一个传声器，一个月采样，两个月给出判别程序，误判率按双方封存的样机验收。",
                    "电机",
                ),
            ),
        ],
    },
    Written {
        title: "绕线机断线频繁影响节拍",
        problem: "细线径绕组换线盘后半小时内断线最多，查过张力器和导轮，没有规律。",
        figures: "断线次数 ≤ 1 次/班",
        budget: "面议",
        by: Who::County,
        hours: 50,
        deeds: &[],
    },
    Written {
        title: "压铸电机壳水检渗漏率高",
        problem: "电机外壳压铸件机加工后出现针孔，水检渗漏率高，返修占用产能。渗漏位置随模具温度变化，说不清是气孔还是缩松。",
        figures: "渗漏率 ≤ 2 %",
        budget: "50",
        by: Who::Enterprise,
        hours: 74,
        deeds: &[(
            26,
            Deed::Move(
                Who::County,
                NeedMove::Return,
                "示例数据：渗漏率是按哪种水检压力和保压时间测的，请写明；再补一句目前的月产量。",
            ),
        )],
    },
    Written {
        title: "转子动平衡返工多",
        problem: "铸铝转子动平衡一次合格率只有七成，去重位置不对又影响磁路。",
        figures: "一次合格率 ≥ 95 %",
        budget: "30",
        by: Who::Enterprise,
        hours: 52,
        deeds: &[(28, Deed::Move(Who::County, NeedMove::Forward, ""))],
    },
    Written {
        title: "定子浸漆后气隙不均",
        problem: "滴浸后内圆有漆瘤，气隙不均，噪声超标，要人工刮漆。",
        figures: "内圆漆瘤高度 ≤ 0.05 mm\n单台刮漆时间 ≤ 1 min",
        budget: "25",
        by: Who::Enterprise,
        hours: 5,
        deeds: &[],
    },
];

/// What the enterprise has begun to write and not sent in: title and problem.
pub const DRAFT: (&str, &str) = ("接线盒密封圈老化开裂", "示例数据：户外用三年密封圈开裂进水，想换材料。");

/// How many enterprises of the county have answered the survey of the four haves, each third of them only in part.
pub const SURVEYED: usize = 12;
