//! Rows and files that are not taken, and what is said about them.

use duijie::domain::batch::SheetKind;
use duijie::service::import::ImportOptions;
use rust_xlsxwriter::Workbook;

use super::{Desk, list, options, told};
use crate::support::db::{TestStore, on_both};
use crate::support::samples::uscc;

on_both!(
    wrong_cells_are_named_by_row_and_column,
    a_code_stored_as_a_number_is_refused,
    facts_of_unknown_enterprises_are_refused,
    wrong_figures_are_refused,
    one_wrong_row_keeps_all_out_if_that_was_asked,
    columns_and_codes_that_deserve_a_look_are_taken_with_a_warning,
);

async fn wrong_cells_are_named_by_row_and_column(db: TestStore) {
    let desk = Desk::new(db).await;
    let (one, two, three) = (uscc(1), uscc(2), uscc(3));
    let text = format!(
        "企业名称,统一社会信用代码,县区,入库日期,退库日期,是否国有\n\
         甲公司,{one},洛龙区,,,\n乙公司,{two},郑州市,,,\n甲公司又一行,{one},嵩县,,,\n\
         丙公司,{three},嵩县,2024-05-01,2023-05-01,\n,91410,嵩县,下个月,,也许\n"
    );
    let report = desk.import(SheetKind::Enterprises, &text).await;
    assert_eq!((report.rows, report.created, report.rejected), (5, 1, 4));
    let expected = [
        (3, "C 县区", "没有名为“郑州市”的县区。请填 16 个县区之一"),
        (4, "B 统一社会信用代码", "与第 2 行重复，只采用第 2 行。请合并或删除其中一行"),
        (5, "E 退库日期", "退库日期早于入库日期。请核对"),
        (6, "A 企业名称", "必填，不能为空"),
        (6, "B 统一社会信用代码", "统一社会信用代码应为 18 位，现有 5 位"),
        (6, "F 是否国有", "“也许”不在可选范围。请填：是、否"),
        (6, "D 入库日期", "“下个月”不是日期。请写成 2026-03-05"),
    ];
    assert_eq!(told(&report.errors), expected);
    assert!(report.errors.iter().all(|error| error.sheet == "表"), "{:?}", report.errors);
    let kept = desk.export(SheetKind::Enterprises).await;
    assert!(kept.contains("甲公司,") && !kept.contains("乙公司") && !kept.contains("又一行"), "{kept}");
}

async fn a_code_stored_as_a_number_is_refused(db: TestStore) {
    let desk = Desk::new(db).await;
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("名单").expect("name");
    page.write_row(0, 0, ["企业名称", "统一社会信用代码", "县区"]).expect("writes");
    page.write_row(1, 0, ["甲公司", "", "洛龙区"]).expect("writes");
    page.write_number(1, 1, 914_103_001_234_567_890_f64).expect("writes");
    let file = desk.path("名单.xlsx");
    book.save(&file).expect("saves");
    let report = desk.load(file, options(SheetKind::Enterprises)).await.expect("imports").report;
    assert_eq!((report.rejected, report.batch), (1, None));
    let said = told(&report.errors);
    assert_eq!((said[0].0, said[0].1), (2, "B 统一社会信用代码"));
    assert!(said[0].2.contains("该格是数值") && said[0].2.contains("设为文本"), "{said:?}");
}

async fn facts_of_unknown_enterprises_are_refused(db: TestStore) {
    let desk = Desk::new(db).await;
    let unknown = |code: String| {
        format!("库中没有企业“{code}”。请先导入企业（duijie import enterprises），或核对代码与名称")
    };
    for kind in [SheetKind::RdActivities, SheetKind::FourHaves] {
        let report = desk.import(kind, &list(kind)).await;
        assert_eq!((report.rejected, report.batch.as_deref()), (2, None), "{kind:?}");
        let reasons = [unknown(uscc(1).to_string()), unknown(uscc(2).to_string())];
        let expected =
            [(2, "A 统一社会信用代码", reasons[0].as_str()), (3, "A 统一社会信用代码", reasons[1].as_str())];
        assert_eq!(told(&report.errors), expected, "{kind:?}");
    }
    let report = desk.import(SheetKind::Needs, &list(SheetKind::Needs)).await;
    let by_code = unknown(uscc(1).to_string());
    let by_name = unknown("示例耐材公司".to_owned());
    let expected = [(2, "B 统一社会信用代码", by_code.as_str()), (3, "A 企业名称", by_name.as_str())];
    assert_eq!(told(&report.errors), expected);
    let report = desk.import(SheetKind::Capabilities, &list(SheetKind::Capabilities)).await;
    let said = told(&report.errors);
    assert_eq!((report.rejected, said[0].0, said[0].1), (2, 2, "A 机构名称"));
    assert!(said[0].2.contains("库中没有机构“示例大学”") && said[0].2.contains("duijie import institutions"));
}

async fn wrong_figures_are_refused(db: TestStore) {
    let desk = Desk::new(db).await;
    desk.prepare(SheetKind::RdActivities).await;
    let code = uscc(1);
    let cases = [
        (SheetKind::Targets, "年度,县区,目标(%)\n2025,洛龙区,175\n".to_owned(), "C 目标(%)", "百分数"),
        (SheetKind::Targets, "年度,县区,目标(%)\n25,洛龙区,75\n".to_owned(), "A 年度", "2000 到 2100"),
        (SheetKind::Targets, "年度,县区,目标(%)\n2025,郑州,75\n".to_owned(), "B 县区", "没有名为“郑州”"),
        (
            SheetKind::RdActivities,
            format!("统一社会信用代码,年度,是否有研发活动,来源,研发经费(万元)\n{code},2025,是,听说,\n"),
            "D 来源",
            "请填：科技厅系统",
        ),
        (
            SheetKind::RdActivities,
            format!(
                "统一社会信用代码,年度,是否有研发活动,来源,研发经费(万元)\n{code},2025,是,企业自报,很多\n"
            ),
            "E 研发经费(万元)",
            "“很多”不是金额",
        ),
        (
            SheetKind::RdAggregates,
            "年度,县区,规上企业数,有研发活动数,截至日期\n2025,嵩县,-3,1,2025-12-31\n".to_owned(),
            "C 规上企业数",
            "“-3”不是 0 到",
        ),
        (
            SheetKind::FourHaves,
            format!("统一社会信用代码,年度,项,有无\n{code},2025,厂房,有\n"),
            "C 项",
            "请填：机构、人员、经费、产学研合作",
        ),
        (SheetKind::Institutions, "机构名称,机构类型\n甲所,饭店\n".to_owned(), "B 机构类型", "“饭店”不在"),
    ];
    for (kind, text, column, reason) in cases {
        let report = desk.import(kind, &text).await;
        assert_eq!((report.rejected, report.batch.as_deref()), (1, None), "{text}");
        let said = told(&report.errors);
        assert_eq!((said.len(), said[0].0, said[0].1), (1, 2, column), "{said:?}");
        assert!(said[0].2.contains(reason), "{said:?}");
    }
}

async fn one_wrong_row_keeps_all_out_if_that_was_asked(db: TestStore) {
    let desk = Desk::new(db).await;
    let before = desk.everything().await;
    let text = format!("{}丁公司,{},郑州市,,,,,,,,\n", list(SheetKind::Enterprises), uscc(4));
    let all = ImportOptions { all_or_nothing: true, ..options(SheetKind::Enterprises) };
    let report = desk.import_as(all, &text).await;
    assert_eq!((report.rows, report.rejected, report.batch), (3, 1, None));
    assert!(desk.everything().await == before);
    let report = desk.import_as(all, &list(SheetKind::Enterprises)).await;
    assert!(report.created == 2 && report.batch.is_some());
}

async fn columns_and_codes_that_deserve_a_look_are_taken_with_a_warning(db: TestStore) {
    let desk = Desk::new(db).await;
    let sound = uscc(1).to_string();
    let (body, check) = sound.split_at(17);
    let doubtful = format!("{body}{}", if check == "0" { "1" } else { "0" });
    let text = format!("企业名称,统一社会信用代码,县区,吉祥物\n甲公司,{doubtful},洛龙区,牡丹\n");
    let report = desk.import(SheetKind::Enterprises, &text).await;
    assert_eq!((report.created, report.rejected), (1, 0));
    let said = told(&report.warnings);
    assert_eq!((said[0].0, said[0].2), (1, "本程序不认识列“吉祥物”，未读取"));
    assert!(said[0].1.starts_with('D'), "{said:?}");
    assert_eq!((said[1].0, said[1].1), (2, "B 统一社会信用代码"));
    assert!(said[1].2.contains("校验位不符"), "{said:?}");
}
