//! How offered figures meet wanted ones, case by case.

use duijie_index::indicator::{Change, Verdict, extract, fit};

/// The verdict on the only wanted figure of a text; `None` if nothing can be compared.
fn verdict(wanted: &str, offered: &str) -> Option<(Verdict, f64)> {
    let result = fit(&extract(wanted), &extract(offered))?;
    let reason = result.reasons.first()?;
    Some((reason.verdict, reason.ratio))
}

#[test]
#[rustfmt::skip]
fn offers_that_meet_the_wish() {
    let cases = [
        ("轴承寿命≥5000小时", "使用寿命达到1年"),
        ("定位精度优于0.01mm", "定位误差≤5μm"),
        ("精度0.01mm", "精度达到0.005mm"),
        ("使用寿命5000小时", "服役寿命6000h"),
        ("耐温1800℃", "最高使用温度可达1850℃"),
        ("导热系数小于0.03W/(m·K)", "热导率0.025W/mK"),
        ("硬度58~62HRC", "热处理后60HRC"),
        ("硬度达到HRC58-62", "表面硬度HRC55-60"),
        ("粒径D50≤5μm", "平均粒径3000nm"),
        ("使用温度-20～60℃", "工作温度-40℃～85℃"),
        ("使用温度-20～60℃", "工作温度25℃"),
        ("处理量200t/d", "处理能力达到10t/h"),
        ("效率提高15%以上", "生产效率提升20%"),
        ("能耗降低20%", "系统节能30%"),
        ("纯度≥99.9%", "纯度99.99%"),
        ("压力≥10MPa", "120bar"),
        ("加工直径300mm", "加工直径200～500mm"),
        ("强度≥100MPa", "抗压强度120MPa"),
        ("控温精度±2℃", "控温精度±1K"),
        ("pH值6~9", "pH值7~8"),
    ];
    for (wanted, offered) in cases {
        assert_eq!(verdict(wanted, offered), Some((Verdict::Met, 1.0)), "{wanted} | {offered}");
    }
}

#[test]
#[rustfmt::skip]
fn offers_that_miss_the_wish() {
    let cases = [
        ("寿命≥5000小时", "寿命4000小时", Verdict::Near),
        ("寿命≥5000小时", "寿命2000小时", Verdict::Missed),
        ("精度≤0.01mm", "精度0.012mm", Verdict::Near),
        ("精度≤0.01mm", "精度0.05mm", Verdict::Missed),
        ("耐温≥1800℃", "耐温1750℃", Verdict::Near),
        ("耐温≥1800℃", "耐温1200℃", Verdict::Missed),
        ("纯度≥99.999%", "纯度99.99%", Verdict::Missed),
        ("纯度≥99.9%", "纯度99.8%", Verdict::Near),
        ("良率≥95%", "良率90%", Verdict::Near),
        ("使用温度-40～85℃", "使用温度-35～85℃", Verdict::Near),
        ("硬度58~62HRC", "硬度56HRC", Verdict::Near),
        ("硬度58~62HRC", "硬度40HRC", Verdict::Missed),
        ("噪声≤60dB", "噪声62dB", Verdict::Near),
        ("控温精度±1℃", "控温精度±5℃", Verdict::Missed),
    ];
    for (wanted, offered, expected) in cases {
        let (found, ratio) = verdict(wanted, offered).unwrap();
        assert_eq!(found, expected, "{wanted} | {offered}: {ratio}");
        assert!(ratio < 1.0, "{wanted} | {offered}");
    }
}

#[test]
#[rustfmt::skip]
fn figures_about_different_things() {
    let cases = [
        ("效率提高15%", "效率达到95%"),
        ("成本降低30%", "成本增加30%"),
        ("抗折强度≥12MPa", "抗压强度80MPa"),
        ("Al2O3含量≥95%", "SiO2含量99%"),
        ("纯度≥99%", "合格率99%"),
        ("外径≥100mm", "厚度100mm"),
        ("粒径D50≤5μm", "粒径D90≤5μm"),
        ("硬度≥60HRC", "硬度700HV"),
        ("耐温1800℃", "控温精度±1℃"),
        ("寿命≥5000小时", "精度0.01mm"),
        ("定位精度≤0.01mm", "尺寸精度0.005mm"),
        ("良率≥95%", ""),
    ];
    for (wanted, offered) in cases {
        assert_eq!(verdict(wanted, offered), None, "{wanted} | {offered}");
    }
}

#[test]
fn the_best_offer_counts_and_the_mean_is_taken() {
    let wanted = extract("寿命≥5000小时，精度≤0.01mm，纯度≥99.9%");
    let offered = extract("寿命2000小时，寿命6000小时，精度0.02mm");
    let result = fit(&wanted, &offered).unwrap();
    assert_eq!(result.comparable, 2);
    assert_eq!(result.reasons[0].offered, 1);
    assert_eq!((result.reasons[1].wanted, result.reasons[1].verdict), (1, Verdict::Missed));
    assert!((result.value - 0.5).abs() < 1e-12);
}

#[test]
fn inconsistent_figures_compare_with_nothing() {
    let wanted = extract("寿命≥5000小时");
    let mut broken = wanted.clone();
    broken[0].low = None;
    assert_eq!(fit(&wanted, &broken), None);
    assert_eq!(fit(&broken, &wanted), None);
    broken[0].low = Some(f64::NAN);
    assert_eq!(fit(&wanted, &broken), None);
    assert_eq!(fit(&[], &wanted), None);
}

#[test]
fn changes_are_known_by_their_names() {
    let change = |text: &str| extract(text).first().and_then(duijie_index::indicator::Indicator::change);
    assert_eq!(change("效率提高15%"), Some(Change::Increase));
    assert_eq!(change("减重20%"), Some(Change::Decrease));
    assert_eq!(change("效率95%"), None);
    assert_eq!(change("提升速度5m/s"), None);
}
