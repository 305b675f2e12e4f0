//! Import, export and undo of every list, through the service.

mod every_kind;
mod files;
mod needs_and_capabilities;
mod refusals;
mod responsibilities;
mod roster;
mod undo;

use std::path::PathBuf;

use duijie::city::CityPack;
use duijie::domain::batch::SheetKind;
use duijie::domain::viewer::Viewer;
use duijie::service::export::export_sheet;
use duijie::service::import::{
    Import, ImportError, ImportOptions, ImportReport, ImportScene, Remark, UndoReport, import_sheet,
    undo_batch,
};

use crate::support::db::{TestStore, noon};
use crate::support::samples::uscc;

/// A database with the city pack, and a folder for files.
struct Desk {
    db: TestStore,
    city: CityPack,
    viewer: Viewer,
}

fn options(kind: SheetKind) -> ImportOptions {
    ImportOptions { year: (kind == SheetKind::Roster).then_some(2025), ..ImportOptions::of(kind) }
}

impl Desk {
    async fn new(db: TestStore) -> Self {
        let city = CityPack::bundled().expect("pack");
        let mut tx = db.write().await;
        city.install(&mut tx).await.expect("installs");
        tx.commit().await.expect("commits");
        Self { db, city, viewer: Viewer::operator() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.db.folder.join(name)
    }

    fn scene(&self) -> ImportScene<'_> {
        ImportScene {
            store: &self.db.store,
            city: &self.city,
            viewer: &self.viewer,
            now: noon("2026-03-05"),
            progress: &|_, _| {},
        }
    }

    async fn load(&self, file: PathBuf, options: ImportOptions) -> Result<Import, ImportError> {
        import_sheet(&self.scene(), file, options).await
    }

    fn csv(&self, text: &str) -> PathBuf {
        let file = self.path("表.csv");
        std::fs::write(&file, text).expect("writes");
        file
    }

    async fn import_as(&self, options: ImportOptions, csv: &str) -> ImportReport {
        let report = self.load(self.csv(csv), options).await.expect("imports").report;
        let parts = report.created + report.updated + report.unchanged + report.rejected;
        assert_eq!(report.rows, parts, "{report:?}");
        report
    }

    async fn import(&self, kind: SheetKind, csv: &str) -> ImportReport {
        self.import_as(options(kind), csv).await
    }

    /// Imports rows all of which are taken, and returns the batch.
    async fn take(&self, kind: SheetKind, csv: &str) -> String {
        let report = self.import(kind, csv).await;
        assert!(report.errors.is_empty() && report.rejected == 0, "{report:?}");
        report.batch.expect("a batch")
    }

    async fn undo(&self, batch: &str) -> Result<UndoReport, ImportError> {
        undo_batch(&self.scene(), batch).await
    }

    async fn export_to(&self, kind: SheetKind, name: &str) -> PathBuf {
        let file = self.path(name);
        export_sheet(&self.db.store, &self.city, &self.viewer, kind, &file, noon("2026-03-05"))
            .await
            .expect("exports");
        file
    }

    /// A list as its CSV export.
    async fn export(&self, kind: SheetKind) -> String {
        let file = self.export_to(kind, "导出.csv").await;
        String::from_utf8(std::fs::read(file).expect("reads")).expect("UTF-8")
    }

    /// Every list as its CSV export.
    async fn everything(&self) -> Vec<String> {
        let mut all = Vec::new();
        for kind in SheetKind::ALL {
            all.push(self.export(kind).await);
        }
        all
    }

    /// Loads what lists of this kind refer to.
    async fn prepare(&self, kind: SheetKind) {
        use SheetKind as K;
        let needed = match kind {
            K::Capabilities => K::Institutions,
            K::Needs | K::RdActivities | K::FourHaves | K::Assignments => K::Enterprises,
            _ => return,
        };
        let report = self.import(needed, &list(needed)).await;
        assert_eq!(report.rejected, 0, "{report:?}");
    }
}

/// The remarks as `(row, column, reason)`.
fn told(remarks: &[Remark]) -> Vec<(u32, &str, &str)> {
    remarks.iter().map(|remark| (remark.row, remark.column.as_str(), remark.reason.as_str())).collect()
}

/// A sound list of two rows of each kind, every column given.
fn list(kind: SheetKind) -> String {
    let (one, two) = (uscc(1), uscc(2));
    match kind {
        SheetKind::Enterprises | SheetKind::Roster => format!(
            "企业名称,统一社会信用代码,县区,行业代码,是否国有,入库日期,退库日期,退库原因,联系人,联系电话,数据来源\n\
             示例轴承公司,{one},洛龙区,3451,是,2019-05-01,,,李工,0379-6000,名录\n\
             示例耐材公司,{two},嵩县,3089,否,2020-01-01,2031-02-03,停产,王工,0379-7000,名录\n"
        ),
        SheetKind::Institutions => "机构名称,机构类型,统一社会信用代码,所在地,简介,月度上限,接受合作,联系人,联系电话,数据来源\n\
             示例大学,高校,12410000DEM0000001,河南洛阳,\"轴承、齿轮\n第二行\",5,是,王老师,13800000000,官网\n\
             示例研究所,科研院所,,北京,材料,3,否,赵老师,,官网\n"
            .replace("12410000DEM0000001", uscc(9).as_str()),
        SheetKind::Capabilities => "机构名称,类型,名称,简介,关键词,技术领域,应用行业,技术指标,成熟度,合作方式,价格(万元),月度上限,数据来源\n\
             示例大学,成果,转盘轴承感应淬火,软带控制,轴承；淬火,新材料,345,硬度 ≥ 55 HRC,6,技术转让；联合研发,12.5,2,官网\n\
             示例研究所,专家,耐火材料专家,长寿命,耐材,,,,,,面议,,官网\n"
            .to_owned(),
        SheetKind::Needs => format!(
            "企业名称,统一社会信用代码,需求名称,主要问题,需求类型,关键词,技术领域,技术指标,拟投入(万元),合作方式,期望完成时间,公开程度,是否涉密,联系人,回避单位,数据来源\n\
             示例轴承公司,{one},轴承噪声,\"噪声大，\n返修多\",,轴承；噪声,新材料,噪声 ≤ 40 dB,50,联合研发,2026-12-31,,否,赵工,某所,走访\n\
             示例耐材公司,,窑衬寿命,\"寿命短,常停窑\",,,,,面议,,,,否,,,走访\n"
        ),
        SheetKind::Targets => "年度,县区,目标(%),文件,性质\n\
             2025,洛龙区,75.5,洛办〔2025〕1号,指导目标\n2025,全市,60,洛办〔2025〕1号,工作目标\n"
            .to_owned(),
        SheetKind::RdActivities => format!(
            "统一社会信用代码,年度,是否有研发活动,来源,研发经费(万元),截至日期\n\
             {one},2025,是,科技厅系统,120.55,2025-12-31\n{two},2025,否,县区核实,,\n"
        ),
        SheetKind::RdAggregates => "年度,县区,规上企业数,有研发活动数,截至日期\n\
             2025,洛龙区,120,80,2025-12-31\n2025,全市,1800,900,2025-12-31\n"
            .to_owned(),
        SheetKind::FourHaves => format!(
            "统一社会信用代码,年度,项,有无,证明材料,日期\n\
             {one},2025,机构,有,研发中心文件,2025-03-01\n{two},2025,经费,无,,\n"
        ),
        SheetKind::Assignments => format!(
            "统一社会信用代码,包联干部,单位,职务,联系电话,开始日期,结束日期\n\
             {one},张干部,洛龙区科技局,副局长,13900001111,2025-03-01,2027-02-28\n{two},李干部,,,,,\n"
        ),
        SheetKind::Holidays => "日期,开始,结束,类型,名称,数据来源\n\
             ,2026-10-01,2026-10-07,放假,国庆节,国办发明电〔2025〕7号\n2026-10-10,,,上班,国庆节,\n"
            .to_owned(),
    }
}

/// What stands in one cell of the list, and what it is changed to.
fn change(kind: SheetKind) -> (&'static str, &'static str) {
    match kind {
        SheetKind::Enterprises => ("李工", "孙工"),
        SheetKind::Roster => ("2019-05-01", "2018-05-01"),
        SheetKind::Institutions => ("13800000000", "13900000000"),
        SheetKind::Capabilities => ("12.5", "13.5"),
        SheetKind::Needs => ("2026-12-31", "2027-06-30"),
        SheetKind::Targets => ("75.5", "76.5"),
        SheetKind::RdActivities => ("120.55", "130.55"),
        SheetKind::RdAggregates => (",80,", ",81,"),
        SheetKind::FourHaves => ("研发中心文件", "实验室文件"),
        SheetKind::Assignments => ("副局长", "局长"),
        SheetKind::Holidays => ("10-10,,,上班", "10-10,,,放假"),
    }
}

fn changed(kind: SheetKind) -> String {
    let (from, to) = change(kind);
    let text = list(kind);
    assert!(text.contains(from), "{kind:?}");
    text.replacen(from, to, 1)
}
